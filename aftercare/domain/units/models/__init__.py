from aftercare.domain.units.models.parts import (
    BatchLot,
    BuiltIn,
    Lot,
    LotWindow,
    ProductionBatch,
    TakenOut,
)
from aftercare.domain.units.models.registrations import Registration, ScanRule
from aftercare.domain.units.models.unit import Exchange, Ownership, Unit, UnitDate

__all__ = [
    "BatchLot",
    "BuiltIn",
    "Exchange",
    "Lot",
    "LotWindow",
    "Ownership",
    "ProductionBatch",
    "Registration",
    "ScanRule",
    "TakenOut",
    "Unit",
    "UnitDate",
]
