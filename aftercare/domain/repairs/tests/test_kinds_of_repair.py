"""In what the kinds of repair differ: whose it is, who pays, which way it goes, what is asked."""

from datetime import date
from decimal import Decimal

import pytest

from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import HandoverPack, QuoteLine
from aftercare.domain.repairs.operations.bench import begin_repair
from aftercare.domain.repairs.operations.diagnosis import (
    QuoteItFirst,
    approve_repair,
    diagnose_unit,
)
from aftercare.domain.repairs.operations.finishing import (
    WorkshopMissing,
    exchange_unit,
    send_unit_out,
    take_unit_back,
)
from aftercare.domain.repairs.operations.parts import OldPartIsTheirs, fit_part, need_part
from aftercare.domain.repairs.operations.quoting import accept_quote, make_quote
from aftercare.domain.repairs.reactions import print_papers
from aftercare.domain.repairs.states import (
    KINDS,
    MOVES,
    Cost,
    Found,
    OldPartGoes,
    OrderKind,
    OrderStatus,
    Priced,
    Scanned,
)
from aftercare.domain.repairs.steps.findings import PlaceMissing
from aftercare.domain.repairs.steps.opening import NotOfThisKind
from aftercare.domain.repairs.tests.make import MONDAY, make_order, make_order_at
from aftercare.domain.stock.models import Balance
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db
GIVEN = {"actor": SYSTEM, "at": MONDAY}
WORK = [Priced(Cost.LABOR, "Work", Decimal(80))]
READY = date(2026, 10, 5)


@pytest.mark.parametrize("kind", OrderKind.values)
def test_a_kind_takes_no_arrow_that_is_not_in_the_table_of_all(kind):
    for here, onward in KINDS[kind].moves.items():
        assert set(onward) <= set(MOVES[here])


@pytest.mark.parametrize(
    "whose", [{"account": make_account}, {"case": make_case}], ids=["account", "case"]
)
def test_only_what_is_ours_is_refurbished(whose):
    ((name, make),) = whose.items()

    with pytest.raises(NotOfThisKind):
        make_order(kind=OrderKind.REFURBISHMENT, **{name: make()})


def test_what_is_refurbished_is_never_quoted_or_exchanged_and_goes_into_our_stock():
    order = make_order_at(OrderStatus.DIAGNOSED, kind=OrderKind.REFURBISHMENT)
    with pytest.raises(IllegalMove):
        make_quote(order, lines=WORK, ready_on=READY, **GIVEN)
    with pytest.raises(IllegalMove):
        exchange_unit(order, replacement=make_unit("NEW"), why="No", **GIVEN)

    done = make_order_at(OrderStatus.HANDED_OVER, serial="B", kind=OrderKind.REFURBISHMENT)
    print_papers(Happened(done), **GIVEN)

    stands = Balance.objects.get(unit=done.unit, quantity__gt=0)
    assert (stands.owner, stands.condition) == ("ours", "used")
    assert not HandoverPack.objects.exists()


class Happened:
    def __init__(self, order):
        self.work_order_id = order.pk


@pytest.mark.parametrize("kind", [OrderKind.BOARD, OrderKind.CUSTOMER_BOARD])
def test_a_fault_of_a_board_says_where_on_it(kind):
    order = make_order_at(OrderStatus.RECEIVED, kind=kind, account=make_account())

    with pytest.raises(PlaceMissing):
        diagnose_unit(order, findings=[Found(fault="F-LED", words="Shorted")], **GIVEN)

    diagnose_unit(order, findings=[Found(words="Dark, nothing measured yet")], **GIVEN)


def test_an_old_board_is_a_customers_who_pays_all_of_it_by_a_quote():
    with pytest.raises(NotOfThisKind):
        make_order("A", kind=OrderKind.CUSTOMER_BOARD)
    theirs = {"kind": OrderKind.CUSTOMER_BOARD, "account": make_account()}
    order = make_order_at(OrderStatus.DIAGNOSED, serial="B", **theirs)

    with pytest.raises(QuoteItFirst):
        approve_repair(order, **GIVEN)
    quote = make_quote(order, lines=WORK, ready_on=READY, **GIVEN)
    accept_quote(quote, **GIVEN)

    order.refresh_from_db()
    assert (QuoteLine.objects.get().payable, order.status) == (80, OrderStatus.APPROVED)


def test_what_is_taken_out_of_an_old_board_stays_the_customers():
    theirs = {"kind": OrderKind.CUSTOMER_BOARD, "account": make_account()}
    order = make_order_at(OrderStatus.DIAGNOSED, **theirs)
    accept_quote(make_quote(order, lines=WORK, ready_on=READY, **GIVEN), **GIVEN)
    begin_repair(order, **GIVEN)
    chip = make_item("LM358", name="Amplifier")
    need_part(order, item=chip, **GIVEN)

    for where in (OldPartGoes.KEPT, OldPartGoes.SUPPLIER):
        with pytest.raises(OldPartIsTheirs):
            fit_part(order, scanned=Scanned(chip.pk), scan="s", old_goes=where, **GIVEN)


def test_an_external_repair_is_of_a_known_unit_that_comes_back_under_their_number():
    with pytest.raises(NotOfThisKind):
        make_order("A", kind=OrderKind.EXTERNAL, unit=None)
    order = make_order_at(OrderStatus.APPROVED, serial="B", kind=OrderKind.EXTERNAL)
    with pytest.raises(IllegalMove):
        begin_repair(order, **GIVEN)

    send_unit_out(order, workshop=make_account("Panel House"), **GIVEN)
    with pytest.raises(WorkshopMissing):
        take_unit_back(order, done="Bonded", **GIVEN)
    take_unit_back(order, number="PH-7", done="Bonded", **GIVEN)

    order.refresh_from_db()
    stands = Balance.objects.get(unit=order.unit, quantity__gt=0)
    assert (order.status, order.workshop_number) == (OrderStatus.TESTING, "PH-7")
    assert (stands.unit, stands.place.code) == (order.unit, "WORKSHOP-SZ")
