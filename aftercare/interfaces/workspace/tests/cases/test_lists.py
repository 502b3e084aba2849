from urllib.parse import urlencode

import pytest
from django.urls import reverse

from aftercare.domain.cases.models import Case, SavedView
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_call, make_case
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX

INBOX = reverse("workspace:inbox")


def subjects(answer):
    return [case.subject for case in answer.context["list"].cases]


def test_a_list_is_a_question_with_an_order(browser, db):
    late, soon = make_call(subject="Late"), make_call(subject="Soon")
    Case.objects.filter(pk=late.pk).update(due_at=MONDAY + 9 * HOUR)
    Case.objects.filter(pk=soon.pk).update(due_at=MONDAY + HOUR)

    asked = {"q": "status:open", "sort": "due_at"}
    assert subjects(browser.get(INBOX, asked)) == ["Soon", "Late"]
    assert subjects(browser.get(INBOX, {"q": "status:solved"})) == []
    assert subjects(browser.get(INBOX, {"q": "status:open", "sort": "nonsense"})) == [
        "Soon",
        "Late",
    ]


def test_what_is_typed_narrows_the_list_that_is_shown(browser):
    answer = browser.get(INBOX, {"kept": "status:open", "q": "status:open tag:fota"})

    assert answer["Location"] == f"{INBOX}?{urlencode({'q': 'status:open tag:fota'})}"


def test_htmx_gets_the_lines_alone(browser, case):
    whole, lines = browser.get(INBOX, {"q": ""}), browser.get(INBOX, {"q": ""}, headers=HTMX)

    assert b"<html" in whole.content
    assert b"<html" not in lines.content
    assert f"row-{case.code}".encode() in lines.content


def test_a_list_is_kept_renamed_moved_and_forgotten(browser, liza):
    here = HTMX | {"HX-Current-URL": f"http://testserver{INBOX}?q=tag%3Afota&sort=due_at"}
    kept = browser.post(reverse("workspace:view-keep"), {"name": "FOTA"}, headers=here)
    assert kept["HX-Redirect"] == f"{INBOX}?q=tag%3Afota&sort=due_at"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.sort, view.owner) == ("FOTA", "tag:fota", "due_at", liza)

    browser.post(reverse("workspace:view-rename", args=[view.pk]), {"name": "Updates"})
    view.refresh_from_db()
    assert (view.name, view.query, view.sort) == ("Updates", "tag:fota", "due_at")

    browser.post(reverse("workspace:view-drop", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_list_without_a_name_is_not_kept(browser):
    answer = browser.post(reverse("workspace:view-keep"), {"name": " "}, headers=HTMX)

    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_a_list_of_somebody_else_is_not_there(browser, stranger):
    browser.post(reverse("workspace:view-keep"), {"name": "Mine"})
    view = SavedView.objects.get()

    answer = stranger.post(reverse("workspace:view-drop", args=[view.pk]))

    assert answer.status_code == 404
    assert SavedView.objects.get() == view


def test_all_of_a_list_are_counted_when_asked(browser, db):
    for _each in range(3):
        make_call()

    answer = browser.get(reverse("workspace:inbox-matching"), {"q": "status:open"})

    assert answer.content.strip() == b"3"


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_costs_the_same_however_long_it_is(browser, django_assert_num_queries, count):
    for _each in range(count):
        make_case()
    browser.get(INBOX, {"q": "status:open"})

    with django_assert_num_queries(LIST_QUERIES):
        browser.get(INBOX, {"q": "status:open"})


LIST_QUERIES = 6
