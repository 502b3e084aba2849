import pytest
from django.urls import reverse

from aftercare.domain.cases.jobs import run_bulk_change
from aftercare.domain.cases.models import BulkChange, Case
from aftercare.domain.cases.tests.make import make_call
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX

START = reverse("workspace:bulk-start")


@pytest.fixture
def cases(db):
    return [make_call(subject=name) for name in ("One", "Two", "Three")]


def start(browser, here="", **fields):
    headers = HTMX | {"HX-Current-URL": f"http://testserver/inbox{here}"}
    return browser.post(START, fields, headers=headers)


def test_the_chosen_cases_are_changed_told_and_put_back(browser, cases):
    started = start(browser, case=[cases[0].code, cases[1].code], priority="high", add_tags="a, b")
    assert "0 of 2" in started.content.decode()
    assert started["HX-Trigger"] == "close-dialog, untick"
    bulk = BulkChange.objects.get()
    assert str(bulk.pk) in browser.get(reverse("workspace:bulk-latest")).content.decode()

    run_bulk_change.func(bulk_id=bulk.pk)
    page = browser.get(reverse("workspace:bulk", args=[bulk.pk])).content.decode()
    assert "2 of 2 done" in page
    assert sorted(Case.objects.values_list("priority", flat=True)) == ["high", "high", "normal"]

    undone = browser.post(reverse("workspace:bulk-undo", args=[bulk.pk]), headers=HTMX)
    assert "2 cases are as they were" in undone.content.decode()
    assert set(Case.objects.values_list("priority", flat=True)) == {"normal"}


def test_all_of_the_list_means_the_list_and_not_the_page(browser, cases):
    start(browser, "?q=two", case=[cases[0].code], all="yes", status="waiting part")

    bulk = BulkChange.objects.get()
    assert [item.case for item in bulk.items.all()] == [cases[1]]
    assert (bulk.changes["status"], bulk.changes["waiting_for"]) == ("waiting", "part")


def test_a_refusal_is_told_with_its_reason(browser, cases):
    Case.objects.filter(pk=cases[0].pk).update(status="merged")
    start(browser, case=[cases[0].code], status="waiting customer")
    bulk = BulkChange.objects.get()
    run_bulk_change.func(bulk_id=bulk.pk)

    page = browser.get(reverse("workspace:bulk", args=[bulk.pk])).content.decode()

    assert "goes on in another one" in page
    assert "1 refused" in page


def test_nothing_chosen_is_refused(browser, cases):
    assert start(browser, case=[cases[0].code]).status_code == 409
    assert start(browser, priority="high").status_code == 409
    assert not BulkChange.objects.exists()


def test_a_change_of_somebody_else_is_not_there(browser, stranger, cases):
    start(browser, case=[cases[0].code], priority="high")
    bulk = BulkChange.objects.get()

    assert stranger.get(reverse("workspace:bulk", args=[bulk.pk])).status_code == 404
    assert stranger.post(reverse("workspace:bulk-undo", args=[bulk.pk])).status_code == 404
