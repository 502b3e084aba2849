import csv
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.people.models import User
from aftercare.domain.cases.models import CaseFigures
from aftercare.domain.cases.operations.answers import note_answer_sent, reply_to_customer
from aftercare.domain.cases.operations.outcome import reopen_case, solve_case
from aftercare.domain.cases.operations.work import sort_case
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.tests.make import HOUR, make_agent, make_case
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import SYSTEM

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
EARLIER = NOW - timedelta(days=8)


def browser(*roles):
    client = Client()
    agent = make_agent(roles=roles)
    client.force_login(User.objects.get(pk=agent.id))
    return client


def answered(case, agent, at):
    message = reply_to_customer(case, text="We look", actor=agent, at=at)
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=at)
    message.refresh_from_db()
    note_answer_sent(message, actor=SYSTEM, at=at)


@pytest.fixture
def worked(db):
    """Three cases: answered after an hour, solved and open again, and one nobody looked at."""
    always = [[[0, 1440]]] * 7
    make_calendar(code="always", name="Always", time_zone="UTC", weekly=always)
    agent = make_agent("Mei")
    first = make_case(at=EARLIER, subject="One")
    answered(first, agent, EARLIER + HOUR)
    solve_case(first, solution="Fuse", cause="", actor=agent, at=EARLIER + 3 * HOUR)
    second = make_case(at=EARLIER, subject="Two", peer="two@x.example")
    answered(second, agent, EARLIER + 5 * HOUR)
    solve_case(second, solution="Fuse", cause="", actor=agent, at=EARLIER + 6 * HOUR)
    reopen_case(second, actor=agent, at=EARLIER + 7 * HOUR)
    third = make_case(at=NOW - HOUR, subject="Three", peer="three@x.example")
    refresh_figures(since=None)
    return first, second, third


def test_figures_are_those_of_the_cases(worked):
    page = browser("manager").get("/insights").context

    assert page["found"].total.opened == 3
    assert page["solved"] == 1
    assert page["found"].total.reopened == 1
    assert page["answer"]["count"] == 2
    assert (page["answer"]["median"], page["answer"]["ninety"]) == ("1 h 0 min", "5 h 0 min")
    assert sum(row["count"] for row in page["backlog"]) == 2
    first_response = next(row for row in page["promises"] if row["label"] == "First response")
    assert (first_response["kept"], first_response["broken"]) == (1, 1)


def test_counted_twice_is_counted_once_and_follows_what_changes(worked):
    before = list(CaseFigures.objects.order_by("pk").values())

    assert refresh_figures(since=None) == 0
    sort_case(worked[0], kind="fault", priority="high", actor=make_agent("Jo"), at=NOW)
    assert refresh_figures(since=EARLIER - HOUR) == 1

    after = list(CaseFigures.objects.order_by("pk").values())
    assert before[1:] == after[1:]
    assert (after[0]["kind"], after[0]["priority"]) == ("fault", "high")


def test_filters_narrow_every_figure(worked):
    sort_case(worked[0], kind="fault", priority="high", actor=make_agent("Jo"), at=NOW)
    refresh_figures(since=None)
    manager = browser("manager")

    asked = {"kind": "fault", "priority": "high", "channel": "email", "weeks": "4"}
    page = manager.get("/insights", asked).context

    assert page["found"].total.opened == 1
    assert page["solved"] == 1
    assert sum(row["count"] for row in page["backlog"]) == 0
    assert manager.get("/insights", {"tag": "fota"}).context["found"].total.opened == 0


def test_each_figure_leads_to_the_cases_behind_it(worked):
    manager = browser("manager")
    page = manager.get("/insights").context

    def behind(address):
        return {case.code for case in manager.get(address).context["list"].cases}

    assert behind(page["links"].opened) == {case.code for case in worked}
    assert behind(page["links"].solved) == {worked[0].code}
    assert behind(page["links"].reopened) == {worked[1].code}
    assert behind(page["links"].bounced) == set()
    backlog = [row for row in page["backlog"] if row["count"]]
    assert [len(behind(row["href"])) for row in backlog] == [1, 1]
    kinds = next(part for part in page["breakdowns"] if part["title"] == "By kind")
    assert len(behind(kinds["rows"][0]["href"])) == kinds["rows"][0]["count"]


def test_only_who_sees_all_cases_sees_figures(worked):
    agent = browser("agent")

    assert agent.get("/insights").status_code == 403
    assert agent.get("/insights/export").status_code == 403


def test_a_spreadsheet_opens_the_same_figures(worked):
    answer = browser("manager").get("/insights/export")

    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert ["Reopened", "", "1"] in rows
    assert sum(int(row[2]) for row in rows if row[0] == "Came in") == 3


@pytest.mark.parametrize("cases", [1, 6])
def test_the_page_costs_the_same_whatever_there_is(db, django_assert_num_queries, cases):
    for number in range(cases):
        make_case(at=NOW - HOUR, subject=f"Case {number}", peer=f"p{number}@x.example")
    refresh_figures(since=None)
    manager = browser("manager")
    manager.get("/insights")

    with django_assert_num_queries(16):
        manager.get("/insights")
