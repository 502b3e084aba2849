"""What each site should have, where a center orders for all."""

from decimal import Decimal

import pytest

from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.queries.inputs import PartInput
from aftercare.domain.planning.queries.placing import levels_of
from aftercare.domain.planning.queries.plans import levels_by_site, plan_of
from aftercare.domain.planning.queries.settings import Usual
from aftercare.domain.planning.tests.make import NOW, make_company, plan
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref

USUAL = Usual(12, 0.4, 96, 5, 3, 8, 0.95, 0.1)


def part(*shelves):
    facts = ("PN", 1, "panel", 180.0, 0.0, 0.0, 2.0, 0.0, 0.0, shelves, None, None, None, ())
    return PartInput(*facts)


def wanted(*shelves, monthly=6.0):
    found = levels_of([part(*shelves)], {"PN": monthly}, USUAL, center=1)
    return {shelf.site: shelf.needed for shelf in found.get("PN", ())}


def test_the_center_keeps_for_all_and_a_site_for_the_way():
    levels = wanted((1, 30.0, 60.0), (2, 0.0, 12.0))

    assert levels[1] >= 12
    assert 1 <= levels[2] <= 4
    assert sum(wanted((1, 30.0, 60.0), (2, 0.0, 12.0), monthly=12.0).values()) > sum(
        levels.values()
    )


def test_a_site_that_hardly_uses_it_has_none_and_one_site_needs_no_levels():
    assert wanted((1, 30.0, 60.0), (2, 5.0, 0.5), monthly=1.0)[2] == 0
    assert wanted((1, 30.0, 60.0)) == {}


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
    kinds = set(PlanException.objects.filter(item=cable).values_list("kind", flat=True))
    assert "misplaced" in kinds
