import csv
from datetime import timedelta
from uuid import uuid4

import pytest

from aftercare.domain.cases.models import CaseFigures
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.tests.make import HOUR, make_case
from aftercare.domain.catalog.models import HelpVisit, ItemDocument
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.self_help import note_help_shown, note_question_answered
from aftercare.domain.catalog.steps.visits import note_question_came
from aftercare.domain.catalog.tests.make import make_item
from aftercare.interfaces.workspace.tests.insights.test_insights import EARLIER, NOW, browser
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def manual():
    told = {"file_name": "Trouble.pdf", "kind": "user_manual", "audience": "customer"}
    return add_document(make_item(), b"Flickers", **told, actor=SYSTEM, at=NOW)


def solve(manual, *, at=NOW, **said):
    told = {"channel": "web_form", "language": "en", "documents": [manual.pk]}
    note_question_answered(manual.item, **told | said, actor=SYSTEM, at=at)


def rows_of(page):
    return {
        part["title"]: [(r["label"], r["count"]) for r in part["rows"]] for part in page["parts"]
    }


def test_what_was_solved_is_counted_by_document_language_and_way(manual):
    solve(manual)
    solve(manual, language="fil", channel="portal")
    solve(manual, language="", documents=(), at=EARLIER)
    solve(manual, at=NOW - timedelta(days=400))

    page = browser("manager").get("/insights/self-help").context

    assert page["found"].total == 3
    assert rows_of(page) == {
        "By model": [("NW-5540 55-inch television", 3)],
        "By language": [("English", 1), ("Filipino", 1), ("Not noted", 1)],
        "By channel": [("Public form", 2), ("Own page of customers", 1)],
    }


def show(*documents, at=NOW, visit=None):
    visit = visit or uuid4()
    keys = [each.pk for each in documents]
    note_help_shown(visit, channel="web_form", documents=keys, actor=SYSTEM, at=at)
    return visit


def shown_on(page):
    return [
        (document.title, visits.shown, visits.helped, visits.came, visits.rate)
        for document, visits in page["found"].documents
    ]


def test_of_each_document_it_is_counted_how_often_it_was_shown_and_helped(manual):
    told = {"file_name": "Begin.pdf", "kind": "user_manual", "audience": "customer"}
    begin = add_document(manual.item, b"Batteries", **told, actor=SYSTEM, at=NOW)
    both = [show(manual, begin) for _each in range(3)]
    show(manual)
    show(begin, at=NOW - timedelta(days=400))
    gone = show(add_document(manual.item, b"X", **told, actor=SYSTEM, at=NOW))
    ItemDocument.objects.filter(pk=HelpVisit.objects.get(key=gone).documents[0]).delete()
    solve(manual, visit=both[0])
    solve(manual, visit=both[0])
    note_question_came(both[1], at=NOW)
    note_question_came(both[1], at=NOW + HOUR)
    note_question_came(uuid4(), at=NOW)

    page = browser("manager").get("/insights/self-help")

    assert shown_on(page.context) == [("Trouble.pdf", 4, 1, 1, 25), ("Begin.pdf", 3, 1, 1, 33)]
    visits = page.context["found"].visits
    assert (visits.shown, visits.helped, visits.came) == (5, 1, 1)
    assert page.context["found"].total == 1
    assert "33 %" in page.content.decode()


def test_what_nobody_solved_or_sent_is_shown_too(manual):
    show(manual)

    page = browser("manager").get("/insights/self-help")

    assert shown_on(page.context) == [("Trouble.pdf", 1, 0, 0, 0)]
    assert f"/documents/{manual.pk}" in page.content.decode()


def test_questions_that_came_all_the_same_stand_beside_them(manual):
    solve(manual)
    for number in range(3):
        make_case(at=NOW - HOUR, subject=f"Case {number}", peer=f"p{number}@x.example")
    refresh_figures(since=None)
    manager = browser("manager")
    assert manager.get("/insights/self-help").context["share"] == 100
    CaseFigures.objects.update(channel="web_form")

    page = manager.get("/insights/self-help").context

    assert (page["came"], page["share"]) == (3, 25)


def test_nothing_solved_says_how_it_comes_about(db):
    page = browser("manager").get("/insights/self-help").content.decode()

    assert "Nothing was solved by self-help in this time" in page


def test_only_who_sees_all_cases_sees_it(db):
    agent = browser("agent")

    assert agent.get("/insights/self-help").status_code == 403
    assert agent.get("/insights/self-help/export").status_code == 403


def test_a_spreadsheet_opens_the_same_figures(manual):
    solve(manual, visit=show(manual))
    note_question_came(show(manual), at=NOW)

    answer = browser("manager").get("/insights/self-help/export?weeks=4")

    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    name = "Trouble.pdf · NW-5540"
    figures = [["Shown", name, "2"], ["Helped", name, "1"], ["Sent all the same", name, "1"]]
    assert [row for row in rows if row[1] == name] == figures
    assert ["Shown", "", "2"] in rows
    assert sum(int(row[2]) for row in rows if row[0] == "Solved") == 1


@pytest.mark.parametrize("amount", [1, 6])
def test_the_page_costs_the_same_whatever_there_is(manual, django_assert_num_queries, amount):
    for number in range(amount):
        solve(manual, at=NOW - number * HOUR, visit=show(manual, at=NOW - number * HOUR))
    manager = browser("manager")
    manager.get("/insights/self-help")

    with django_assert_num_queries(9):
        manager.get("/insights/self-help")
