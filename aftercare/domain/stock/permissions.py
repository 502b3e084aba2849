from enum import StrEnum


class StockPermission(StrEnum):
    SEE_AVAILABILITY = "stock.see_availability"
    VIEW = "stock.view"
    MOVE = "stock.move"
    RESERVE = "stock.reserve"
    SCRAP = "stock.scrap"
    CORRECT = "stock.correct"
    COUNT = "stock.count"
    APPROVE = "stock.approve"
    RELEASE_RESERVATIONS = "stock.release_reservations"
    SET_UP = "stock.set_up"
