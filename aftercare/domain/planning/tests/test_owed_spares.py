"""Free spares that contracts still give are known demand; those given are what left for service."""

import pytest

from aftercare.domain.orders.tests.make import deliver, give, make_ratio
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.queries.last_orders import what_if
from aftercare.domain.planning.queries.plans import plan_of
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.planning.states import Wish
from aftercare.domain.planning.tests.make import NOW, make_company, plan
from aftercare.domain.stock.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def test_what_is_still_due_is_asked_for_in_the_first_month(company):
    _model, _panel, cable = company
    plan()
    before = plan_of(cable.pk)
    contract = make_ratio(delivered=0)
    deliver(contract.account, cable, 2000)

    plan(NOW.replace(hour=3))

    after = plan_of(cable.pk)
    assert (before.figures["owed"], after.figures["owed"]) == (0, 20)
    assert after.figures["mean"][0] == pytest.approx(before.figures["mean"][0] + 20)
    assert after.figures["mean"][1:] == before.figures["mean"][1:]
    assert after.mean == pytest.approx(before.mean + 20)
    assert after.order_up_to > before.order_up_to
    said = what_if(after, Wish(), terms=buy_terms())
    assert sum(said["mean"]) == pytest.approx(after.mean, rel=1e-3)


def test_what_was_given_counts_once_as_what_left_for_service(company):
    _model, _panel, cable = company
    contract = make_ratio(delivered=0)
    deliver(contract.account, cable, 2000)
    before = sum(read_inputs(NOW).demand["CBL-1"].values())
    last_month = NOW.replace(month=10)

    give(contract, 5, source=Place.objects.get(code="A-01"), of=cable, at=last_month)

    inputs = read_inputs(NOW)
    assert sum(inputs.demand["CBL-1"].values()) == before + 5
    assert inputs.parts["CBL-1"].owed == 15


def test_an_item_nobody_ever_asked_for_is_planned_once_it_is_owed(company):
    assert read_inputs(NOW).parts.keys() == {"CBL-1", "PN-55"}

    make_ratio()

    assert read_inputs(NOW).parts["MB-1"].owed == 4
