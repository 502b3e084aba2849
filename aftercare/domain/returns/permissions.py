from enum import StrEnum


class ReturnPermission(StrEnum):
    VIEW = "returns.view"
    REQUEST_OWN = "returns.request_own"
    OPEN = "returns.open"
    APPROVE = "returns.approve"
    RECEIVE = "returns.receive"
    INSPECT = "returns.inspect"
    DECIDE = "returns.decide"
    SET_UP = "returns.set_up"
