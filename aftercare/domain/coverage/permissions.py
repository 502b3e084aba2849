from enum import StrEnum


class CoveragePermission(StrEnum):
    VIEW = "coverage.view"
    DECIDE = "coverage.decide"
    ADJUDICATE = "coverage.adjudicate"
    GOODWILL = "coverage.goodwill"
    AGREE = "coverage.agree"
    SET_UP = "coverage.set_up"
