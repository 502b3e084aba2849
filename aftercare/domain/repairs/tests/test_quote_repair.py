from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from aftercare.base.promises.models import Promise
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.tests.make import DAMAGED
from aftercare.domain.repairs.models import Quote, WorkOrder
from aftercare.domain.repairs.operations.diagnosis import approve_repair, diagnose_unit
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.operations.quoting import (
    NothingQuoted,
    QuoteIsSettled,
    accept_quote,
    accept_repair,
    decline_quote,
    make_quote,
    set_labor_rate,
)
from aftercare.domain.repairs.queries import find_quote, link_of_quote, proposal_for
from aftercare.domain.repairs.states import Cost, Found, OrderStatus, Priced
from aftercare.domain.repairs.tests.make import MONDAY, make_codes, make_order_at
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

WHO = {"actor": SYSTEM, "at": MONDAY}
LINES = [Priced(Cost.PARTS, "Driver", Decimal("12.50")), Priced(Cost.LABOR, "", Decimal(40))]
DAY = date(2026, 10, 9)


@pytest.fixture
def order(db):
    return make_order_at(OrderStatus.DIAGNOSED)


def quoted(order, **given):
    return make_quote(order, **{"lines": LINES, "ready_on": DAY} | given, **WHO)


def state(order):
    return WorkOrder.objects.get(pk=order.pk).status, [
        each.status for each in Quote.objects.order_by("pk")
    ]


def test_without_a_decision_the_customer_pays_all_and_their_yes_promises_the_day(order):
    quote = quoted(order)
    assert [line.payable for line in quote.lines.order_by("pk")] == [Decimal("12.50"), Decimal(40)]

    accept_quote(find_quote(link_of_quote(quote)), **WHO)

    assert state(order) == ("approved", ["approved"])
    owed = Promise.objects.get(kind="repairs.ready")
    assert owed.due_at.isoformat() == "2026-10-09T10:00:00+00:00"
    assert Promise.objects.get(kind="repairs.quote").kept_at == MONDAY


def test_a_cost_nobody_described_is_told_in_the_language_of_who_reads(order):
    with override("zh-hans"):
        quote = quoted(order)

    assert [line.told for line in quote.lines.order_by("pk")] == ["Driver", "Labor"]
    with override("zh-hans"):
        assert [line.told for line in quote.lines.order_by("pk")] == ["Driver", "人工费"]


def test_a_decision_says_what_the_customer_pays_and_the_price_of_parts(order):
    make_codes()
    driver = make_part("MP3394")
    save_bom(order.item, [Part(driver, 1, "U17")], **WHO)
    make_stock(driver, 4, to=make_place("A-01"), source=make_place("S", "supplier"), cost="3")
    order = make_order_at(OrderStatus.RECEIVED, serial="AX55-2519-B0077")
    found = Found(fault="F-LED", action="A-SWAP", designator="U17")
    diagnose_unit(order, findings=[found], **WHO)
    swap = FaultCode.objects.get(code="A-SWAP")
    set_labor_rate(swap, amount=Decimal(35), currency="USD", **WHO)
    usual = proposal_for(order, day=MONDAY.date())
    decision = decide_coverage(ref(order), facts=DAMAGED, **WHO)

    damaged = proposal_for(order, day=MONDAY.date())
    quote = quoted(order)

    assert (usual.labor, usual.parts, usual.parts_words) == (35, Decimal("4.20"), "MP3394")
    assert damaged.parts == Decimal("3.00")
    need_part(order, item=driver, quantity=Decimal(2), designator="U17", **WHO)
    needed = proposal_for(order, day=MONDAY.date())
    assert (needed.parts, needed.parts_words) == (Decimal("6.00"), "2 × MP3394")
    assert quote.decision == decision
    shares = damaged.shares
    assert [line.payable for line in quote.lines.order_by("pk")] == [
        each.amount * shares.get(each.cost, 100) / 100 for each in LINES
    ]


def test_a_new_quote_takes_the_place_of_the_open_one(order):
    first = quoted(order)
    second = quoted(order, note="Cheaper part")

    with pytest.raises(QuoteIsSettled):
        accept_quote(first, **WHO)
    assert state(order) == ("quoted", ["replaced", "sent"])
    decline_quote(second, why="Too dear", **WHO)
    with pytest.raises(QuoteIsSettled):
        accept_quote(second, **WHO)

    assert state(order) == ("refused", ["replaced", "declined"])


def test_a_yes_by_phone_settles_the_quote_too(order):
    quoted(order)

    approve_repair(order, why="By phone", **WHO)

    assert state(order) == ("approved", ["approved"])


@pytest.mark.parametrize("given", [{"lines": []}, {"ready_on": date(2026, 9, 1)}])
def test_what_says_nothing_is_no_quote(order, given):
    with pytest.raises(NothingQuoted):
        quoted(order, **given)

    assert state(order) == ("diagnosed", [])


def test_a_made_up_link_leads_nowhere(order):
    quote = quoted(order)

    assert find_quote(f"{quote.pk}:made-up") is None


def test_the_customer_accepts_what_they_have(db):
    order = make_order_at(OrderStatus.HANDED_OVER)
    accept_repair(order, name="Marisol", stars=4, **WHO)

    accepted = accept_repair(order, name="Marisol", stars=5, words="Fast", **WHO)

    assert (accepted.stars, accepted.words) == (5, "Fast")
