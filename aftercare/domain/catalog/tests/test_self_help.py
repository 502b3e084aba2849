from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.models import Entry
from aftercare.domain.catalog import jobs
from aftercare.domain.catalog.models import HelpVisit
from aftercare.domain.catalog.operations import self_help
from aftercare.domain.catalog.operations.self_help import (
    drop_old_help_visits,
    note_help_shown,
    note_question_answered,
)
from aftercare.domain.catalog.queries.self_help import HELP_KEEP_DAYS
from aftercare.domain.catalog.steps.visits import MOST_DOCUMENTS, note_question_came
from aftercare.domain.catalog.tests.make import MONDAY, make_item
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db

VISIT = UUID("6f1c2a34-0000-4000-8000-000000000001")
HOUR = timedelta(hours=1)


def show(*documents, visit=VISIT, at=MONDAY):
    note_help_shown(visit, channel="web_form", documents=documents, actor=SYSTEM, at=at)


def test_a_form_counts_each_document_once_however_often_it_asks():
    show(3, 1)
    show(1, 3, at=MONDAY + HOUR)
    show(7, at=MONDAY + HOUR)
    show(visit=uuid4())

    visit = HelpVisit.objects.get()
    assert (visit.documents, visit.shown_at) == ([1, 3, 7], MONDAY)
    assert (visit.helped_at, visit.came_at) == (None, None)


def test_a_machine_that_goes_through_all_models_fills_no_row_without_end():
    for number in range(3 * MOST_DOCUMENTS):
        show(number)

    assert len(HelpVisit.objects.get().documents) == MOST_DOCUMENTS


def test_what_was_solved_twice_in_one_form_is_one_answer():
    told = {"channel": "portal", "documents": [5], "actor": SYSTEM}
    item = make_item()

    for hours in (1, 2):
        note_question_answered(item, visit=VISIT, **told, at=MONDAY + hours * HOUR)
    note_question_answered(item, visit=uuid4(), **told, at=MONDAY)

    assert Entry.objects.filter(event="catalog.question_answered").count() == 2
    visit = HelpVisit.objects.get(key=VISIT)
    assert (visit.documents, visit.helped_at) == ([5], MONDAY + HOUR)


def test_a_form_comes_once():
    show(1)

    note_question_came(VISIT, at=MONDAY + HOUR)
    note_question_came(VISIT, at=MONDAY + 2 * HOUR)

    assert HelpVisit.objects.get().came_at == MONDAY + HOUR


def test_what_no_report_looks_back_to_is_removed_each_night(monkeypatch):
    monkeypatch.setattr(self_help, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    days = HELP_KEEP_DAYS.default
    for number in range(5):
        show(1, visit=uuid4(), at=MONDAY - timedelta(days=days + 1 + number))
    show(1, at=MONDAY - timedelta(days=days - 1))
    monkeypatch.setattr(jobs.clock, "now", lambda: MONDAY)

    jobs.drop_visits_nobody_counts.func(timestamp=0)

    assert HelpVisit.objects.get().key == VISIT
    dropped = Entry.objects.filter(event="catalog.help_visits_dropped").order_by("pk")
    assert [entry.data["count"] for entry in dropped] == [2, 2, 1]

    change_settings({HELP_KEEP_DAYS.name: 30}, actor=SYSTEM, at=MONDAY)
    jobs.drop_visits_nobody_counts.func(timestamp=0)
    assert not HelpVisit.objects.exists()


def test_only_who_may_set_up_the_catalog_removes_visits():
    show(1)

    with pytest.raises(NotAllowed):
        drop_old_help_visits(keep_days=0, actor=Actor("staff", 1, "Liza"), at=MONDAY + HOUR)

    assert HelpVisit.objects.exists()
