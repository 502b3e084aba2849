from aftercare.domain.stock.models.counts import CountLine, StockCount
from aftercare.domain.stock.models.holding import (
    CoreDebt,
    CoreRule,
    Reservation,
    Retest,
    StorageRule,
)
from aftercare.domain.stock.models.ledger import Balance, Movement, Place, Valuation
from aftercare.domain.stock.models.wanting import Want

__all__ = [
    "Balance",
    "CoreDebt",
    "CoreRule",
    "CountLine",
    "Movement",
    "Place",
    "Reservation",
    "Retest",
    "StockCount",
    "StorageRule",
    "Valuation",
    "Want",
]
