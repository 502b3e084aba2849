import pytest
from django.urls import reverse

from aftercare.base.people.models import Absence
from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.tests.make import make_agent, make_call
from aftercare.kit import clock

BOARD = reverse("workspace:promises")
LOAD = reverse("workspace:load")


@pytest.fixture
def calls(liza):
    team = liza.memberships.get().team
    now = clock.now()
    return [make_call(team=team, at=now), make_call(at=now)]


def test_the_board_shows_what_is_owed_by_whom(browser, calls, liza):
    Promise.objects.filter(subject=f"case:{calls[1].pk}").update(owner=f"user:{liza.pk}")

    everything = browser.get(BOARD).context
    mine = browser.get(BOARD, {"who": "me"}).context
    of_team = browser.get(BOARD, {"who": f"team:{calls[0].team_id}"}).context
    nobody = browser.get(BOARD, {"who": "team:x"}).context

    assert [len(each["rows"]) for each in (everything, mine, of_team, nobody)] == [4, 2, 4, 4]
    assert [count for _key, _label, count in mine["tabs"]] == [2, 0, 0, 0]


def test_the_board_promises_dates_only_where_they_help(browser, calls):
    rows = browser.get(BOARD).context["rows"]

    dated = {row["promise"].kind for row in rows if row["has_date"]}
    assert dated == {"cases.solution_or_date"}


def test_the_load_tells_who_is_away_and_who_stands_in(browser, liza):
    today = clock.now().date()
    jun = make_agent("Jun")
    Absence.objects.create(user=liza, from_on=today, until_on=today, stand_in_id=jun.id)

    page = browser.get(LOAD).content.decode()

    assert "Jun stands in" in page
    assert page.count("away until") == 1


def test_the_load_names_the_people_of_a_team_by_their_names(browser, liza):
    team = liza.memberships.get().team
    make_user("Zoe", teams=[team])
    make_user("anton", teams=[team])

    (loads,) = browser.get(LOAD).context["teams"]

    assert [each["user"].name for each in loads["people"]] == ["anton", "Liza", "Zoe"]


def test_the_load_is_for_who_gives_work(stranger):
    assert stranger.get(LOAD).status_code == 403


@pytest.mark.parametrize("more", [0, 6])
def test_the_board_costs_the_same_however_much_is_owed(
    browser, calls, django_assert_num_queries, more
):
    for _each in range(more):
        make_call(at=clock.now())
    browser.get(BOARD)

    with django_assert_num_queries(BOARD_QUERIES):
        browser.get(BOARD)


@pytest.mark.parametrize("more", [0, 6])
def test_the_load_costs_the_same_however_many_there_are(browser, django_assert_num_queries, more):
    for number in range(more):
        make_agent(f"Agent {number}")
    browser.get(LOAD)

    with django_assert_num_queries(LOAD_QUERIES):
        browser.get(LOAD)


BOARD_QUERIES = 13
LOAD_QUERIES = 10


def test_of_what_is_not_decided_yet_no_share_is_told(browser, calls):
    assert browser.get(BOARD).context["rates"] == []

    Promise.objects.filter(subject=f"case:{calls[0].pk}", kind="cases.first_response").update(
        kept_at=clock.now()
    )

    (rate,) = browser.get(BOARD).context["rates"]
    assert rate["percent"] == "100.0 %"
