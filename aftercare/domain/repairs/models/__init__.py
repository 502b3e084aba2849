from aftercare.domain.repairs.models.orders import Photo, StatusChange, WorkOrder
from aftercare.domain.repairs.models.packs import HandoverPack
from aftercare.domain.repairs.models.parts import LostDemand, RepairPart
from aftercare.domain.repairs.models.proving import FinalTest, FinalTestPoint, FinalTestResult
from aftercare.domain.repairs.models.quotes import (
    Acceptance,
    LaborRate,
    OrderQuestion,
    Quote,
    QuoteLine,
)
from aftercare.domain.repairs.models.work import Finding, Reading

__all__ = [
    "Acceptance",
    "FinalTest",
    "FinalTestPoint",
    "FinalTestResult",
    "Finding",
    "HandoverPack",
    "LaborRate",
    "LostDemand",
    "OrderQuestion",
    "Photo",
    "Quote",
    "QuoteLine",
    "Reading",
    "RepairPart",
    "StatusChange",
    "WorkOrder",
]
