from datetime import timedelta

import pytest

from aftercare.domain.cases.models import Draft
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.tests.make import make_case, switch_on
from aftercare.domain.repairs.operations.diagnosis import promise_ready
from aftercare.domain.repairs.queries import moves_of, page_of_repair
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=20)


@pytest.fixture
def case():
    return make_case()


def promise_again(case, run_jobs, due_at=LATER):
    order = make_order_at(OrderStatus.REPAIRING, case=case)
    promise_ready(order, due_at=due_at, reason="The panel is late", actor=SYSTEM, at=MONDAY)
    run_jobs()
    return order


def told(case):
    return [each.text for each in messages_in(case).filter(direction="out")]


def test_the_customer_is_told_by_the_rule_once_with_day_and_reason(case, run_jobs):
    switch_on(Occasion.POSTPONED)

    order = promise_again(case, run_jobs)

    (text,) = told(case)
    assert page_of_repair(order) in text
    assert ("18 Oct 2026" in text, "The panel is late" in text) == (True, True)
    assert moves_of(order).get().reason == "The panel is late"
    assert not Draft.objects.exists()


def test_without_the_rule_a_person_gets_the_words_to_send(case, run_jobs):
    order = promise_again(case, run_jobs)

    text = Draft.objects.get(case=case, kind="notice").text
    assert told(case) == []
    assert (order.code in text, "The panel is late" in text) == (True, True)


def test_over_the_counter_the_page_alone_tells(run_jobs):
    order = promise_again(None, run_jobs)

    assert (moves_of(order).count(), Draft.objects.exists()) == (1, False)
