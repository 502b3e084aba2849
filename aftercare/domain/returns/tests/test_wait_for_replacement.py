from datetime import date
from decimal import Decimal

import pytest

from aftercare.base.promises.models import Promise, PromiseMove
from aftercare.domain.cases.models import Draft
from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import LostDemand
from aftercare.domain.returns.models import RmaAmount
from aftercare.domain.returns.operations.agreeing import approve_return, cancel_return, drop_line
from aftercare.domain.returns.operations.deciding import pay_line_back, replace_line
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.replacing import (
    NotToBeReplaced,
    send_replacement,
    send_replacement_ahead,
)
from aftercare.domain.returns.operations.waiting import pay_instead, want_replacement_ahead
from aftercare.domain.returns.queries import wants_of
from aftercare.domain.returns.states import FoundAs, LineStatus, Outcome, ReturnPromise, RmaStatus
from aftercare.domain.returns.steps import AmountMissing
from aftercare.domain.returns.tests.make import (
    DAY,
    MONDAY,
    NOW,
    announced,
    come,
    first_line,
    make_inspected,
    make_reel,
    make_return,
)
from aftercare.domain.stock.models import Balance, Reservation, Want
from aftercare.domain.stock.steps.wanting import expect_goods
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_account()


def owed(rma):
    rows = Promise.objects.filter(subject=str(ref(rma)), kind=ReturnPromise.REPLACEMENT)
    return rows.order_by("-pk").first()


def status_of(rma):
    rma.refresh_from_db()
    return rma.status


def test_what_is_to_be_replaced_waits_with_a_day_until_it_is_sent(shop):
    rma = make_inspected(account=shop)
    replace_line(first_line(rma), **NOW)

    want, promised = Want.objects.get(), owed(rma)
    assert (want.status, want.paper, want.line) == ("wanted", rma.code, str(first_line(rma).pk))
    assert want.due_at == promised.due_at
    send_replacement(first_line(rma), unit=make_unit("AX55-NEW-0001"), **NOW)

    assert (status_of(rma), owed(rma).kept_at) == (RmaStatus.CLOSED, MONDAY)
    assert not wants_of(rma).exists()
    assert not LostDemand.objects.exists()


def test_a_reel_of_the_shelf_is_held_and_sent(shop):
    rma = make_inspected(announced(make_reel(account=shop), 3000), account=shop)
    fresh = make_reel("L-200", account=None)
    supplier, shelf = make_place("SUPPLIER", "supplier"), make_place("A-01")
    balance = make_stock(fresh.item, 3000, to=shelf, source=supplier, lot_id=fresh.pk)
    replace_line(first_line(rma), **NOW)
    balance.refresh_from_db()
    assert (Want.objects.get().status, balance.reserved) == ("held", 3000)

    send_replacement(first_line(rma), lot=fresh, **NOW)

    balance.refresh_from_db()
    assert (balance.quantity, balance.reserved) == (0, 0)
    assert Reservation.objects.get().status == "used"


def test_another_one_than_the_one_held_may_go_out(shop):
    rma = make_inspected(account=shop)
    item = Item.objects.get(code="AX55")
    make_stock(item, 1, to=make_place("A-01"), source=make_place("SUPPLIER", "supplier"))
    replace_line(first_line(rma), **NOW)
    assert Balance.objects.get(place__code="A-01").reserved == 1

    send_replacement(first_line(rma), unit=make_unit("AX55-NEW-0001"), **NOW)

    assert Balance.objects.get(place__code="A-01").reserved == 0


def test_the_promise_follows_the_day_it_is_expected_and_a_word_is_drafted(shop, run_jobs):
    case = make_call(subject="Dark")
    rma = make_inspected(account=shop, case=case)
    replace_line(first_line(rma), **NOW)
    later = {"item_id": first_line(rma).item_id, "expected_at": MONDAY + 20 * DAY}

    expect_goods(Want.objects.get(), **later, is_given_up=False, **NOW)
    run_jobs()

    assert owed(rma).due_at == MONDAY + 20 * DAY
    assert PromiseMove.objects.get().reason == "A replacement is not in stock."
    assert rma.code in Draft.objects.get(case=case, kind="notice").text
    expect_goods(Want.objects.get(), **later, is_given_up=True, **NOW)
    run_jobs()
    assert "pay it back" in Draft.objects.get(case=case, kind="notice").text
    assert PromiseMove.objects.count() == 1


def test_what_cannot_be_had_is_paid_instead(shop):
    rma = make_inspected(account=shop)
    with pytest.raises(NotToBeReplaced):
        pay_instead(first_line(rma), how=Outcome.REFUND, amount=Decimal(1), what_for="Set", **NOW)
    replace_line(first_line(rma), **NOW)
    with pytest.raises(AmountMissing):
        pay_instead(first_line(rma), how=Outcome.REPLACE, amount=Decimal(1), what_for="Set", **NOW)

    pay_instead(first_line(rma), how=Outcome.REFUND, amount=Decimal(389), what_for="Set", **NOW)

    line = first_line(rma)
    assert (line.status, line.outcome) == (LineStatus.DONE, Outcome.REFUND)
    assert (RmaAmount.objects.get().amount, status_of(rma)) == (389, RmaStatus.CLOSED)
    assert owed(rma).kept_at is None
    assert owed(rma).withdrawn_at == MONDAY
    assert Want.objects.get().status == "ended"
    lost = LostDemand.objects.get()
    assert (lost.document, lost.order, lost.solved_by) == (str(ref(rma)), None, "refund")
    assert (lost.item_id, lost.quantity) == (line.item_id, 1)


def test_a_replacement_is_wanted_ahead_once_and_sent(shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    want_replacement_ahead(first_line(rma), **NOW)
    want_replacement_ahead(first_line(rma), **NOW)
    assert (wants_of(rma).count(), owed(rma).kept_at) == (1, None)

    terms = {"due_on": date(2026, 10, 12), "charge": Decimal(300)}
    send_replacement_ahead(first_line(rma), unit=make_unit("AX55-NEW-0001"), **terms, **NOW)

    assert (wants_of(rma).count(), owed(rma).kept_at) == (0, MONDAY)
    with pytest.raises(NotToBeReplaced):
        want_replacement_ahead(first_line(rma), **NOW)


def drop(rma):
    drop_line(first_line(rma), **NOW)


def call_off(rma):
    cancel_return(rma, **NOW)


def refund(rma):
    come(rma, first_line(rma).unit)
    inspect_line(first_line(rma), found=FoundAs.AS_CLAIMED, words="Dark", **NOW)
    pay_line_back(first_line(rma), how=Outcome.REFUND, amount=Decimal(9), what_for="Set", **NOW)


@pytest.mark.parametrize("end", [drop, call_off, refund])
def test_what_is_not_replaced_after_all_is_wanted_no_more(shop, end):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    want_replacement_ahead(first_line(rma), **NOW)

    end(rma)

    assert not wants_of(rma).exists()
    assert (owed(rma).kept_at, owed(rma).withdrawn_at) == (None, MONDAY)
