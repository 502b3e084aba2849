from aftercare.domain.repairs.models.orders import Photo, StatusChange, WorkOrder
from aftercare.domain.repairs.models.proving import FinalTest, FinalTestPoint, FinalTestResult
from aftercare.domain.repairs.models.work import Finding, Reading

__all__ = [
    "FinalTest",
    "FinalTestPoint",
    "FinalTestResult",
    "Finding",
    "Photo",
    "Reading",
    "StatusChange",
    "WorkOrder",
]
