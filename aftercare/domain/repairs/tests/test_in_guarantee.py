import pytest

from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.tests.make import DAMAGED, FACTS
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.finishing import refuse_repair, return_unrepaired
from aftercare.domain.repairs.queries import is_covered
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_order, make_order_at
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db
WHO = {"actor": SYSTEM, "at": MONDAY}


def kept():
    return WorkOrder.objects.get().in_guarantee


def test_it_is_kept_of_what_was_never_approved_and_follows_the_newest_decision(run_jobs):
    order = make_order_at(OrderStatus.DIAGNOSED)
    refuse_repair(order, why="Too old", **WHO)
    return_unrepaired(order, **WHO)
    assert kept() is None

    decide_coverage(ref(order), facts=FACTS, **WHO)
    run_jobs()
    assert kept() is is_covered(order)
    decide_coverage(ref(order), facts=DAMAGED, **WHO)
    run_jobs()

    assert kept() is False


def test_what_was_decided_on_the_case_before_is_known_at_once():
    case = make_case()
    decide_coverage(ref(case), facts=DAMAGED, **WHO)

    make_order(case=case)

    assert kept() is False
