from datetime import timedelta
from html import unescape
from re import findall

import pytest
from django.urls import reverse

from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.planning.models import PartAssumption, PartPlan, PlanException, PlanRun
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.states import Silence
from aftercare.domain.planning.tests.make import (
    NOW,
    make_batches,
    make_board,
    make_company,
    plan,
    repair,
    sell,
)
from aftercare.domain.stock.models import Place, Reservation
from aftercare.domain.stock.tests.make import make_stock
from aftercare.domain.supply.models import PurchaseOrder
from aftercare.domain.supply.tests.make import make_supplier, offered
from aftercare.interfaces.workspace.planning.plan_texts import numbers_said
from aftercare.interfaces.workspace.planning.why import shown_why
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    _model, panel, _cable = make_company(stock=4, cables=26)
    plan()
    return panel


@pytest.fixture
def planner():
    return signed_in("Pia", roles=("planner",))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def test_the_list_leads_to_what_is_at_risk(panel, planner, django_assert_max_num_queries):
    planner.get(address("plans"))
    with django_assert_max_num_queries(16):
        shown = planner.get(address("plans")).content.decode()

    assert "CBL-1" in shown
    for view in ("ends", "surplus", "unsure", "all"):
        assert planner.get(address("plans"), {"view": view}).status_code == 200
    assert "PN-55" in planner.get(address("plans"), {"view": "all", "q": "pn"}).content.decode()


def test_a_part_shows_where_its_numbers_come_from(panel, planner, django_assert_max_num_queries):
    planner.get(address("plans"))
    with django_assert_max_num_queries(16):
        shown = planner.get(address("plan-part", "PN-55")).content.decode()

    assert "10 failures seen" in shown
    assert "is-asked" in shown  # so that a phone begins with it
    assert "is-asked" not in planner.get(address("plans")).content.decode()
    assert "Where the doubt comes from" in shown
    assert "Installed base" in shown


def test_a_part_says_why_it_fails(planner, django_assert_max_num_queries):
    model, _panel, _cable = make_company()
    board = make_board(model)
    rest = repair(sell(model, 1, number=99), board, after=9)
    plan()
    PartPlan.objects.update(silence=Silence.NONE)
    planner.get(address("plans"))
    with django_assert_max_num_queries(16):
        shown = planner.get(address("plan-part", "BRD")).content.decode()
    untold = planner.get(address("plan-part", "PN-55")).content.decode()

    assert "Why it fails" in shown
    assert "C-WEAR" in shown
    assert "Others, and not known" in shown
    assert "46 % <" in shown  # six of thirteen
    assert "months of age" in shown
    assert "Too few to tell apart" not in shown
    assert "Too few to tell apart" in untold
    links = [unescape(each) for each in findall(r'href="(/repairs\?[^"]*part=BRD[^"]*)"', shown)]
    lists = [planner.get(each).content.decode() for each in links]
    found = [set(findall(r"/repairs/(WO-\d+)", each)) for each in lists]
    assert [len(each) for each in found] == [6, 6, 1]
    assert rest.order.code in found[2]
    assert "Repairs that needed BRD, because of C-" in lists[0]
    only_plans = Actor("user", 1, "Sam", frozenset({"planning.view", "catalog.view"}))
    rows = shown_why(plan_of(board.pk), board, only_plans)
    assert [row.address for row in rows] == ["", "", ""]
    assert {str(row.code) for row in rows[:2]} == {"C-EARLY C-EARLY", "C-WEAR C-WEAR"}


def test_a_part_of_which_no_number_may_be_said_shows_none(planner):
    model, _panel, _cable = make_company()
    make_board(model)
    plan()
    PartPlan.objects.filter(item__code="BRD").update(silence=Silence.APART)
    shown = planner.get(address("plan-part", "BRD")).content.decode()

    assert "C-WEAR" in shown
    assert "cannot be told either" in shown
    assert "months of age" not in shown
    assert "Of it in the guarantee" not in shown
    assert 'line-blue" points=""' in shown
    assert "bar-blue" not in shown


def test_sliders_ask_and_keep_nothing(panel, planner, django_assert_max_num_queries):
    ask = address("plan-what-if", "PN-55")
    usual = planner.get(ask).content.decode()
    with django_assert_max_num_queries(8):
        asked = planner.get(ask, {"months": 3, "propensity": 90}).content.decode()

    assert asked != usual
    assert "One too few costs 8 times the price, 10 % less each year" in usual
    assert "until service ends" in usual
    assert not PartAssumption.objects.exists()
    assert planner.get(ask, {"months": "many"}).status_code == 200


def test_a_part_shows_how_to_cover_it_before_it_is_short(
    panel, planner, django_assert_max_num_queries
):
    other = make_part("PN-56", name="Newer panel", kind="panel")
    allow_substitute(panel, by=other, kind="one_way", instruction="Fits", actor=SYSTEM, at=NOW)
    make_stock(other, 3, to=Place.objects.get(code="A-01"), cost="200")
    make_supplier(prices=[(panel, offered("190")), (panel, offered("150", kind="last_time_buy"))])
    ask = address("plan-cover", "PN-55")
    planner.get(ask)
    with django_assert_max_num_queries(24):
        shown = planner.get(ask).content.decode()

    places = [shown.index(each) for each in ("Last-time buy", "Purchase", "Exchange or refund")]
    assert places == sorted(places)
    assert "Approved substitute" in shown
    assert ask in planner.get(address("plan-part", "PN-55")).content.decode()
    assert planner.get(address("plan-cover", "PN-56")).status_code == 404
    stranger = signed_in("Sam", roles=())
    assert stranger.get(ask).status_code == 404


def test_what_is_assumed_is_kept_with_its_reason(panel, planner):
    keep = address("plan-keep", "PN-55")
    refused = planner.post(keep, {"months": 3})
    kept = planner.post(keep, {"months": 3, "reason": "The contract ends"})

    assert (refused.status_code, kept.status_code) == (409, 302)
    assert PartAssumption.objects.get().reason == "The contract ends"
    assert PlanRun.objects.filter(status="waiting").count() == 1
    planner.post(keep, {"as_data": 1, "reason": "It does not"})
    assert PartAssumption.objects.get().service_until is None


def test_a_plan_is_asked_for_by_planners_only(panel, planner):
    agent = signed_in("Liza", roles=("agent",))

    assert agent.get(address("plans")).status_code == 403
    assert agent.post(address("plan-begin")).status_code == 403
    assert planner.post(address("plan-begin")).status_code == 302
    assert "A plan is being made" in planner.get(address("plan-run")).content.decode()


def test_an_exception_is_changed_put_off_and_taken_back(panel, planner):
    row = PlanException.objects.get(item__code="CBL-1", kind="runs_out")
    approve = address("plan-exception-approve", row.pk)

    assert planner.post(approve, {"quantity": row.quantity + 5}).status_code == 409
    planner.post(approve, {"quantity": -5})
    row.refresh_from_db()
    assert row.status == "open"
    by_script = {"HX-Request": "true", "Referer": "http://testserver/planning/inbox?kind=runs_out"}
    kept = planner.post(approve, {"quantity": row.quantity + 5}, headers=by_script)
    assert "Say why it should be another quantity." in kept.content.decode()
    planner.post(approve, {"quantity": row.quantity + 5, "reason": "Whole pack"})
    row.refresh_from_db()
    assert (row.status, row.decided_quantity) == ("approved", row.quantity + 5)
    assert PurchaseOrder.objects.get(code=row.document).status == "draft"
    plan(NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert row.status == "approved"
    planner.post(address("plan-exception-reopen", row.pk))
    assert PurchaseOrder.objects.get().status == "cancelled"
    refused = planner.post(address("plan-exception-snooze", row.pk), {"until": "2020-01-01"})
    assert refused.status_code == 409
    snooze = address("plan-exception-snooze", row.pk)
    back = planner.post(snooze, {"until": "2035-01-01"}, headers=by_script)
    assert (back.status_code, back["HX-Redirect"]) == (204, "/planning/inbox?kind=runs_out")
    row.refresh_from_db()
    assert row.status == "snoozed"
    assert not Reservation.objects.exists()


def test_what_is_put_off_says_until_when_and_comes_back_by_hand(panel, planner):
    row = PlanException.objects.get(item__code="CBL-1", kind="runs_out")
    snooze = address("plan-exception-snooze", row.pk)
    reopen = address("plan-exception-reopen", row.pk)
    planner.post(snooze, {"until": "2035-01-01"})

    shown = planner.get(address("plan-inbox"), {"status": "snoozed"}).content.decode()
    told = planner.post(reopen, follow=True).content.decode()

    assert "Put off until 1 Jan 2035" in shown
    assert f'action="{reopen}"' in shown
    assert f'action="{snooze}"' not in shown
    assert "Taken back." in told
    row.refresh_from_db()
    assert row.status == "open"


def test_who_takes_a_decision_back_hears_what_was_ordered_meanwhile(panel, planner):
    row = PlanException.objects.get(item__code="CBL-1", kind="runs_out")
    planner.post(address("plan-exception-approve", row.pk), {"quantity": row.quantity})
    row.refresh_from_db()
    order = PurchaseOrder.objects.filter(code=row.document)
    order.update(status="requested", supplier=make_supplier())
    order.update(status="ordered", ordered_at=NOW, due_at=NOW, rate=1)

    told = planner.post(address("plan-exception-reopen", row.pk), follow=True).content.decode()

    assert f"Taken back. {row.document} is ordered already" in told


def test_the_month_of_an_epidemic_is_named():
    numbers = {"sold": "2025-08", "replaced": 2, "expected": 0.04}

    assert "units sold in Aug 2025," in numbers_said(
        PlanException(kind="epidemic", numbers=numbers)
    )


@pytest.fixture
def ending():
    """The panel can soon not be ordered any more, and a new one may stand in for it."""
    _model, panel, _cable = make_company(units=80, stock=1)
    by_us = {"actor": SYSTEM, "at": NOW}
    day = (NOW + timedelta(days=60)).date()
    set_milestone(panel, stage=LifecycleStage.LAST_BUY, on=day, source="EOL", **by_us)
    new = make_part("PN-56", kind="panel")
    make_stock(new, 1, to=Place.objects.get(code="A-01"), cost="900")
    allow_substitute(panel, new, kind="one_way", **by_us)
    plan()
    return panel


def test_a_budget_is_shared_and_approved(ending, planner, django_assert_max_num_queries):
    shared = address("plan-last-buys")
    planner.get(shared)
    with django_assert_max_num_queries(9):
        shown = planner.get(shared, {"budget": "200"}).content.decode()
    family = planner.get(address("plan-part", "PN-55")).content.decode()
    waiting = planner.get(address("plan-inbox")).content.decode()

    assert "The budget does not suffice" in shown
    assert planner.get(shared, {"budget": "much"}).status_code == 200
    assert "may stand in for it" in family
    assert "may stand in: PN-56 (1)" in waiting
    key = PlanException.objects.get(item=ending, kind="last_buy").pk
    sent = {"budget": "200", f"quantity-{key}": "1", "quantity-x": "1"}
    assert (
        signed_in("Liza", roles=("agent",))
        .post(address("plan-last-buys-approve"), sent)
        .status_code
        == 403
    )
    assert planner.post(address("plan-last-buys-approve"), {}).status_code == 409
    assert planner.post(address("plan-last-buys-approve"), sent).status_code == 302
    line = PurchaseOrder.objects.get().lines.get()
    assert (line.kind, line.quantity) == ("last_time_buy", 1)


def test_the_inbox_says_the_numbers(panel, planner, django_assert_max_num_queries):
    planner.get(address("plan-inbox"))
    with django_assert_max_num_queries(8):
        shown = planner.get(address("plan-inbox")).content.decode()

    assert "2 on the shelf" in shown
    assert "Order" in shown
    assert (
        planner.get(address("plan-inbox"), {"status": "gone", "kind": "excess"}).status_code == 200
    )


def test_the_inbox_names_the_batch_that_fails_too_often(planner):
    make_batches([2] * 7 + [18] + [2] * 4)
    plan()

    shown = planner.get(address("plan-inbox"), {"kind": "epidemic"}).content.decode()

    assert "Of units of batch B-07, parts were replaced 18 times where" in shown


def test_what_came_is_held_against_the_plan(panel, planner, django_assert_max_num_queries):
    actuals = address("plan-actuals")
    assert "No month has ended" in planner.get(actuals).content.decode()
    plan(NOW + timedelta(days=20))

    with django_assert_max_num_queries(9):
        shown = planner.get(actuals).content.decode()

    assert "Nov" in shown
    assert "Farthest from the plan" in shown
