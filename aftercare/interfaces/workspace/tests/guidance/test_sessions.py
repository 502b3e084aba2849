from datetime import UTC, datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.models import Contact
from aftercare.domain.guidance.events import GuestAnswered
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.operations.holding import write_notes
from aftercare.domain.guidance.operations.telling import tell_guests, tell_guests_of_series
from aftercare.domain.guidance.states import Every, Repeat, Slot
from aftercare.domain.guidance.steps import announce_session
from aftercare.domain.guidance.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    TUESDAY,
    make_guests,
    make_holder,
    make_key_account,
    make_session,
    make_sessions,
)
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
LATER = Slot(TUESDAY.starts_at + DAY, TUESDAY.ends_at + DAY, "UTC")


@pytest.fixture
def desk():
    return signed_in("Liza", time_zone="Asia/Manila")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Let it be Monday, or whenever a test says."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(MONDAY)
    return at


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def do(browser, session, verb, **given):
    return browser.post(address("session-do", session.code, verb), given)


def planned(account, **given):
    guests = Contact.objects.filter(account=account) or make_guests(account)
    details = {
        "subject": "Driving the new panel",
        "holder": make_holder().pk,
        "task": "Panels",
        "guests": [each.pk for each in guests],
        "how": "video",
        "place": "https://meet.northwell.example/panel",
        "day": "2026-10-06",
        "begins": "10:00",
        "minutes": "60",
        "zone": "Europe/Berlin",
    }
    return details | given


def test_a_session_is_planned_from_the_page_of_a_customer(desk):
    account = make_key_account()
    make_item("AX55")
    unit = make_unit("AX55-2519-B0042")
    query = f"{address('session-new')}?account={account.code}"
    assert address("session-new") in desk.get(address("account", account.code)).text
    assert "Europe/Berlin" in desk.get(query).text

    answer = desk.post(query, planned(account, things=unit.serial))

    session = GuidanceSession.objects.get()
    assert answer.headers["Location"] == address("session", session.code)
    assert session.starts_at == datetime(2026, 10, 6, 8, tzinfo=UTC)
    assert list(session.units.all()) == [unit]
    assert session.case == Case.objects.get()


def test_a_series_is_planned_from_a_case_that_has_the_guest_already(desk):
    account = make_key_account()
    make_guests(account, "Greta Vogel")
    case = make_case(peer="greta@rheinwerk.example", subject="Panel")
    query = f"{address('session-new')}?case={case.code}"
    assert "checked" in desk.get(query).text

    desk.post(query, planned(account, every="week", count="3"))

    assert GuidanceSession.objects.filter(case=case).count() == 3
    page = desk.get(address("case", case.code)).text
    assert page.count("Driving the new panel") >= 3


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"guests": []}, "Choose at least one person"),
        ({"every": "week"}, "Say how often in all"),
        ({"things": "nonsense-1"}, "Nobody knows “nonsense-1”"),
        ({"day": "2026-09-01"}, "Choose a time that lies ahead."),
        ({"minutes": "1"}, "greater than or equal to 5"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, wrong, says):
    account = make_key_account()

    query = f"{address('session-new')}?account={account.code}"
    answer = desk.post(query, planned(account, **wrong))

    assert answer.status_code in {409, 422}
    assert says in answer.text
    assert "Driving the new panel" in answer.text
    assert not GuidanceSession.objects.exists()


def test_without_a_customer_one_is_asked_for_first(desk):
    account = make_key_account()

    assert desk.post(address("session-new"), {"account": "A-1"}).status_code == 422
    answer = desk.post(address("session-new"), {"account": account.code})

    assert answer.headers["Location"] == f"{address('session-new')}?account={account.code}"


def test_the_text_is_shown_before_it_goes_and_then_the_answers(desk, django_assert_num_queries):
    make_channel()
    session = make_session()
    page = desk.get(address("session", session.code)).text
    assert "The guests are not invited yet." in page
    assert "greta@rheinwerk.example" in page
    form = desk.get(address("session-do", session.code, "tell")).text
    assert "we invite you to our session" in form

    do(desk, session, "tell", text="Please come.")

    (message,) = messages_in(session.case)
    assert message.text.startswith("Please come.")
    session.guests.filter(address__startswith="greta").update(
        answer="accepted", answered_at=MONDAY, words="Ten minutes late"
    )
    with django_assert_num_queries(15):
        page = desk.get(address("session", session.code)).text
    assert "The guests are not invited yet." not in page
    assert "Ten minutes late" in page
    assert "no answer yet" in page
    assert "16:00–17:00 (Asia/Manila)" in page
    assert "10:00–11:00 (Europe/Berlin)" in page


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("accepted", "A guest comes to the session"),
        ("tentative", "A guest perhaps comes to the session"),
        ("declined", "A guest does not come to the session"),
    ],
)
def test_the_story_says_what_a_guest_has_answered(desk, answer, said):
    session = make_session()
    announce_session(GuestAnswered, session, answer=answer, actor=SYSTEM, at=MONDAY)

    assert said in desk.get(address("session", session.code)).text
    assert said in desk.get(address("case", session.case.code)).text


def test_who_is_invited_no_longer_is_written_to_after_the_text_was_shown(desk):
    make_channel()
    session = make_session()
    do(desk, session, "tell", text="Please come.")
    session.guests.filter(address__startswith="otto").update(left_at=MONDAY)
    page = desk.get(address("session", session.code)).text
    assert "Somebody is no longer invited, and does not know it yet." in page
    assert "otto@rheinwerk.example" not in page
    form = desk.get(address("session-do", session.code, "tell-left")).text
    assert "you need not come to our session" in form
    assert "otto@rheinwerk.example" in form
    assert "greta@rheinwerk.example" not in form

    do(desk, session, "tell-left", text="Thank you all the same.")

    assert "no longer invited" not in desk.get(address("session", session.code)).text


def test_every_verb_does_what_it_says(desk, now):
    first, second, third = make_sessions(repeat=Repeat(Every.WEEK, count=3))

    def state(session):
        session.refresh_from_db()
        return session.status

    do(desk, first, "tell-series", text="Please come.")
    do(desk, first, "remind", text="Soon.")
    moved = {"day": "2026-10-07", "begins": "11:00", "minutes": "30", "zone": "UTC"}
    do(desk, first, "move", why="Room", **moved)
    assert state(first) == "planned"
    assert first.starts_at == datetime(2026, 10, 7, 11, tzinfo=UTC)
    do(desk, first, "change", **planned(first.account, subject="Fonts"))
    do(desk, second, "call-off", why="Holiday")
    assert state(second) == "called_off"
    do(desk, second, "take-up")
    assert state(second) == "planned"
    do(desk, second, "call-off-rest", why="Enough")
    assert (state(second), state(third)) == ("called_off", "called_off")
    now(first.starts_at + HOUR)
    do(desk, first, "missed", by="us", why="Ill")
    assert state(first) == "missed"
    do(desk, first, "notes", notes="Shown: gamma.")
    assert (state(first), first.subject) == ("held", "Fonts")
    do(desk, first, "send-notes", text="Our notes: gamma.")
    assert first.case_id
    assert [each.text.split("\n")[0] for each in messages_in(first.case)] == [
        "Please come.",
        "Soon.",
        "Our notes: gamma.",
    ]


def test_only_what_fits_is_offered(desk, now):
    session = make_session()

    def offered():
        page = desk.get(address("session", session.code)).text
        verbs = ("notes", "tell", "remind", "move", "missed", "call-off", "take-up", "send-notes")
        return [each for each in verbs if f'/do/{each}"' in page]

    assert offered() == ["tell", "move", "call-off"]
    tell_guests(session, text="Please come.", **NOW)
    assert offered() == ["tell", "remind", "move", "call-off"]
    now(session.ends_at)
    assert offered() == ["notes", "move", "missed", "call-off"]
    write_notes(session, notes="Shown", actor=SYSTEM, at=session.ends_at)
    assert offered() == ["notes", "send-notes"]


def test_the_list_shows_what_comes_what_is_past_and_whose(desk, now, django_assert_num_queries):
    assert "No session is planned" in desk.get(address("sessions")).text
    idle = make_key_account("Idle Panels")
    busy = make_key_account("Busy Panels")
    first, _second = make_sessions(busy, repeat=Repeat(Every.WEEK, count=2))
    tell_guests_of_series(first, text="Please come.", **NOW)

    with django_assert_num_queries(10):
        page = desk.get(address("sessions")).text
    assert page.count("Driving the new panel") == 2
    assert idle.name in page
    mine = desk.get(address("sessions"), {"who": "me"}).text
    assert "No session answers to this" in mine
    assert desk.get(address("sessions"), {"who": make_holder().pk}).text.count(first.code) > 0
    assert first.code not in desk.get(address("sessions"), {"show": "untold"}).text
    now(first.ends_at)
    assert first.code in desk.get(address("sessions"), {"show": "past"}).text
    assert first.code in desk.get(address("sessions"), {"show": "open"}).text
    assert first.code not in desk.get(address("sessions")).text


def test_the_list_goes_on_where_a_page_ends(desk, monkeypatch):
    monkeypatch.setattr("aftercare.interfaces.workspace.guidance.lists.PAGE", 2)
    sessions = make_sessions(repeat=Repeat(Every.WEEK, count=3))

    first = desk.get(address("sessions"))
    after = f"{sessions[1].starts_at.isoformat()}_{sessions[1].pk}"
    assert sessions[2].code not in first.text
    second = desk.get(address("sessions"), {"after": after}).text
    assert sessions[2].code in second
    assert sessions[0].code not in second
    assert sessions[0].code in desk.get(address("sessions"), {"after": "nonsense"}).text


def test_a_session_can_be_taken_into_ones_own_calendar(desk):
    session = make_session()

    answer = desk.get(address("session-calendar", session.code))

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert event["DTSTART"].dt == session.starts_at


def test_who_may_not_sees_nothing_and_does_nothing():
    session = make_session()
    stranger = signed_in("Stores", roles=("warehouse",))

    assert stranger.get(address("session", session.code)).status_code == 404
    assert stranger.get(address("sessions")).status_code == 403
    assert stranger.get(address("session-new")).status_code == 403
    assert do(stranger, session, "call-off", why="x").status_code == 404
    bench = signed_in("Bench", roles=("board_repair",))
    assert bench.get(address("session", session.code)).status_code == 200
    assert do(bench, session, "call-off", why="x").status_code == 403
    assert do(bench, session, "nonsense").status_code == 404


def test_the_promise_of_a_session_leads_to_it(desk):
    session = make_session()

    page = desk.get(address("promises"), {"tab": "next"}).text

    assert address("session", session.code) in page
    assert "Guidance session, with its notes" in page


def test_the_list_is_handed_out_as_it_is_narrowed_down():
    chief = signed_in("Ana", roles=("manager",))
    session = make_session()

    made = chief.post(f"{address('export', 'sessions')}?q=panel", {"as": "csv"})

    rows = b"".join(made.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert session.code in rows[1]
    assert "Ines (Panels)" in rows[1]
