"""What suppliers sell, and what money there is: how many are proposed, approved and drafted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.operations.deciding import (
    NothingShared,
    approve_exception,
    approve_last_buys,
)
from aftercare.domain.planning.queries.budgets import share_out
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.queries.last_orders import what_if
from aftercare.domain.planning.queries.plans import last_buys_due, plan_of
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.planning.states import Wish
from aftercare.domain.planning.steps.orders import NotSoldLikeThis
from aftercare.domain.planning.tests.make import NOW, make_board, make_company, plan
from aftercare.domain.repairs.states import SolvedBy
from aftercare.domain.repairs.steps.losing import lose_demand
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_stock
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder
from aftercare.domain.supply.states import PurchaseKind
from aftercare.domain.supply.tests.make import make_supplier, offered
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BY_US = {"actor": SYSTEM, "at": NOW}
TENS = {"from_quantity": Decimal(10), "pack": Decimal(10)}


@pytest.fixture
def ending():
    """Two parts of which too few are there, and that can be ordered for two months more."""
    change_settings({"planning.missing_times": 12}, **BY_US)
    _model, panel, cable = make_company(units=80, stock=2, cables=26)
    for part in (panel, cable):
        day = (NOW + 60 * DAY).date()
        set_milestone(part, stage=LifecycleStage.LAST_BUY, on=day, source="EOL", **BY_US)
    return panel, cable


def test_what_is_proposed_can_be_bought(ending):
    panel, _cable = ending
    supplier = make_supplier(prices=[(panel, offered("190", **TENS))])
    plan()
    due = PlanException.objects.get(item=panel, kind="last_buy")

    assert due.quantity % 10 == 0
    rows = what_if(plan_of(panel.pk), Wish(), terms=buy_terms())["rows"]
    assert all((row["quantity"] - 2) % 10 == 0 for row in rows if row["quantity"] > 2)
    best = min(rows, key=lambda row: row["cost"])
    assert best["quantity"] == due.quantity + 2
    with pytest.raises(NotSoldLikeThis, match=f"Order {due.quantity}"):
        approve_exception(due, quantity=due.quantity - 3, reason="Fewer", **BY_US)
    due.refresh_from_db()
    approve_exception(due, quantity=due.quantity, reason="", **BY_US)
    line = PurchaseLine.objects.get(order__code=due.document)
    assert (line.order.supplier, line.quantity, line.unit_price) == (supplier, due.quantity, 190)


def test_packs_that_cost_less_are_bought_whole(ending):
    panel, _cable = ending
    last = offered("150", kind=PurchaseKind.LAST_TIME_BUY, **TENS)
    make_supplier(prices=[(panel, offered("190")), (panel, last)])
    plan()
    due = PlanException.objects.get(item=panel, kind="last_buy")

    assert due.quantity % 10 == 0
    assert what_if(plan_of(panel.pk), Wish(), terms=buy_terms())["cheapest"] == due.quantity + 2


def test_what_is_worth_nothing_on_the_shelf_costs_what_suppliers_ask():
    model, _panel, _cable = make_company()
    board = make_board(model)
    make_stock(board, 5, to=Place.objects.get(code="A-01"), cost="0")
    make_supplier(prices=[(board, offered("190")), (board, offered("170", **TENS))])
    plan()

    assert plan_of(board.pk).price == 170


def test_money_goes_where_it_saves_most_in_whole_packs(ending):
    panel, _cable = ending
    make_supplier(prices=[(panel, offered("190", **TENS))])
    plan()
    due = last_buys_due(SYSTEM)

    enough, everything = (share_out(due, money, terms=buy_terms()) for money in (10**6, None))
    tight = share_out(due, Decimal(2000), terms=buy_terms())
    none = share_out(due, Decimal(0), terms=buy_terms())

    assert [row.quantity for row in enough] == [row.quantity for row in everything]
    assert [row.quantity for row in everything] == [row.quantity for row, _plan in due]
    assert 0 < sum(row.cost for row in tight) <= 2000
    by_code = {row.row.item.code: row for row in tight}
    assert by_code["PN-55"].quantity % 10 == 0
    assert by_code["CBL-1"].quantity == enough[-1].quantity  # cheap, and missed as often
    assert all(row.with_it <= row.without for row in tight)
    assert [row.quantity for row in none] == [0, 0]


def test_a_budget_makes_the_orders_or_none(ending):
    panel, cable = ending
    plan()
    due = {row.item_id: row for row, _plan in last_buys_due(SYSTEM)}
    with pytest.raises(NothingShared):
        approve_last_buys({due[panel.pk].pk: 0}, budget="0.00 USD", **BY_US)

    fewer = due[panel.pk].quantity - 1
    shared = {due[panel.pk].pk: fewer, due[cable.pk].pk: due[cable.pk].quantity}
    approve_last_buys(shared, budget="900.00 USD", **BY_US)

    rows = PlanException.objects.filter(kind="last_buy").order_by("item")
    assert [row.status for row in rows] == ["approved", "approved"]
    assert "900.00 USD" in PlanException.objects.get(item=panel, kind="last_buy").reason
    lines = PurchaseLine.objects.order_by("item").values_list("item", "quantity", "kind")
    assert list(lines) == [
        (panel.pk, fewer, "last_time_buy"),
        (cable.pk, due[cable.pk].quantity, "last_time_buy"),
    ]
    told = Entry.objects.get(event="planning.last_buys_approved")
    assert set(told.about) == {f"item:{panel.pk}", f"item:{cable.pk}"}
    assert PurchaseOrder.objects.filter(status="draft").count() == 2
    assert last_buys_due(SYSTEM) == []


def test_replacements_wanted_in_vain_were_asked_for():
    _model, panel, _cable = make_company()
    before = sum(read_inputs(NOW).demand.get("PN-55", {}).values())
    lost = {"item": panel, "quantity": Decimal(2), "solved_by": SolvedBy.REFUND}

    lose_demand(Ref("rma", 1), line="7", **lost, at=NOW - 70 * DAY)

    assert sum(read_inputs(NOW).demand["PN-55"].values()) == before + 2
