from enum import StrEnum


class SupplyPermission(StrEnum):
    VIEW = "supply.view"
    REQUEST = "supply.request"
    ORDER = "supply.order"
    RECEIVE = "supply.receive"
    SOLVE = "supply.solve"
    SET_UP = "supply.set_up"
