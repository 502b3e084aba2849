from enum import StrEnum


class CasePermission(StrEnum):
    VIEW = "cases.view"
    VIEW_ALL = "cases.view_all"
    OPEN = "cases.open"
    REPLY = "cases.reply"
    NOTE = "cases.note"
    WORK = "cases.work"
    ASSIGN = "cases.assign"
    SOLVE = "cases.solve"
    ESCALATE = "cases.escalate"
    MERGE = "cases.merge"
    WRITE_OWN = "cases.write_own"
    SET_UP = "cases.set_up"
