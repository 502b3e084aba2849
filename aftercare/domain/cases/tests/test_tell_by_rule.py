"""What a customer is told of repairs and returns by the channel of their case."""

from datetime import timedelta

import pytest

from aftercare.domain.cases.models import CaseMessage
from aftercare.domain.cases.operations.merging import merge_cases
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps.telling import News, NoWayToAnswer, tell_by_hand, tell_by_rule
from aftercare.domain.cases.tests.make import (
    HOUR,
    MONDAY,
    make_agent,
    make_call,
    make_case,
    switch_on,
)

pytestmark = pytest.mark.django_db
NEWS = News(Occasion.QUOTE, "quote:7", "WO-2026-00007", "https://service.example/quote/x")


def told(case):
    return [each.text for each in messages_in(case).filter(direction="out")]


def test_nothing_goes_out_before_somebody_has_switched_it_on_and_then_each_once():
    case = make_case()
    assert tell_by_rule(case, NEWS, at=MONDAY) is None

    switch_on(Occasion.QUOTE, en="{customer}: {number}, {link}")
    for _twice in range(2):
        tell_by_rule(case, NEWS, at=MONDAY + HOUR)

    assert told(case) == ["Marisol Reyes: WO-2026-00007, https://service.example/quote/x"]
    assert CaseMessage.objects.exclude(said="").get().said == "quote quote:7"


def test_what_is_proposed_is_there_in_the_language_of_the_customer():
    case = make_case()
    case.language = "zh-hans"
    case.save()

    switch_on(Occasion.QUOTE)
    message = tell_by_rule(case, NEWS, at=MONDAY)

    assert NEWS.link in message.text
    assert "Dear" not in message.text


def test_what_was_merged_is_told_where_the_case_goes_on():
    case, other = make_case(), make_case(peer="bong@example.com")
    switch_on(Occasion.QUOTE)
    merge_cases(case, into=other, actor=make_agent(), at=MONDAY)
    case.refresh_from_db()

    assert tell_by_rule(case, NEWS, at=MONDAY)

    assert len(told(other)) == 1


def test_who_cannot_be_reached_is_told_nothing_and_a_person_hears_why():
    case = make_call()
    switch_on(Occasion.QUOTE)

    assert tell_by_rule(case, NEWS, at=MONDAY) is None
    with pytest.raises(NoWayToAnswer):
        tell_by_hand(case, NEWS, actor=make_agent(), at=MONDAY)


def test_a_person_sends_it_as_often_as_they_want_and_can_take_it_back():
    case, liza = make_case(), make_agent()

    for _twice in range(2):
        message = tell_by_hand(case, NEWS, actor=liza, at=MONDAY)

    assert len(told(case)) == 2
    assert (message.author, message.send_at) == (str(liza.ref), MONDAY + timedelta(seconds=10))
