from datetime import date

import pytest

from aftercare.base.people.models import Absence
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.interfaces.workspace.tests.make import client_of, signed_in

pytestmark = pytest.mark.django_db


def test_shows_who_of_a_team_is_away_when(django_assert_max_num_queries):
    liza = make_user(teams=[make_team()])
    noel = make_user("Noel")
    for person in (liza, noel):
        Absence.objects.create(
            user=person, from_on=date(2026, 9, 29), until_on=date(2026, 10, 2), reason="Leave"
        )
    client = client_of(liza)

    with django_assert_max_num_queries(13):
        answer = client.get("/away?month=2026-10&team=service")

    ((person, row),) = answer.context["rows"]
    assert person == liza
    assert [day.on.day for day, absence in row if absence] == [1, 2]
    assert [len(rows) for rows in (row, answer.context["absences"])] == [31, 1]
    assert len(client.get("/away?month=2026-09").context["rows"]) == 2


def test_a_month_that_is_none_is_this_one():
    assert signed_in().get("/away?month=2026-99").status_code == 200


def test_is_not_there_for_stations():
    assert signed_in(roles=["station"]).get("/away").status_code == 404
