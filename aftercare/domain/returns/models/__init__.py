from aftercare.domain.returns.models.arrivals import Arrival
from aftercare.domain.returns.models.money import RmaAmount
from aftercare.domain.returns.models.returns import Rma, RmaChange, RmaFile, RmaLine
from aftercare.domain.returns.models.rules import ApprovalRule, ReturnReason
from aftercare.domain.returns.models.sending import Replacement
from aftercare.domain.returns.models.suppliers import SupplierReturn, SupplierReturnLine

__all__ = [
    "ApprovalRule",
    "Arrival",
    "Replacement",
    "ReturnReason",
    "Rma",
    "RmaAmount",
    "RmaChange",
    "RmaFile",
    "RmaLine",
    "SupplierReturn",
    "SupplierReturnLine",
]
