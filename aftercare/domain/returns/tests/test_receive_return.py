from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from aftercare.base.promises.models import Promise
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.states import AccountKind
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.returns.models import Arrival, Rma
from aftercare.domain.returns.operations.agreeing import approve_return, refuse_return
from aftercare.domain.returns.operations.asking import request_own_return
from aftercare.domain.returns.operations.receiving import (
    HereAlready,
    NobodyKnowsIt,
    SettledAlready,
    add_arrival,
    receive_return,
    set_arrival_aside,
)
from aftercare.domain.returns.states import (
    ArrivalKind,
    ArrivalState,
    LineStatus,
    RmaStatus,
    Seen,
    Wish,
)
from aftercare.domain.returns.tests.make import (
    MONDAY,
    NOW,
    announced,
    come,
    customer_of,
    first_line,
    make_reason,
    make_reel,
    make_return,
    make_returnable,
)
from aftercare.domain.stock.models import Balance, Valuation
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.states import Goods, Line, Owner
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_account()


def approved(*lines, **given):
    rma = make_return(*lines, **given)
    approve_return(rma, **NOW)
    return rma


def here(thing):
    field = "unit" if hasattr(thing, "serial") else "lot"
    return Balance.objects.filter(**{field: thing}, place_kind="bin", quantity__gt=0).get()


def test_what_was_announced_lies_apart_as_the_customers_and_is_worth_nothing(shop):
    unit = make_returnable(account=shop)
    rma = approved(announced(unit), account=shop)

    arrival = come(rma, unit)

    rma.refresh_from_db()
    row = here(unit)
    assert (arrival.kind, arrival.state) == (ArrivalKind.MATCHES, ArrivalState.TAKEN)
    assert (rma.status, first_line(rma).status) == (RmaStatus.RECEIVED, LineStatus.RECEIVED)
    assert (row.owner, row.account, row.condition) == (Owner.CUSTOMER, shop, "quarantine")
    assert row.place.code == "RETURNS-SZ"
    assert not Valuation.objects.filter(item=unit.item, quantity__gt=0).exists()
    owed = Promise.objects.get(subject=str(ref(rma)), kind="returns.decision")
    assert owed.kept_at is None


def test_the_same_scan_counts_once_and_another_of_the_same_unit_is_refused(shop):
    rma = approved(account=shop)
    unit = first_line(rma).unit

    first = come(rma, unit, key="a")
    assert come(rma, unit, key="a") == first
    with pytest.raises(HereAlready):
        come(rma, unit, key="b")

    assert Arrival.objects.count() == 1


def test_reels_come_in_parts_and_too_many_waits_for_somebody(shop):
    reel = make_reel(account=shop)
    rma = approved(announced(reel, 3000), account=shop)

    kinds = [come(rma, reel, quantity).kind for quantity in (1000, 2000, 500)]

    surplus = Arrival.objects.latest("pk")
    line = first_line(rma)
    assert kinds == [ArrivalKind.TOO_FEW, ArrivalKind.MATCHES, ArrivalKind.TOO_MANY]
    assert (line.received, surplus.state) == (Decimal(3000), ArrivalState.OPEN)
    assert here(reel).quantity == Decimal(3500)
    add_arrival(surplus, **NOW)
    with pytest.raises(SettledAlready):
        set_arrival_aside(surplus, why="Shelf 3", **NOW)
    assert first_line(rma).received == Decimal(3500)


def test_what_is_set_aside_of_too_many_is_no_part_of_the_return(shop):
    reel = make_reel(account=shop)
    rma = approved(announced(reel, 3000), account=shop)
    for quantity in (2000, 1500, 400):
        come(rma, reel, quantity)
    assert first_line(rma).received == Decimal(3000)

    last = Arrival.objects.latest("pk")
    set_arrival_aside(last, why="Not theirs, shelf 3", **NOW)
    add_arrival(Arrival.objects.get(quantity=1500), **NOW)

    assert first_line(rma).received == Decimal(3500)
    assert here(reel).quantity == Decimal(3900)


def test_a_unit_without_a_number_leads_to_the_return_that_awaits_it(shop):
    rma = approved(account=shop)

    arrival = come(None, first_line(rma).unit, key="x")

    assert (arrival.rma, arrival.kind) == (rma, ArrivalKind.MATCHES)


def test_what_nobody_announced_is_kept_and_put_on_the_return(shop):
    rma = approved(account=shop)
    extra = make_returnable("AX55-2519-B0099", account=shop)

    arrival = come(rma, extra)
    line = add_arrival(arrival, **NOW)

    assert arrival.kind == ArrivalKind.NOT_ANNOUNCED
    assert (line.announced, line.unit, line.status) == (False, extra, LineStatus.RECEIVED)
    assert here(extra).quantity == 1


def test_somebody_elses_unit_goes_to_the_return_of_its_owner(shop):
    rma = approved(account=shop)
    others = make_account("Sunrise TV")
    set_of_others = make_returnable("AX55-2519-B0099", account=others)

    arrival = come(rma, set_of_others)
    theirs = approved(announced(set_of_others), account=others)
    add_arrival(arrival, rma=theirs, **NOW)

    assert arrival.kind == ArrivalKind.SOMEBODY_ELSES
    assert first_line(theirs).status == LineStatus.RECEIVED
    assert here(set_of_others).account == others


def test_what_is_unknown_is_kept_until_somebody_says_where_it_lies(shop):
    rma = approved(account=shop)
    unknown = receive_return(rma, seen=Seen("???"), site=make_site(), key="u", **NOW)

    with pytest.raises(NobodyKnowsIt):
        add_arrival(unknown, **NOW)
    with pytest.raises(NobodyKnowsIt):
        set_arrival_aside(unknown, why="", **NOW)
    set_arrival_aside(unknown, why="Shelf 3, customer asked", **NOW)

    unknown.refresh_from_db()
    assert (unknown.kind, unknown.state) == (ArrivalKind.UNKNOWN, ArrivalState.SET_ASIDE)


def test_what_was_refused_and_comes_all_the_same_lies_apart_until_it_is_approved(shop):
    rma = make_return(account=shop)
    refuse_return(rma, why="Too old", **NOW)
    unit = first_line(rma).unit

    arrival = come(rma, unit)
    rma.refresh_from_db()
    assert (arrival.kind, rma.status) == (ArrivalKind.NOT_AGREED, RmaStatus.REFUSED)
    assert here(unit).owner == Owner.CUSTOMER

    approve_return(rma, **NOW)
    add_arrival(arrival, **NOW)
    assert first_line(rma).status == LineStatus.RECEIVED


def test_a_unit_we_had_booked_out_as_ours_comes_in_as_theirs(shop):
    unit = make_returnable(account=shop)
    supplier = make_place("SUPPLIER", "supplier")
    customers = make_place("CUSTOMERS", "customer")
    bin_ = make_place("A-01")
    make_stock(unit.item, 1, to=bin_, source=supplier, unit_id=unit.pk)
    issue_goods(
        [Line(Goods(unit.item_id, unit_id=unit.pk))],
        source=bin_,
        target=customers,
        document=ref(shop),
        **NOW,
    )

    come(approved(announced(unit), account=shop), unit)

    assert here(unit).owner == Owner.CUSTOMER
    assert sum(Balance.objects.filter(unit=unit).values_list("quantity", flat=True)) == 0


def test_who_has_no_account_gets_a_household_for_their_goods():
    contact = make_contact("Jun", account=None)
    unit = make_returnable(contact=contact)
    make_site()
    jun = customer_of(contact=contact)
    rma = request_own_return(Wish([announced(unit)]), reason=make_reason(), actor=jun, at=MONDAY)
    approve_return(rma, **NOW)

    come(rma, unit)

    household = Contact.objects.get(pk=contact.pk).account
    assert household.kind == AccountKind.HOUSEHOLD
    assert here(unit).account == household


@pytest.mark.django_db(transaction=True)
def test_two_who_scan_the_same_unit_at_once_take_it_in_once():
    rma = approved(account=make_account())
    unit = first_line(rma).unit
    site = make_site()

    def scan(key):
        try:
            return receive_return(
                Rma.objects.get(pk=rma.pk),
                seen=Seen(unit.serial, unit.item_id, unit_id=unit.pk),
                site=site,
                key=key,
                **NOW,
            ).kind
        except HereAlready:
            return "here already"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(scan, ["a", "b"]))

    assert results == ["here already", ArrivalKind.MATCHES]
    assert here(unit).quantity == 1
