from enum import StrEnum


class RepairPermission(StrEnum):
    VIEW = "repairs.view"
    OPEN = "repairs.open"
    RECEIVE = "repairs.receive"
    WORK = "repairs.work"
    QUOTE = "repairs.quote"
    ASSIGN = "repairs.assign"
    HAND_OVER = "repairs.hand_over"
    END = "repairs.end"
    SET_UP = "repairs.set_up"
