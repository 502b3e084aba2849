"""Parts that may stand in for others, in a plan: from the catalog to what is to be bought."""

from datetime import timedelta

import numpy as np
import pytest

from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.planning.engine.substitution import unmet_by_part
from aftercare.domain.planning.models import PartPlan, PlanException
from aftercare.domain.planning.policies.families import Way, families_of, in_pieces
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.queries.standing_in import Member, helped_in
from aftercare.domain.planning.tests.make import NOW, make_company, plan, repair, sell
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_stock
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)
BY_US = {"actor": SYSTEM, "at": NOW}


def by_part(families):
    return {each.part: each.by for family in families for each in family.asked}


def test_chains_are_followed_over_parts_nobody_plans():
    ways = [Way("A", "X"), Way("X", "B"), Way("C", "B"), Way("K", "L")]

    (family,) = families_of(ways, {"A", "B", "C", "K"}, {})

    assert family.codes == ("A", "B", "C")
    assert by_part([family]) == {"A": ("B",), "B": (), "C": ("B",)}


def test_what_holds_for_a_batch_only_helps_its_share():
    ways = [Way("A", "B", "b7"), Way("A", "C")]
    shares = {"A": {frozenset({"b7"}): 0.25, frozenset(): 0.75}}

    (family,) = families_of(ways, {"A", "B", "C"}, shares)
    asked = {each.by: each.share for each in family.asked if each.part == "A"}

    assert asked == {("B", "C"): 0.25, ("C",): 0.75}
    assert by_part(families_of([ways[0]], {"A", "B"}, {})) == {}


def test_what_needs_rework_on_the_way_does_not_serve_as_it_is():
    ways = [Way("A", "B", is_rework=True), Way("B", "C"), Way("A", "D")]

    (family,) = families_of(ways, set("ABCD"), {})
    as_it_is = {each.part: each.as_it_is for each in family.asked}

    assert by_part([family])["A"] == ("B", "C", "D")
    assert (as_it_is["A"], as_it_is["B"]) == (("D",), ("C",))


def test_families_are_never_torn_and_never_too_large():
    families = families_of([Way("A", "Z"), Way("M", "B")], set("ABMZ"), {})
    pieces = in_pieces(list("ABCMZ"), families, size=2)
    ring = [Way(f"P{number}", f"P{number + 1}") for number in range(13)]

    assert sorted(map(sorted, pieces)) == [["A", "Z"], ["B", "M"], ["C"]]
    assert families_of(ring, {f"P{number}" for number in range(14)}, {}) == []


def test_each_serves_its_own_first_and_others_with_the_rest():
    serves = np.array([[True, False], [True, True]])  # the second may stand in for the first
    demand = np.array([[5.0, 1.0], [5.0, 4.0], [1.0, 4.0]])

    unmet = unmet_by_part(demand, np.array([2.0, 3.0]), serves, np.array([0, 1]))

    assert unmet.tolist() == [[1, 0], [3, 1], [0, 1]]


def member(rate, at_hand, price=10.0, **given):
    draws = np.full(200, float(rate))
    facts = {"on_order": 0.0, "price": price, "missing": 80.0, "is_last": True}
    return Member(draws / 10, draws, at_hand, **facts | given)


def test_the_general_part_is_bought_and_the_chance_falls():
    (family,) = families_of([Way("OLD", "NEW")], {"OLD", "NEW"}, {})
    members = {"OLD": member(20, 5, price=np.inf), "NEW": member(20, 60)}

    rich = helped_in(family, members, service=0.95, rng=np.random.default_rng(1))
    members["NEW"] = member(20, 0)
    poor = helped_in(family, members, service=0.95, rng=np.random.default_rng(1))

    assert rich["OLD"].alone[1] > 0.99
    assert rich["OLD"].to_end < 0.01
    assert rich["OLD"].lacking[1] == 0
    assert rich["NEW"].most > 40  # what the old one lacks is no surplus of the new one
    assert poor["OLD"].to_end > 0.99
    assert (poor["OLD"].buy, rich["NEW"].buy) == (0, 0)
    assert 33 < poor["NEW"].buy < 50


@pytest.fixture
def company():
    """A panel that can soon not be bought any more, and a new one that may stand in for it."""
    model, panel, _cable = make_company(units=80, stock=2)
    new = make_part("PN-56", name="Panel, second source", kind="panel")
    set_milestone(
        panel, stage=LifecycleStage.LAST_BUY, on=(NOW + 60 * DAY).date(), source="EOL", **BY_US
    )
    return model, panel, new


@pytest.mark.django_db
def test_a_plan_takes_both_together_and_touches_both(company):
    model, panel, new = company
    make_stock(new, 90, to=Place.objects.get(code="A-01"), cost="180")
    plan()
    alone = PlanException.objects.get(item=panel, kind="last_buy").quantity
    allow_substitute(panel, new, kind="one_way", assembly=model, **BY_US)
    plan(NOW + DAY)

    family = plan_of(panel.pk).figures["family"]
    assert [each["code"] for each in family["parts"]] == ["PN-55", "PN-56"]
    assert family["alone"] > 0.4
    assert family["together"] < family["alone"] / 10
    row = PlanException.objects.filter(item=panel, kind="last_buy", status="open").first()
    assert row is None or row.quantity < alone
    assert not PlanException.objects.filter(item=new, kind="obsolete", status="open").exists()
    before = set(PartPlan.objects.filter(is_current=True).values_list("pk", flat=True))
    repair(sell(model, 0, number=77), panel, after=6)
    run = plan(NOW + 2 * DAY)
    assert run.total == 2  # the two of them, and nothing else
    assert PartPlan.objects.filter(is_current=True, pk__in=before).count() == 1


@pytest.mark.django_db
def test_another_model_is_not_helped(company):
    _model, panel, new = company
    make_stock(new, 90, to=Place.objects.get(code="A-01"), cost="180")
    other = make_part("OTHER")
    allow_substitute(panel, new, kind="one_way", assembly=other, **BY_US)
    allow_substitute(panel, new, kind="one_way", batch="B-1", **BY_US)

    assert read_inputs(NOW).families == []
