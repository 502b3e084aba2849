from enum import StrEnum


class UnitPermission(StrEnum):
    VIEW = "units.view"
    EDIT = "units.edit"
    SWAP = "units.swap"
    TRACE = "units.trace"
    TAKE_IN = "units.take_in"
    REGISTER = "units.register"
    SET_UP = "units.set_up"
