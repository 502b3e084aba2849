from enum import StrEnum


class GuidancePermission(StrEnum):
    VIEW = "guidance.view"
    PLAN = "guidance.plan"
    HOLD = "guidance.hold"
