"""The parcels of a return: in which it comes, and in which something goes out for it."""

from django.db.models import QuerySet

from aftercare.domain.returns.models import Rma
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.queries import parcels_about
from aftercare.domain.shipping.states import CLOSED, TRAVELS, ParcelStatus, ParcelWay
from aftercare.kit.refs import ref


def parcels_of(rma: Rma) -> QuerySet[Parcel]:
    """Return the parcels that come or go because of a return, the newest first."""
    return parcels_about(ref(rma)).exclude(status=ParcelStatus.CANCELLED)


def _coming(rma: Rma) -> QuerySet[Parcel]:
    return parcels_about(ref(rma)).filter(belongs_to=str(ref(rma)), way=ParcelWay.IN)


def parcel_awaited(rma: Rma) -> Parcel | None:
    """Return the parcel in which a return comes, until it is here or will never be."""
    return _coming(rma).exclude(status__in=CLOSED).first()


def is_on_its_way(rma: Rma) -> bool:
    """Return whether what was agreed has been sent: then nobody is late."""
    return _coming(rma).filter(status__in=[*TRAVELS, ParcelStatus.DELIVERED]).exists()


def return_in(parcel: Parcel) -> Rma | None:
    """Return the return that comes in a parcel."""
    kind, _colon, key = parcel.belongs_to.partition(":")
    if kind != "rma" or parcel.way != ParcelWay.IN:
        return None
    return Rma.objects.filter(pk=int(key)).first()
