"""A return comes in a parcel, and what goes out for it goes in one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.promises.models import Promise
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.jobs import look_at_days_of_returns
from aftercare.domain.returns.operations.agreeing import (
    approve_return,
    cancel_return,
    expire_return,
    reopen_return,
)
from aftercare.domain.returns.operations.deciding import (
    replace_line,
    return_line_as_is,
    send_line_back,
)
from aftercare.domain.returns.operations.replacing import (
    NothingToCharge,
    charge_old_one,
    send_replacement,
    send_replacement_ahead,
)
from aftercare.domain.returns.operations.suppliers import (
    ToSend,
    open_supplier_return,
    send_to_supplier,
)
from aftercare.domain.returns.operations.travelling import (
    LabelledAlready,
    SayWhichParcel,
    bring_own_return,
    choose_way,
    follow_return,
    send_own_return,
)
from aftercare.domain.returns.queries import parcel_awaited, parcels_of
from aftercare.domain.returns.states import ComesBy, FreightRule, RmaStatus
from aftercare.domain.returns.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    announced,
    come,
    customer_of,
    first_line,
    make_inspected,
    make_reason,
    make_reel,
    make_return,
    make_returnable,
)
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.operations.delivery import change_delivery
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.parcels import change_parcel, report_parcel
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.queries import contents_of
from aftercare.domain.shipping.states import CustomerWish, OwnLabel, Wish, WishedDelivery
from aftercare.domain.shipping.steps import note_sightings
from aftercare.domain.shipping.tests.make import FACTS, OURS, make_carrier, seen
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_account()


def approved(*lines, **given):
    rma = make_return(*lines, **given)
    approve_return(rma, **NOW)
    rma.refresh_from_db()
    return rma


def sent(rma, *, expected_on=None, status="in_transit"):
    """Let a return be on its way, as its carrier tells."""
    parcel = parcel_awaited(rma)
    change_parcel(parcel, FACTS, **NOW)
    note_own_label(parcel, OwnLabel("Road", "CN1", expected_on=expected_on), **NOW)
    note_sightings(parcel, [seen(status)], actor=SYSTEM, at=MONDAY + HOUR)
    parcel.refresh_from_db()
    return parcel


def decision_of(rma):
    return Promise.objects.filter(subject=str(ref(rma)), kind="returns.decision").first()


def test_what_may_be_sent_is_awaited_in_a_parcel_paid_for_by_rule(shop):
    reel = make_reel(account=shop)
    rma = approved(announced(reel, 3000), account=shop, reason=make_reason(freight="customer"))

    parcel = parcel_awaited(rma)
    (line,) = contents_of(parcel)

    assert (rma.comes_by, parcel.way, parcel.status) == (ComesBy.SENT, "in", "draft")
    assert (parcel.paid_by, parcel.account) == ("customer", shop)
    assert (parcel.paid_because, parcel.paid_share, parcel.paid_why) == ("reason", 100, "")
    assert (line.lot, line.quantity, line.belongs_to) == (reel, 3000, str(ref(first_line(rma))))


def test_where_we_bear_the_freight_a_job_gets_the_label_once_both_addresses_are_known(shop):
    ours = make_reason(freight=FreightRule.US)
    without = approved(announced(make_returnable("A-1", account=shop)), account=shop, reason=ours)
    save_address(
        shop, None, kind="delivery", lines="1 Rizal Ave", city="Manila", country="PH", **NOW
    )
    set_site_address(make_site(), OURS, **NOW)

    rma = approved(announced(make_returnable("A-2", account=shop)), account=shop, reason=ours)

    wanted = ProcrastinateJob.objects.filter(task_name="shipping.get_label")
    assert [without.comes_by, rma.comes_by] == [ComesBy.LABEL, ComesBy.LABEL]
    assert [job.args["parcel_id"] for job in wanted] == [parcel_awaited(rma).pk]


def test_a_customer_who_brings_it_sends_no_parcel_and_may_send_it_after_all(shop):
    rma, they = approved(account=shop), customer_of(account=shop)
    make_carrier(
        "road", "manual", name="Road", settings={"tracking_url": "https://r.example/{number}"}
    )

    bring_own_return(rma, actor=they, at=MONDAY)
    assert parcel_awaited(rma) is None
    with pytest.raises(SayWhichParcel):
        send_own_return(rma, carrier="road", number=" ", actor=they, at=MONDAY)
    send_own_return(rma, carrier="road", number="CN 7", actor=they, at=MONDAY)
    with pytest.raises(LabelledAlready):
        bring_own_return(rma, actor=they, at=MONDAY)

    parcel = parcel_awaited(rma)
    rma.refresh_from_db()
    assert (rma.comes_by, parcel.status, parcel.number) == (ComesBy.SENT, "labeled", "CN 7")
    assert parcel.tracking_url == "https://r.example/CN+7"
    assert Parcel.objects.filter(status="cancelled").count() == 1


def test_a_clerk_says_how_it_comes(shop):
    rma = approved(account=shop)

    choose_way(rma, comes_by=ComesBy.LABEL, **NOW)

    rma.refresh_from_db()
    assert (rma.comes_by, Parcel.objects.count()) == (ComesBy.LABEL, 1)


def test_a_scan_closes_the_parcel_it_came_in(shop):
    rma = approved(account=shop)
    parcel = parcel_awaited(rma)

    come(rma, first_line(rma).unit)

    parcel.refresh_from_db()
    assert (parcel.status, parcel_awaited(rma)) == ("delivered", None)


def test_what_its_carrier_tells_moves_the_day_of_the_decision(shop):
    rma = approved(account=shop)
    parcel = sent(rma, expected_on=date(2026, 10, 2))

    for _twice in range(2):
        follow_return(rma, parcel, actor=SYSTEM, at=MONDAY + HOUR)
    first = decision_of(rma)
    note_sightings(
        parcel, [], expected_at=parcel.expected_at + 4 * DAY, actor=SYSTEM, at=MONDAY + DAY
    )
    parcel.refresh_from_db()
    follow_return(rma, parcel, actor=SYSTEM, at=MONDAY + DAY)

    owed = decision_of(rma)
    assert first.due_at > parcel.expected_at - 4 * DAY
    assert owed.due_at > first.due_at
    assert [move.reason for move in owed.moves.all()] == [
        "The carrier has named another day for the parcel."
    ]


def test_no_decision_is_owed_on_what_is_lost(shop):
    rma = approved(account=shop)
    parcel = sent(rma, expected_on=date(2026, 10, 2))
    follow_return(rma, parcel, actor=SYSTEM, at=MONDAY + HOUR)

    report_parcel(parcel, "lost", words="The carrier says so", actor=SYSTEM, at=MONDAY + DAY)
    parcel.refresh_from_db()
    follow_return(rma, parcel, actor=SYSTEM, at=MONDAY + DAY)

    assert decision_of(rma).withdrawn_at == MONDAY + DAY


def test_what_is_under_way_does_not_expire_and_its_old_one_is_not_charged(shop):
    waits, travels = (
        approved(announced(make_returnable(serial, account=shop)), account=shop)
        for serial in ("A-1", "A-2")
    )
    line = first_line(travels)
    due = {"due_on": (MONDAY + DAY).date(), "charge": Decimal(400)}
    send_replacement_ahead(line, unit=make_unit("NEW-2"), **due, **NOW)
    sent(travels)

    look_at_days_of_returns.func(timestamp=0)

    waits.refresh_from_db()
    travels.refresh_from_db()
    line.refresh_from_db()
    assert (waits.status, travels.status) == (RmaStatus.EXPIRED, RmaStatus.APPROVED)
    with pytest.raises(NothingToCharge):
        charge_old_one(line, actor=SYSTEM, at=MONDAY + 9 * DAY)


def test_what_does_not_come_any_more_needs_no_parcel_and_what_may_after_all_gets_one(shop):
    called_off, expired = (
        approved(announced(make_returnable(serial, account=shop)), account=shop)
        for serial in ("A-1", "A-2")
    )

    cancel_return(called_off, **NOW)
    expire_return(expired, **NOW)
    assert not Parcel.objects.exclude(status="cancelled").exists()
    reopen_return(expired, until=MONDAY.date() + timedelta(days=9), **NOW)

    assert parcel_awaited(expired).status == "draft"


def test_a_replacement_goes_out_in_a_parcel(shop):
    rma = make_inspected(account=shop)
    replace_line(first_line(rma), **NOW)
    other = make_unit("NEW-1")

    send_replacement(first_line(rma), unit=other, **NOW)

    goes = parcels_of(rma).get(way="out")
    assert [line.unit for line in contents_of(goes)] == [other]
    assert (goes.belongs_to, goes.status) == (str(ref(first_line(rma))), "draft")


def test_of_a_reel_as_much_goes_out_as_came(shop):
    reel = make_reel(account=shop)
    rma = make_inspected(announced(reel, 3000), account=shop)
    replace_line(first_line(rma), **NOW)
    fresh = make_reel("L-200", account=None)
    supplier, shelf = make_place("SUPPLIER", "supplier"), make_place("A-01")
    make_stock(fresh.item, 4000, to=shelf, source=supplier, lot_id=fresh.pk)

    send_replacement(first_line(rma), lot=fresh, **NOW)

    (line,) = contents_of(parcels_of(rma).get(way="out"))
    assert (line.lot, line.quantity) == (fresh, 3000)


def test_what_goes_back_as_it_is_goes_in_a_parcel(shop):
    rma = make_inspected(account=shop)
    unit = first_line(rma).unit
    return_line_as_is(first_line(rma), why="Works", **NOW)

    send_line_back(first_line(rma), **NOW)

    assert [line.unit for line in contents_of(parcels_of(rma).get(way="out"))] == [unit]


def test_what_goes_on_to_a_supplier_goes_to_them(shop):
    supplier = make_account("Panel Works")
    save_address(
        supplier, None, kind="delivery", lines="7 Dock Rd", city="Incheon", country="KR", **NOW
    )
    rma = make_inspected(account=shop)
    going = open_supplier_return(ToSend([first_line(rma)]), supplier=supplier, **NOW)

    send_to_supplier(going, their_number="S-77", **NOW)

    parcel = parcels_of(rma).get(way="out")
    assert (parcel.belongs_to, parcel.account) == (str(ref(going)), supplier)
    assert (parcel.to_address.city, "S-77" in parcel.note) == ("Incheon", True)


def test_what_goes_out_goes_as_the_customer_wished(shop):
    rma = make_inspected(account=shop)
    wish = CustomerWish(Wish.PLACE, hours="14–18", place="Gate 2")
    change_delivery(ref(rma), WishedDelivery(wish), account=shop, **NOW)
    return_line_as_is(first_line(rma), why="Not ours", **NOW)

    send_line_back(first_line(rma), **NOW)

    assert Parcel.objects.get(way="out").wished == wish
