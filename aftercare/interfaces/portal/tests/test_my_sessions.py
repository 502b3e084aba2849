"""A customer's guidance sessions: those they were told of, with the notes they were sent."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from aftercare.domain.guidance.operations.holding import write_notes
from aftercare.domain.guidance.operations.telling import send_notes, tell_guests
from aftercare.domain.guidance.states import Slot
from aftercare.domain.guidance.tests.make import make_key_account, make_session
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")

HOUR = timedelta(hours=1)
SOON = Slot(NOW + HOUR, NOW + 2 * HOUR, "UTC")
BEFORE = {"actor": SYSTEM, "at": NOW - 9 * HOUR}


def planned(account, *, slot=SOON, **given):
    return make_session(account, slot=slot, at=BEFORE["at"], **given)


def test_those_they_were_told_of_are_shown_with_link_and_time(
    come_in, harborline, marisol, django_assert_num_queries
):
    session = planned(harborline)
    tell_guests(session, text="Please come.", **BEFORE)
    planned(harborline, subject="Not told yet")
    other = planned(make_key_account("Other"), subject="Somebody else's")
    tell_guests(other, text="Please come.", **BEFORE)
    client = come_in()
    client.get("/my/sessions")

    with django_assert_num_queries(7):
        page = client.get("/my/sessions").text
    home = client.get("/my").text

    for text in (page, home):
        assert "Driving the new panel" in text
        assert 'href="https://meet.northwell.example/panel"' in text
        assert "(Asia/Manila)" in text
        assert "Not told yet" not in text
        assert "Somebody else" not in text
    calendar = client.get(f"/my/sessions/{session.code}/calendar.ics")
    (event,) = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert event["DTSTART"].dt == SOON.starts_at
    assert client.get(f"/my/sessions/{other.code}/calendar.ics").status_code == 404


def test_notes_are_shown_once_they_were_sent(come_in, harborline, marisol):
    past = planned(harborline, slot=Slot(NOW - 3 * HOUR, NOW - 2 * HOUR, "UTC"))
    tell_guests(past, text="Please come.", **BEFORE)
    write_notes(past, notes="Shown: gamma.", actor=SYSTEM, at=NOW - HOUR)
    client = come_in()
    assert "Shown: gamma." not in client.get("/my/sessions").text

    send_notes(past, text="Our notes.", actor=SYSTEM, at=NOW - HOUR)

    assert "Shown: gamma." in client.get("/my/sessions").text


def test_who_has_no_sessions_reads_what_to_do(come_in, marisol):
    assert "No sessions yet" in come_in().get("/my/sessions").text
