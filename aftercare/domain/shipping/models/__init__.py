from aftercare.domain.shipping.models.carriers import (
    CarrierAccount,
    CarrierWord,
    PickUp,
    SiteAddress,
)
from aftercare.domain.shipping.models.labels import CarrierRate, LabelPurchase
from aftercare.domain.shipping.models.packing import PackingInstruction
from aftercare.domain.shipping.models.parcels import Parcel, ParcelLine, ParcelSighting
from aftercare.domain.shipping.models.wishes import DeliveryWish

__all__ = [
    "CarrierAccount",
    "CarrierRate",
    "CarrierWord",
    "DeliveryWish",
    "LabelPurchase",
    "PackingInstruction",
    "Parcel",
    "ParcelLine",
    "ParcelSighting",
    "PickUp",
    "SiteAddress",
]
