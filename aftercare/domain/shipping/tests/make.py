from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aftercare.base.company.tests.make import make_site
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.shipping.models import LabelPurchase
from aftercare.domain.shipping.operations.carriers import set_up_carrier
from aftercare.domain.shipping.operations.labels import keep_rates, note_own_label, order_label
from aftercare.domain.shipping.operations.parcels import draft_parcel
from aftercare.domain.shipping.ports import ask_carriers
from aftercare.domain.shipping.queries import access_of, consignment_of
from aftercare.domain.shipping.states import (
    Content,
    Money,
    OwnLabel,
    ParcelFacts,
    ParcelWay,
    PostalAddress,
    Sighting,
    Size,
)
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = PostalAddress(
    company="Northwell", lines="88 Keji Road", city="Shenzhen", postcode="518057", country="CN"
)
THEIRS = PostalAddress(
    name="Marisol Reyes", lines="12 Mabini Street", city="Manila", country="PH", phone="+63 2 8123"
)
FACTS = ParcelFacts(OURS, THEIRS, Size(weight=8200, length=900, width=600, height=150))


def make_parcel(way=ParcelWay.OUT, facts=FACTS, *, at=MONDAY, **given):
    item = Item.objects.filter(code="AX55").first() or make_item("AX55", name="55-inch set")
    details = {"contents": [Content(item.pk)], "site": make_site()}
    return draft_parcel(way, facts, **details | given, actor=SYSTEM, at=at)


def make_carrier(code="courier", kind="courier", **given):
    details = {"name": "Courier", "settings": {}, "secrets": {}}
    return set_up_carrier(None, code=code, kind=kind, **details | given, actor=SYSTEM, at=MONDAY)


def make_labeled(*, expected_on=None, at=MONDAY, number="CN123", **given):
    """Return a parcel with a label that a person has brought."""
    parcel = make_parcel(at=at, **given)
    label = OwnLabel(
        "Road Runner", number, price=Money(Decimal("180.00"), "PHP"), expected_on=expected_on
    )
    note_own_label(parcel, label, actor=SYSTEM, at=at)
    parcel.refresh_from_db()
    return parcel


def make_purchase(parcel, account, *, at=MONDAY) -> LabelPurchase:
    """Return the purchase of the label that suits a parcel best, not yet asked for."""
    answers = ask_carriers(consignment_of(parcel, at=at), [access_of(account)])
    return order_label(keep_rates(parcel, answers, actor=SYSTEM, at=at)[0], actor=SYSTEM, at=at)


def seen(status, hours=1, *, key="", **given):
    return Sighting(
        key=key or f"{status} {hours}", happened_at=MONDAY + hours * HOUR, status=status, **given
    )
