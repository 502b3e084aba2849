"""The page of figures, in a browser."""

from datetime import timedelta

import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.tests.make import HOUR, make_agent, make_case
from aftercare.kit import clock


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


def test_a_filter_changes_the_figures_in_place(manager, page_as):
    page = page_as(manager, "/insights")

    page.get_by_label("Kind").select_option("fault")

    page.get_by_role("heading", name="Nothing in this time").wait_for()
    assert "kind=fault" in page.url
