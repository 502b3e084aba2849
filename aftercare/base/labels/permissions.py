from enum import StrEnum


class LabelPermission(StrEnum):
    PRINT = "labels.print"
    SET_UP = "labels.set_up"
