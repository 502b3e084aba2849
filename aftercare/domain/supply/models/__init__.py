from aftercare.domain.supply.models.purchases import (
    PurchaseChange,
    PurchaseLine,
    PurchaseOrder,
    PurchaseReceipt,
)
from aftercare.domain.supply.models.shortages import Shortage
from aftercare.domain.supply.models.suppliers import SparesShare, Supplier, SupplierPrice

__all__ = [
    "PurchaseChange",
    "PurchaseLine",
    "PurchaseOrder",
    "PurchaseReceipt",
    "Shortage",
    "SparesShare",
    "Supplier",
    "SupplierPrice",
]
