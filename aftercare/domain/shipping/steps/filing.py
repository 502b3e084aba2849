from datetime import datetime

from aftercare.base.search.steps import index
from aftercare.domain.shipping.models import Parcel, ParcelLine
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.kit.refs import ref

READERS = [f"may:{ShippingPermission.VIEW}"]


def file_parcel(parcel: Parcel, *, at: datetime) -> None:
    """Make a parcel findable by its number, that of its carrier, and what is in it."""
    lines = ParcelLine.objects.filter(parcel=parcel).select_related("item", "unit", "lot")
    inside = [f"{line.item.code} {line.unit or line.lot or ''}" for line in lines.order_by("pk")]
    whose = [str(each) for each in (parcel.account, parcel.contact) if each]
    way = str(parcel.get_way_display())
    index(
        ref(parcel),
        kind="parcel",
        code=parcel.code,
        title=" · ".join(filter(None, [parcel.number or way, parcel.carrier_name, *whose])),
        body="\n".join([parcel.number, *inside]),
        facets={},
        readers=READERS,
        at=at,
    )
