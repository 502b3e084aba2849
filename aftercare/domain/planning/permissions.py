from enum import StrEnum


class PlanningPermission(StrEnum):
    VIEW = "planning.view"
    RUN = "planning.run"
    DECIDE = "planning.decide"
    REVIEW = "planning.review"
