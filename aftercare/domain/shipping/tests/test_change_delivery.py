from dataclasses import replace
from datetime import date

import pytest

from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.domain.shipping.operations.delivery import (
    CarrierHasIt,
    DeliveryUnclear,
    change_delivery,
)
from aftercare.domain.shipping.operations.labels import CustomerCollects, note_own_label
from aftercare.domain.shipping.operations.parcels import report_parcel
from aftercare.domain.shipping.queries import as_wished
from aftercare.domain.shipping.states import (
    CustomerWish,
    OwnLabel,
    ParcelStatus,
    PostalAddress,
    Wish,
    WishedDelivery,
)
from aftercare.domain.shipping.tests.make import FACTS, MONDAY, THEIRS, make_parcel
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db

WHO = {"actor": SYSTEM, "at": MONDAY}
ORDER = Ref("work_order", 5)
LATE = CustomerWish(Wish.BY_DAY, by=date(2026, 10, 9), hours="14–18", not_before=date(2026, 10, 8))
OFFICE = PostalAddress(name="Ana", lines="7 Ayala", city="Makati", country="PH")
LABEL = OwnLabel("Road Runner", "CN1")


def change(wish=LATE, address=None, **given):
    wished = WishedDelivery(wish, address or PostalAddress())
    return change_delivery(ORDER, wished, **given, **WHO)


def test_what_is_prepared_and_what_will_be_goes_as_it_was_wished():
    parcel = make_parcel(belongs_to=ORDER)

    change(address=OFFICE)

    parcel.refresh_from_db()
    assert parcel.wished == LATE
    assert parcel.to_address == replace(OFFICE, phone=THEIRS.phone)
    later = as_wished(FACTS, ORDER)
    assert (later.wish, later.recipient) == (LATE, parcel.to_address)


def test_without_another_address_it_goes_to_the_usual_one_again():
    account = make_account("Harbor TV")
    parcel = make_parcel(belongs_to=ORDER)
    change(address=OFFICE)

    change(account=account)

    parcel.refresh_from_db()
    assert (parcel.to_address.company, parcel.to_address.lines) == ("Harbor TV", "")
    assert DeliveryWish.objects.get().address == {}


def test_once_the_carrier_has_it_it_is_refused_in_words():
    parcel = make_parcel(belongs_to=ORDER)
    note_own_label(parcel, LABEL, **WHO)
    with pytest.raises(CarrierHasIt, match="label of Road Runner"):
        change()
    report_parcel(parcel, ParcelStatus.COLLECTED, **WHO)

    with pytest.raises(CarrierHasIt, match="CN1"):
        change()

    assert not DeliveryWish.objects.exists()


@pytest.mark.parametrize(
    ("wish", "address"),
    [
        (replace(LATE, by=date(2026, 9, 1)), None),
        (replace(LATE, by=date(2026, 10, 1)), None),
        (LATE, PostalAddress(lines="7 Ayala")),
    ],
)
def test_what_cannot_be_done_is_asked_again(wish, address):
    with pytest.raises(DeliveryUnclear):
        change(wish, address)


def test_what_is_collected_gets_no_carrier_and_is_handed_over_here():
    parcel = make_parcel(belongs_to=ORDER)
    change(CustomerWish(Wish.COLLECT))
    with pytest.raises(CustomerCollects):
        note_own_label(parcel, LABEL, **WHO)

    report_parcel(Parcel.objects.get(), ParcelStatus.DELIVERED, **WHO)

    assert Parcel.objects.get().status == ParcelStatus.DELIVERED
