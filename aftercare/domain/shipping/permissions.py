from enum import StrEnum


class ShippingPermission(StrEnum):
    VIEW = "shipping.view"
    SEND = "shipping.send"
    RECEIVE = "shipping.receive"
    SET_UP = "shipping.set_up"
