from datetime import date
from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import CaseUnit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.operations.finishing import refuse_repair, return_unrepaired
from aftercare.domain.repairs.operations.intake import receive_unit
from aftercare.domain.repairs.tests.make import photos
from aftercare.domain.returns.models import RmaAmount
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.operations.deciding import (
    OnlyUnitsAreRepaired,
    ProofMissing,
    finish_repaired_line,
    pay_line_back,
    repair_line,
    replace_line,
    return_line_as_is,
    scrap_line,
    send_line_back,
    take_back_decision,
)
from aftercare.domain.returns.operations.freight import PayerIsOpen, note_freight
from aftercare.domain.returns.operations.inspecting import FindingIncomplete, inspect_line
from aftercare.domain.returns.operations.replacing import (
    NotFree,
    NothingToCharge,
    charge_old_one,
    send_replacement,
    send_replacement_ahead,
)
from aftercare.domain.returns.queries import lines_of
from aftercare.domain.returns.states import (
    FoundAs,
    FreightRule,
    LineStatus,
    Outcome,
    RmaStatus,
    Side,
)
from aftercare.domain.returns.steps import AmountMissing, NothingHere
from aftercare.domain.returns.tests.make import (
    DAY,
    MONDAY,
    NOW,
    announced,
    come,
    first_line,
    make_inspected,
    make_reason,
    make_received,
    make_reel,
    make_return,
    make_returnable,
    photo,
)
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_account()


def lies(thing):
    field = "unit" if hasattr(thing, "serial") else "lot"
    rows = Balance.objects.filter(**{field: thing}, quantity__gt=0)
    return [(row.place_kind, row.owner) for row in rows.order_by("pk")]


def test_what_the_customer_answers_for_is_shown(shop):
    rma = make_received(account=shop)

    with pytest.raises(FindingIncomplete):
        inspect_line(first_line(rma), found=FoundAs.HUMAN_DAMAGE, words="Wet", **NOW)
    with pytest.raises(FindingIncomplete):
        inspect_line(first_line(rma), found=FoundAs.NO_FAULT, words=" ", **NOW)

    assert first_line(rma).status == LineStatus.RECEIVED


def test_a_repair_opens_a_work_order_and_ends_with_it(shop):
    rma = make_inspected(account=shop)

    repair_line(first_line(rma), **NOW)

    line = first_line(rma)
    rma.refresh_from_db()
    assert (line.work_order.unit, line.work_order.complaint) == (line.unit, "No picture")
    assert rma.status == RmaStatus.DECIDED
    assert Promise.objects.get(subject=str(ref(rma)), kind="returns.decision").kept_at == MONDAY
    receive_unit(line.work_order, photos=photos(), **NOW)
    refuse_repair(line.work_order, why="Too old", **NOW)
    return_unrepaired(line.work_order, **NOW)
    finish_repaired_line(line, **NOW)
    finish_repaired_line(line, **NOW)
    rma.refresh_from_db()
    assert (first_line(rma).status, rma.status) == (LineStatus.DONE, RmaStatus.CLOSED)
    assert lies(line.unit) == [("customer", "customer")]


def test_a_lot_is_not_repaired(shop):
    rma = make_inspected(announced(make_reel(account=shop), 3000), account=shop)

    with pytest.raises(OnlyUnitsAreRepaired):
        repair_line(first_line(rma), **NOW)


def test_another_unit_goes_out_for_one_that_came(shop):
    rma = make_inspected(account=shop)
    old = first_line(rma).unit
    replace_line(first_line(rma), **NOW)
    with pytest.raises(NotFree):
        send_replacement(first_line(rma), unit=old, **NOW)

    new = make_unit("AX55-NEW-0001")
    send_replacement(first_line(rma), unit=new, **NOW)

    new.refresh_from_db()
    rma.refresh_from_db()
    assert (new.account, rma.status) == (shop, RmaStatus.CLOSED)
    assert lies(old) == [("bin", "ours")]


def test_a_reel_is_replaced_out_of_good_stock(shop, django_assert_num_queries):
    reel = make_reel(account=shop)
    rma = make_inspected(announced(reel, 3000), account=shop)
    fresh = make_reel("L-200", account=None)
    replace_line(first_line(rma), **NOW)
    with pytest.raises(NothingHere):
        send_replacement(first_line(rma), lot=fresh, **NOW)

    supplier, shelf = make_place("SUPPLIER", "supplier"), make_place("A-01")
    make_stock(fresh.item, 4000, to=shelf, source=supplier, lot_id=fresh.pk)
    send_replacement(first_line(rma), lot=fresh, **NOW)

    assert Balance.objects.get(place=shelf).quantity == 1000
    with django_assert_num_queries(2):
        assert [str(line.replacement) for line in lines_of(rma)] == ["L-200"]


def test_a_replacement_ahead_is_charged_once_if_the_old_one_does_not_come(shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    terms = {"due_on": date(2026, 10, 12), "charge": Decimal(300)}
    send_replacement_ahead(first_line(rma), unit=make_unit("AX55-NEW-0001"), **terms, **NOW)
    with pytest.raises(NothingToCharge):
        charge_old_one(first_line(rma), **NOW)

    charge_old_one(first_line(rma), actor=SYSTEM, at=MONDAY + 20 * DAY)
    with pytest.raises(NothingToCharge):
        charge_old_one(first_line(rma), actor=SYSTEM, at=MONDAY + 21 * DAY)

    amount = RmaAmount.objects.get(rma=rma)
    assert (amount.amount, amount.kind, amount.is_ours) == (300, "not_returned", True)
    come(rma, first_line(rma).unit)
    inspect_line(first_line(rma), found=FoundAs.AS_CLAIMED, words="Dark", **NOW)
    replace_line(first_line(rma), **NOW)
    assert first_line(rma).status == LineStatus.DONE


def test_a_refund_is_an_amount_and_the_goods_are_ours_at_no_cost(shop):
    reel = make_reel(account=shop)
    rma = make_inspected(announced(reel, 3000), account=shop)
    with pytest.raises(AmountMissing):
        pay_line_back(
            first_line(rma), how=Outcome.REFUND, amount=Decimal(0), what_for="Reel", **NOW
        )

    pay_line_back(first_line(rma), how=Outcome.REFUND, amount=Decimal(450), what_for="Reel", **NOW)

    amount = RmaAmount.objects.get(rma=rma)
    rma.refresh_from_db()
    assert (amount.amount, amount.currency, amount.is_ours) == (450, "USD", False)
    assert (rma.status, lies(reel)) == (RmaStatus.CLOSED, [("bin", "ours")])
    assert "returns.line_decided" in [entry.event for entry in story_of(ref(rma))]


def test_as_it_is_may_be_decided_otherwise_until_it_is_sent(shop):
    rma = make_inspected(found=FoundAs.NO_FAULT, account=shop)
    return_line_as_is(first_line(rma), why="Works", **NOW)
    take_back_decision(first_line(rma), **NOW)
    rma.refresh_from_db()
    assert rma.status == RmaStatus.RECEIVED

    return_line_as_is(first_line(rma), why="Works", **NOW)
    send_line_back(first_line(rma), **NOW)

    rma.refresh_from_db()
    assert (rma.status, lies(first_line(rma).unit)) == (RmaStatus.CLOSED, [])
    with pytest.raises(IllegalMove):
        send_line_back(first_line(rma), **NOW)


def test_what_is_scrapped_is_proven(shop):
    rma = make_inspected(account=shop)
    with pytest.raises(ProofMissing):
        scrap_line(first_line(rma), why="Burnt", proof=[], **NOW)

    scrap_line(first_line(rma), why="Burnt", proof=[photo("proof.jpg")], **NOW)

    assert lies(first_line(rma).unit) == [("scrap", "customer")]


def test_freight_we_have_to_bear_is_paid_back(shop):
    wrong = make_reason("WRONG", freight=FreightRule.US)
    rma = make_received(reason=wrong, account=shop)
    bill = {"way": ParcelWay.IN, "bill": Decimal(38), "evidence": photo("bill.pdf")}

    amount = note_freight(rma, paid_by=Side.CUSTOMER, **bill, **NOW)

    assert (amount.amount, amount.kind, amount.customer_share) == (38, "freight_back", 0)
    assert amount.evidence


def test_freight_is_charged_back_where_nothing_was_wrong(shop):
    rma = make_inspected(found=FoundAs.NO_FAULT, account=shop)
    bill = {"way": ParcelWay.OUT, "bill": Decimal(38), "evidence": photo("bill.pdf")}

    amount = note_freight(rma, paid_by=Side.US, **bill, **NOW)

    assert (amount.amount, amount.kind, amount.is_ours) == (38, "freight_charged", True)


def test_freight_is_open_until_coverage_is_decided(shop):
    rma = make_received(account=shop)

    with pytest.raises(PayerIsOpen):
        note_freight(
            rma,
            way=ParcelWay.IN,
            bill=Decimal(38),
            paid_by=Side.US,
            evidence=photo("bill.pdf"),
            **NOW,
        )

    assert not RmaAmount.objects.exists()


def test_a_case_is_about_what_is_returned(shop):
    case = make_case()
    unit = make_returnable(account=shop)

    make_return(announced(unit), account=shop, case=case)

    assert CaseUnit.objects.filter(case=case, unit=unit).exists()
