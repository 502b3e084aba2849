"""From rows of the database to a plan: what is read, what is kept, what a second run does."""

from datetime import timedelta

import pytest

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.parameters import define_parameter, set_parameters
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.planning import jobs
from aftercare.domain.planning.models import PartPlan, PlanException, PlanRun
from aftercare.domain.planning.operations.assumptions import ReasonMissing, keep_assumption
from aftercare.domain.planning.operations.runs import begin_plan
from aftercare.domain.planning.queries.computing import look_ahead, plannable_by_base, prepare
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.queries.last_orders import what_if
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.queries.settings import MONTH_DAYS, buy_terms
from aftercare.domain.planning.states import Wish
from aftercare.domain.planning.steps import reckoning
from aftercare.domain.planning.tests.make import (
    NOW,
    lose,
    make_company,
    month_after,
    plan,
    repair,
    sell,
)
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_site, make_stock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def month(months):
    day = month_after(months)
    return 12 * day.year + day.month - 1


def test_rows_become_the_arrays_they_mean(company, django_assert_max_num_queries):
    model, panel, _cable = company
    lose(RepairPart.objects.order_by("pk")[0], panel)
    unit = sell(model, 3, number=99)
    repair(unit, panel, after=2)
    repair(unit, panel, after=8)
    repair(unit, panel, after=9, no_fault_found=True)

    with django_assert_max_num_queries(26):
        inputs = read_inputs(NOW)

    assert inputs.now == 12 * 2026 + 10
    sales = inputs.tables["sales"]
    assert sales["month"][:4] == [month(0), month(1), month(2), month(3)]
    assert sales["quantity"][:4] == [2, 2, 2, 3]
    table = inputs.tables["repairs"]
    rows = list(zip(table["sold"], table["reported"], table["quantity"], strict=True))
    assert rows[0] == (month(0), month(3), 3)  # one fitted, two lost
    assert (month(3), month(5), 1) in rows
    assert (month(5), month(11), 1) in rows  # as old as the part it replaced
    assert sum(table["quantity"]) == 14
    assert inputs.parts["PN-55"].at_hand == 30
    assert inputs.parts["PN-55"].price == 180
    assert inputs.parts["PN-55"].at_once == pytest.approx((12 * 1**2 + 2**2) / 14)
    assert sum(inputs.demand["CBL-1"].values()) == 24
    assert plannable_by_base(inputs) == {"PN-55"}


def test_a_plan_says_what_will_be_asked_for(company):
    model, panel, cable = company

    run = plan()

    assert (run.status, run.done, run.total) == ("done", 2, 2)
    assert run.is_learned_anew
    of_panel, of_cable = plan_of(panel.pk), plan_of(cable.pk)
    assert (of_panel.method, of_cable.method) == ("base", "counts")
    assert of_panel.low <= of_panel.middle <= of_panel.high
    assert 0 < of_panel.mean < 60
    assert of_panel.figures["models"] == [model.code]
    assert sum(of_panel.figures["sources"].values()) == pytest.approx(1, abs=0.01)
    assert of_cable.figures["history"][-1] == 1
    assert 60 < of_cable.mean < 200  # two a month, for five years
    assert Entry.objects.filter(event="planning.plan_made").count() == 1


def test_what_each_estimate_says_ends_with_service(company):
    _model, _panel, cable = company
    day = (NOW + timedelta(days=760)).date()
    end = {"stage": LifecycleStage.END_OF_SERVICE, "on": day, "source": "EOL"}
    set_milestone(cable, **end, actor=SYSTEM, at=NOW)

    plan()

    found = plan_of(cable.pk)
    assert 20 < found.months < 30
    assert found.mean < 0.6 * sum(found.figures["uncut"])
    assert found.figures["families"][0]["total"] == pytest.approx(found.mean, rel=0.05)


def mend_core(item, *, days, number, status="handed_over", **given):
    at = NOW - timedelta(days=40 + number)
    return WorkOrder.objects.create(
        code=f"CORE-{number}",
        token=f"core{number}",
        past_number=f"P{number}",
        kind="refurbishment",
        status=status,
        since=at,
        item=item,
        site=make_site(),
        complaint="Repaired because it is short",
        reported_on=at.date(),
        opened_at=at,
        due_at=at,
        received_at=at,
        closed_at=at + timedelta(days=days),
        **given,
    )


def test_repaired_cores_are_read_from_what_happened(company):
    _model, panel, cable = company
    for number in range(3):
        mend_core(panel, days=20, number=number)
    mend_core(panel, days=50, number=3, status="returned", no_fault_found=True)
    mend_core(panel, days=5, number=4, status="scrapped")
    make_stock(panel, 4, to=Place.objects.get(code="A-01"), condition="faulty")

    parts = read_inputs(NOW).parts

    of_panel, of_cable = parts[panel.code].cores, parts[cable.code].cores
    assert of_panel.recovered == pytest.approx(0.8)  # all old panels are kept
    assert of_panel.turn_around == pytest.approx(27.5 / MONTH_DAYS)
    assert of_panel.coming == pytest.approx(3.2)
    assert parts[panel.code].at_hand == 30
    assert (of_cable.recovered, of_cable.turn_around) == (0, 6 / MONTH_DAYS)
    plan()
    kept, thrown = (
        what_if(plan_of(panel.pk), Wish(repaired=repaired, quantity=2), terms=buy_terms())
        for repaired in (None, 0)
    )
    assert kept["total"] == thrown["total"] == pytest.approx(plan_of(panel.pk).mean, rel=0.001)
    missed = [
        next(row["shortage"] for row in each["rows"] if row["quantity"] == 2)
        for each in (kept, thrown)
    ]
    assert missed[0] < missed[1]


def test_what_keeps_for_a_year_is_bought_for_a_year():
    _model, _panel, cable = make_company(cables=26)
    define_parameter(code="shelf-life", name="Shelf life", actor=SYSTEM, at=NOW)
    change_settings({"planning.shelf_life": "shelf-life"}, actor=SYSTEM, at=NOW)
    plan()
    whole = plan_of(cable.pk)
    set_parameters(cable, {"shelf-life": "12"}, actor=SYSTEM, at=NOW)
    run = plan(NOW + timedelta(hours=1))

    short = plan_of(cable.pk)
    assert run.total == 1
    assert short.last_buy < whole.last_buy
    last = short.figures["last"]
    assert (last["keeps"], last["until"], last["because"]) == (12, 2, "spoils")
    assert 0 < last["lasts"] <= 12
    shown = what_if(short, Wish(), terms=buy_terms())
    best = min(shown["rows"], key=lambda row: row["cost"])
    assert (best["quantity"], shown["last"]["months"]) == (short.last_buy, 12)


def test_a_second_run_reckons_only_what_has_changed(company):
    _model, panel, cable = company
    plan()
    before = {each.item_id: each.pk for each in PartPlan.objects.filter(is_current=True)}
    make_stock(cable, 3, to=Place.objects.get(code="A-01"))

    run = plan(NOW + timedelta(hours=1))

    assert (run.total, run.is_learned_anew) == (1, False)
    assert plan_of(panel.pk).pk == before[panel.pk]
    assert plan_of(cable.pk).at_hand == 479
    assert PartPlan.objects.filter(is_current=True).count() == 2


def test_a_late_repair_touches_its_part_only(company):
    model, panel, cable = company
    plan()
    before = plan_of(panel.pk), plan_of(cable.pk)
    repair(sell(model, 0, number=77), panel, after=6)

    run = plan(NOW + timedelta(hours=1))

    assert (run.total, run.is_learned_anew) == (1, False)
    assert plan_of(cable.pk).figures == before[1].figures
    assert plan_of(panel.pk).failures == before[0].failures + 1


def test_a_part_that_is_new_begins_like_its_kin_and_nobody_else_is_learned_anew(company):
    model, _panel, _cable = company
    units = [sell(model, 2, number=200 + number) for number in range(12)]
    for number, unit in enumerate(units):
        repair(unit, make_part(f"BRD-{number}", name="Board"), after=4 + number)
    plan()
    new = make_part("BRD-NEW", name="Board")
    repair(units[0], new, after=9)

    run = plan(NOW + timedelta(hours=1))

    assert (run.total, run.is_learned_anew) == (1, False)
    begun = plan_of(new.pk)
    assert (begun.method, begun.failures) == ("base", 1)
    inputs = read_inputs(NOW)
    ready = prepare(inputs, seed=1, touched=["BRD-NEW"], known=None)
    (learned,) = look_ahead(ready, ["BRD-NEW"])
    assert begun.mean == pytest.approx(float(learned.forecast.mean.sum()), rel=0.3)


def test_the_same_records_give_the_same_plan(company):
    inputs = read_inputs(NOW)
    digests = inputs.digests()
    from aftercare.domain.planning.queries.reckoning import plans_of  # noqa: PLC0415  # beside its use

    both = [
        plans_of(prepare(inputs, seed=1, touched=list(digests), known=None), list(digests), digests)
        for _time in range(2)
    ]

    assert [each.figures for each in both[0]] == [each.figures for each in both[1]]
    assert [each.rates for each in both[0]] == [each.rates for each in both[1]]


def test_a_job_that_was_killed_goes_on_where_it_was(company, monkeypatch):
    run = begin_plan(actor=SYSTEM, at=NOW)
    monkeypatch.setattr(reckoning, "PIECE", 1)
    kept = reckoning.keep_plans

    def killed(run, plans):
        if PartPlan.objects.filter(run=run).exists():
            raise KeyboardInterrupt
        kept(run, plans)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reckoning, "keep_plans", killed)
        jobs.make_plan.func(run_id=run.pk)
    (written,) = PartPlan.objects.filter(run=run)
    jobs.make_plan.func(run_id=run.pk)
    jobs.make_plan.func(run_id=run.pk)

    assert PartPlan.objects.filter(pk=written.pk, is_current=True).exists()
    assert PartPlan.objects.count() == 2
    assert Entry.objects.filter(event="planning.plan_made").count() == 1


def test_asked_for_twice_it_is_made_once(company):
    first = begin_plan(actor=SYSTEM, at=NOW)

    assert begin_plan(actor=SYSTEM, at=NOW) == first
    assert PlanRun.objects.count() == 1


def test_what_is_odd_is_opened_and_goes_by_itself(company):
    plan()
    kinds = set(PlanException.objects.values_list("item__code", "kind"))

    assert ("CBL-1", "excess") in kinds
    row = PlanException.objects.get(item__code="CBL-1", kind="excess")
    assert row.numbers["at_hand"] == 476
    assert row.quantity == int(476 - row.numbers["most"])
    assert row.status == "open"


def test_a_wish_changes_nothing_until_it_is_kept(company):
    _model, panel, _cable = company
    plan()
    before = plan_of(panel.pk)

    asked = what_if(before, Wish(months=6), terms=buy_terms())

    assert asked["total"] < before.mean
    total = what_if(before, Wish(), terms=buy_terms())["total"]
    assert total == pytest.approx(before.mean, rel=0.001)
    cheap = what_if(before, Wish(price=1), terms=buy_terms())["cheapest"]
    assert cheap == pytest.approx(before.last_buy)
    costs = [row["cost"] for row in asked["rows"]]
    assert all(cost >= 0 for cost in costs)
    fills = [row["fill"] for row in asked["rows"]]
    assert fills == sorted(fills)
    with pytest.raises(ReasonMissing):
        keep_assumption(panel, wish=Wish(months=6), reason=" ", actor=SYSTEM, at=NOW)
    keep_assumption(panel, wish=Wish(months=6), reason="Contract ends", actor=SYSTEM, at=NOW)
    plan(NOW + timedelta(hours=2))
    assert plan_of(panel.pk).mean < before.mean
    assert plan_of(panel.pk).months == 6
