from datetime import date
from decimal import Decimal

import pytest

from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.tests.make import make_agent, make_case, switch_on
from aftercare.domain.repairs.operations.quoting import make_quote
from aftercare.domain.repairs.operations.telling import NoCaseToTellIn, send_link
from aftercare.domain.repairs.queries import open_quote, page_of_quote, page_of_repair
from aftercare.domain.repairs.reactions import (
    tell_that_it_arrived,
    tell_that_it_is_ready,
    tell_what_it_costs,
)
from aftercare.domain.repairs.states import Cost, OrderStatus, Priced
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
GIVEN = {"actor": SYSTEM, "at": MONDAY}


def quoted(case):
    order = make_order_at(OrderStatus.DIAGNOSED, case=case)
    line = Priced(Cost.LABOR, "Work", Decimal(80))
    make_quote(order, lines=[line], ready_on=date(2026, 10, 5), **GIVEN)
    return order


def told(case):
    return [each.text for each in messages_in(case).filter(direction="out")]


class Happened:
    def __init__(self, order):
        self.work_order_id = order.pk


def test_a_quote_is_sent_by_the_rule_once_with_the_page_to_answer_on():
    case = make_case()
    order = quoted(case)
    tell_what_it_costs(Happened(order), **GIVEN)
    assert told(case) == []

    switch_on(Occasion.QUOTE)
    for _twice in range(2):
        tell_what_it_costs(Happened(order), **GIVEN)

    (text,) = told(case)
    assert page_of_quote(open_quote(order)) in text


def test_arrived_and_ready_lead_to_the_page_of_the_repair():
    case = make_case()
    order = make_order_at(OrderStatus.CLEANED, case=case)
    for occasion in (Occasion.ARRIVED, Occasion.READY):
        switch_on(occasion)

    tell_that_it_arrived(Happened(order), **GIVEN)
    tell_that_it_is_ready(Happened(order), **GIVEN)

    assert [page_of_repair(order) in text for text in told(case)] == [True, True]


def test_a_person_sends_what_fits_and_over_the_counter_there_is_no_channel():
    case, liza = make_case(), make_agent()
    order = quoted(case)

    send_link(order, actor=liza, at=MONDAY)

    assert page_of_quote(open_quote(order)) in told(case)[0]
    other = make_order_at(OrderStatus.RECEIVED, serial="OTHER")
    with pytest.raises(NoCaseToTellIn):
        send_link(other, actor=liza, at=MONDAY)
