"""The page of figures, in a browser."""

from datetime import timedelta
from uuid import UUID

import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.tests.make import HOUR, make_agent, make_case
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.self_help import note_help_shown, note_question_answered
from aftercare.domain.catalog.tests.make import make_item
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def manager(transactional_db):
    agent = make_agent("Ana Cruz", roles=("manager",))
    now = clock.now()
    for number in range(24):
        at = now - timedelta(days=3 * number, hours=2)
        case = make_case(at=at, subject=f"Panel {number}", peer=f"p{number}@x.example", sent_at=at)
        if number % 3:
            solve_case(case, solution="Fuse", cause="", actor=agent, at=at + number * HOUR)
    refresh_figures(since=None)
    return User.objects.get(pk=agent.id)


def test_everybody_can_read_the_figures(manager, page_as, axe, shots):
    page = page_as(manager, "/insights")

    shots(page, "insights")
    page.get_by_text("The same as a table").click()
    axe(page)


def test_what_self_help_shows_and_solves_is_read_on_any_screen(manager, page_as, axe, shots):
    now, item = clock.now(), make_item()
    about = {"kind": "user_manual", "audience": "customer", "actor": SYSTEM, "at": now}
    read = [
        add_document(item, name.encode(), file_name=f"{name}.pdf", **about)
        for name in ("Trouble", "Begin")
    ]
    given = {"channel": "web_form", "documents": [each.pk for each in read], "actor": SYSTEM}
    for number in range(6):
        note_help_shown(UUID(int=number), **given, at=now - timedelta(days=number))
    note_question_answered(item, visit=UUID(int=0), **given, at=now)

    page = page_as(manager, "/insights/self-help")

    page.get_by_role("row", name="Trouble.pdf NW-5540 6 1 0 17 %").wait_for()
    shots(page, "insights_self_help")
    axe(page)


def test_a_filter_changes_the_figures_in_place(manager, page_as):
    page = page_as(manager, "/insights")

    page.get_by_label("Kind").select_option("fault")

    page.get_by_role("heading", name="Nothing in this time").wait_for()
    assert "kind=fault" in page.url
