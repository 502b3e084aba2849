from enum import StrEnum


class CoveragePermission(StrEnum):
    VIEW = "coverage.view"
    DECIDE = "coverage.decide"
    ADJUDICATE = "coverage.adjudicate"
    GOODWILL = "coverage.goodwill"
    GIVE_SPARES = "coverage.give_spares"
    AGREE = "coverage.agree"
    SET_UP = "coverage.set_up"
