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
from aftercare.domain.planning.queries.placing import levels_of
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
    found = levels_of([part(*shelves, **given)], {"PN": monthly}, usual)
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
