"""From what benches found to causes in a plan."""

from datetime import timedelta

import pytest

from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.planning import jobs
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.operations.runs import begin_plan
from aftercare.domain.planning.queries.computing import prepare
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.queries.reckoning import plans_of
from aftercare.domain.planning.steps import reckoning
from aftercare.domain.planning.tests.make import (
    NOW,
    find_cause,
    make_board,
    make_company,
    plan,
    repair,
    sell,
)
from aftercare.domain.repairs.models import Finding
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    """A board of which six died early of one cause, and six late of another."""
    model, _panel, _cable = make_company()
    return make_board(model)


def causes_read(part):
    table = read_inputs(NOW).tables["repairs"]
    rows = zip(table["part"], table["cause"], table["quantity"], strict=True)
    found = {}
    for code, cause, quantity in rows:
        if code == part.code:
            found[cause] = found.get(cause, 0) + quantity
    return found


def test_the_cause_is_that_of_the_place_or_the_part_or_the_only_one():
    model, _panel, _cable = make_company(units=0)
    board, other = make_part("BRD", name="Board"), make_part("CAP", name="Capacitor")

    def replaced(number, **given):
        return repair(sell(model, 2, number=100 + number), board, after=3, **given)

    by_place, by_part, only, torn, nothing = (replaced(number) for number in range(5))
    by_place.designator = "U1"
    by_place.save()
    find_cause(by_place, "C-PLACE", designator="U1")
    find_cause(by_place, "C-OTHER", designator="U2")
    find_cause(by_part, "C-OTHER", part=other)
    find_cause(by_part, "C-PART", part=board)
    find_cause(only, "C-ONLY", designator="C7", part=other)
    find_cause(torn, "C-ONLY", designator="C7")
    find_cause(torn, "C-OTHER", designator="C8")
    Finding.objects.create(order=nothing.order, words="Dark", by="system:0", at=NOW)

    assert causes_read(board) == {"C-PLACE": 1, "C-PART": 1, "C-ONLY": 1, None: 2}


def planned_alone(part, seed=1):
    """Return what is said of a part when all is learned anew."""
    inputs = read_inputs(NOW)
    ready = prepare(inputs, seed=seed, touched=list(inputs.parts), known=None)
    (found,) = plans_of(ready, [part.code], inputs.digests())
    return found


def test_causes_that_strike_at_other_ages_are_told_apart(board):
    plan()

    early, wear = plan_of(board.pk).figures["why"]
    assert early[:2] == ["C-EARLY", 6]
    assert wear[:2] == ["C-WEAR", 6]
    assert early[3] < 6 < wear[3]
    assert early[2] < 0.4 < wear[2]
    assert early[2] + wear[2] == pytest.approx(1)


def test_what_is_planned_as_one_in_another_model_goes_on_as_it_did(board):
    other = make_item("PV27", name="27-inch monitor")
    units = [sell(other, 1, number=400 + number) for number in range(40)]
    for unit in units[:3]:
        find_cause(repair(unit, board, after=7), "C-WEAR")
    plan()

    rows = plan_of(board.pk).figures["why"]
    assert [row[:2] for row in rows] == [["C-WEAR", 9], ["C-EARLY", 6]]
    assert sum(row[2] for row in rows) == pytest.approx(1)


def test_what_nobody_knows_is_a_cause_of_its_own(board):
    finding = Finding.objects.filter(cause__code="C-EARLY").order_by("pk")[0]
    for number in range(3):
        repair(sell(finding.order.item, 1, number=300 + number), board, after=9)
    finding.delete()
    plan()

    wear, early, others = plan_of(board.pk).figures["why"]
    assert (early[:2], wear[:2], others[:2]) == (["C-EARLY", 5], ["C-WEAR", 6], ["", 4])
    assert early[2] + wear[2] + others[2] == pytest.approx(1)
    assert others[3] is not None


def test_one_cause_is_planned_as_if_none_were_known(board):
    Finding.objects.update(cause=FaultCode.objects.get(code="C-WEAR"))
    one = planned_alone(board)
    Finding.objects.update(cause=None, words="Dark")
    none = planned_alone(board)

    assert one.figures.pop("why") == [["C-WEAR", 12, None, None]]
    assert none.figures.pop("why") == [["", 12, None, None]]
    assert none.digest != one.digest
    assert (none.figures, none.rates) == (one.figures, one.rates)


def test_a_cause_that_changes_touches_its_part_only(board):
    plan()
    before = {each.item_id: each.pk for each in PartPlan.objects.filter(is_current=True)}
    finding = Finding.objects.filter(cause__code="C-EARLY").order_by("pk")[0]
    Finding.objects.filter(pk=finding.pk).update(
        cause=FaultCode.objects.get(code="C-WEAR"), words="It was wear"
    )

    run = plan(NOW + timedelta(hours=1))

    assert (run.total, run.is_learned_anew) == (1, False)
    after = {each.item_id: each.pk for each in PartPlan.objects.filter(is_current=True)}
    assert {item for item in after if after[item] != before[item]} == {board.pk}
    assert [row[:2] for row in plan_of(board.pk).figures["why"]] == [["C-WEAR", 7], ["C-EARLY", 5]]


def test_a_killed_run_goes_on_and_says_the_same_of_causes(board, monkeypatch):
    monkeypatch.setattr(reckoning, "PIECE", 1)
    run = begin_plan(actor=SYSTEM, at=NOW)
    kept = reckoning.keep_plans

    def killed(run, plans):
        if any(each.item_id == board.pk for each in plans):
            raise KeyboardInterrupt
        kept(run, plans)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reckoning, "keep_plans", killed)
        jobs.make_plan.func(run_id=run.pk)
    jobs.make_plan.func(run_id=run.pk)
    gone_on = plan_of(board.pk)

    whole = planned_alone(board, seed=run.seed)
    assert [row[0] for row in whole.figures["why"]] == ["C-EARLY", "C-WEAR"]
    assert (gone_on.figures, gone_on.rates) == (whole.figures, whole.rates)
