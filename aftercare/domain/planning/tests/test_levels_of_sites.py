"""What each site should have, where a center orders for all."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.company.operations import change_settings
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.policies.wishes import Cores
from aftercare.domain.planning.queries.inputs import PartInput, read_inputs
from aftercare.domain.planning.queries.placing import habits_of, levels_of
from aftercare.domain.planning.queries.plans import levels_by_site, plan_of
from aftercare.domain.planning.queries.settings import BuyTerms, Usual
from aftercare.domain.planning.tests.make import NOW, make_company, plan
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.states import Goods, Line, PlaceKind
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref, ref

USUAL = Usual(12, 0.4, 96, 5, 3, BuyTerms(8), 0.95, 0.1, center="site:1")


NONE = Cores()


def part(*shelves, cores=NONE):
    facts = ("PN", 1, "panel", 180.0, 0.0, 0.0, 2.0, cores, 0.0, shelves, None, None, None, ())
    return PartInput(*facts)


def wanted(*shelves, monthly=6.0, usual=USUAL, **given):
    parts = [part(*shelves, **given)]
    found = levels_of(parts, {"PN": monthly}, usual, habits_of(parts, usual.center))
    return {shelf.place: shelf.needed for shelf in found.get("PN", ())}


def test_the_center_keeps_for_all_and_a_site_for_the_way():
    levels = wanted(("site:1", 30.0, 60.0), ("site:2", 0.0, 12.0))

    assert levels["site:1"] >= 12
    assert 1 <= levels["site:2"] <= 4
    assert sum(wanted(("site:1", 30.0, 60.0), ("site:2", 0.0, 12.0), monthly=12.0).values()) > sum(
        levels.values()
    )


def test_cores_that_are_soon_repaired_need_less_at_the_center():
    shelves = (("site:1", 30.0, 60.0), ("site:2", 0.0, 12.0))

    fast, slow = (wanted(*shelves, cores=Cores(0.8, months)) for months in (0.5, 6.0))

    assert fast["site:1"] < wanted(*shelves)["site:1"] < slow["site:1"]


def test_a_site_that_hardly_uses_it_has_none_and_one_site_needs_no_levels():
    assert wanted(("site:1", 30.0, 60.0), ("site:2", 5.0, 0.5), monthly=1.0)["site:2"] == 0
    assert wanted(("site:1", 30.0, 60.0)) == {}


def test_partners_are_places_and_the_center_is_a_choice():
    shelves = (("account:9", 0.0, 12.0), ("site:1", 30.0, 60.0), ("site:2", 0.0, 12.0))
    there = wanted(*shelves)
    moved = wanted(*shelves, usual=replace(USUAL, center="site:2"))

    assert 1 <= there["account:9"] <= 4
    assert there["site:1"] > there["site:2"]
    assert moved["site:2"] > moved["site:1"]


def test_a_part_used_once_is_shared_like_its_kin_and_one_used_often_by_itself():
    kin = [
        replace(part(("site:1", 5.0, 80.0 + n), ("site:2", 5.0, 5.0 + 2 * n)), code=f"K{n}")
        for n in range(20)
    ]
    once = replace(part(("site:1", 5.0, 0.0), ("site:2", 0.0, 1.0)), code="ONCE")
    often = replace(part(("site:1", 5.0, 0.0), ("site:2", 0.0, 400.0)), code="OFTEN")
    habits = habits_of([*kin, once], "site:1")

    assert habits.shares(once)[1] < 0.4
    assert habits.shares(often)[1] > 0.8
    assert habits.shares(once).sum() == pytest.approx(1)


def test_what_is_sent_is_what_saves_most_even_if_there_is_too_little_everywhere():
    shelves = (("site:1", 0.0, 60.0), ("site:2", 9.0, 60.0), ("site:3", 0.0, 60.0))
    parts = [part(*shelves)]
    found = levels_of(parts, {"PN": 6.0}, USUAL, habits_of(parts, "site:1"))
    moves = {shelf.place: shelf.move for shelf in found["PN"]}

    assert sum(moves.values()) == 0
    assert moves["site:2"] <= -2
    assert moves["site:3"] >= 2
    assert all(shelf.stock + shelf.move >= 0 for shelf in found["PN"])


@pytest.mark.django_db
def test_a_plan_says_them_and_sends_what_lies_in_the_wrong_place():
    _model, _panel, cable = make_company(stock=4, cables=26)
    branch = make_place("M-01", site=make_site("MNL", "Manila"))
    make_stock(cable, 40, to=branch, cost="4")
    sent = [Line(Goods(cable.pk), Decimal(1))]
    customer = Place.objects.get(code="CUSTOMER")
    issue_goods(sent, source=branch, target=customer, document=Ref("case", 3), actor=SYSTEM, at=NOW)
    plan()

    levels = levels_by_site(cable.pk, SYSTEM)
    assert set(levels) == {"Manila", "Shenzhen"}
    assert levels["Shenzhen"] > levels["Manila"]
    assert plan_of(cable.pk).figures["levels"]
    assert levels_by_site(cable.pk, NOBODY) == {}
    assert read_inputs(NOW).usual.center == str(ref(make_site()))
    kinds = set(PlanException.objects.filter(item=cable).values_list("kind", flat=True))
    assert "misplaced" in kinds


@pytest.mark.django_db
def test_a_partner_that_runs_low_is_sent_some():
    _model, _panel, cable = make_company(stock=4, cables=60)
    partner = make_account("Cebu Service Partners")
    station = make_place("CEB", PlaceKind.STATION, account=partner)
    make_stock(cable, 12, to=station, cost="4")
    customer = Place.objects.get(code="CUSTOMER")
    given = {"target": customer, "document": Ref("case", 3), "actor": SYSTEM}
    sent = [Line(Goods(cable.pk), Decimal(12))]
    issue_goods(sent, source=station, at=NOW - timedelta(days=40), **given)
    make_site("MNL", "Manila")
    change_settings({"planning.center": "MNL"}, actor=SYSTEM, at=NOW)
    plan()

    levels = levels_by_site(cable.pk, SYSTEM)
    assert levels["Cebu Service Partners"] >= 1
    assert levels["Manila"] > levels["Shenzhen"]
    row = PlanException.objects.get(item=cable, kind="misplaced")
    assert row.source.name == "Shenzhen"
    assert row.station == partner or row.target.name == "Manila"
