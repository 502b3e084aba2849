"""C9: the end of production of a panel is announced: what is exposed, how many to buy."""

from datetime import timedelta

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.operations.assumptions import keep_assumption
from aftercare.domain.planning.operations.deciding import approve_exception
from aftercare.domain.planning.queries.last_orders import what_if
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.planning.states import Wish
from aftercare.domain.planning.tests.make import NOW, make_company, plan
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_from_the_notice_to_the_order():
    _model, panel, _cable = make_company(units=80, stock=2)
    plan()
    assert not PlanException.objects.filter(item=panel, kind="last_buy").exists()

    set_milestone(
        panel,
        stage=LifecycleStage.LAST_BUY,
        on=(NOW + 60 * DAY).date(),
        source="EOL 26-117",
        actor=SYSTEM,
        at=NOW + DAY,
    )
    plan(NOW + DAY)

    due = PlanException.objects.get(item=panel, kind="last_buy")
    exposed = plan_of(panel.pk)
    assert due.proposal == "last_order"
    assert due.numbers["days"] == 59
    assert due.quantity == exposed.last_buy - 2
    rows = what_if(exposed, Wish(), terms=buy_terms())["rows"]
    dearest = max(rows, key=lambda row: row["cost"])
    best = min(rows, key=lambda row: row["cost"])
    assert best["quantity"] == exposed.last_buy
    assert best["cost"] < dearest["cost"]

    keep_assumption(
        panel,
        wish=Wish(quantity=int(exposed.last_buy) + 4),
        reason="A carton of 4 more",
        actor=SYSTEM,
        at=NOW + 2 * DAY,
    )
    plan(NOW + 2 * DAY)
    due.refresh_from_db()
    assert due.quantity == exposed.last_buy + 2
    approve_exception(due, quantity=due.quantity, reason="", actor=SYSTEM, at=NOW + 3 * DAY)

    due.refresh_from_db()
    assert (due.status, due.decided_quantity) == ("approved", exposed.last_buy + 2)
    order = PurchaseOrder.objects.get(code=due.document)
    line = PurchaseLine.objects.get(order=order)
    assert (order.status, line.kind) == ("draft", "last_time_buy")
    assert (line.item, line.quantity) == (panel, exposed.last_buy + 2)
    plan(NOW + 4 * DAY)
    assert plan_of(panel.pk).on_order == line.quantity
    told = Entry.objects.filter(event="planning.exception_approved").get()
    assert f"item:{panel.pk}" in told.about
