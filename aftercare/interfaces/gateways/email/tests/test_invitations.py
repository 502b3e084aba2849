from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar

from aftercare.domain.cases.operations.answers import take_back_reply
from aftercare.domain.cases.operations.spam import mark_as_spam
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps import IsSpam
from aftercare.domain.cases.tests.make import make_case, switch_on
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.ports import Account
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.tests.make import make_contact
from aftercare.domain.guidance.jobs import remind_guests_of_sessions
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.operations.changing import (
    call_off_rest,
    call_off_session,
    change_session,
    move_session,
)
from aftercare.domain.guidance.operations.holding import write_notes
from aftercare.domain.guidance.operations.telling import (
    NobodyToWriteTo,
    NothingToTell,
    NothingWritten,
    note_guests_not_told,
    remind_by_rule,
    remind_guests,
    send_notes,
    tell_guests,
    tell_guests_of_series,
)
from aftercare.domain.guidance.queries.letters import (
    calling_off,
    invitation,
    invitation_to_series,
    proposed,
    shown_in_calendar,
)
from aftercare.domain.guidance.states import Every, Repeat, Slot
from aftercare.domain.guidance.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    TUESDAY,
    make_guests,
    make_key_account,
    make_session,
    make_sessions,
    outgoing,
    topic,
)
from aftercare.interfaces.gateways.email.writing import letter
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.thread_addresses import with_token

pytestmark = pytest.mark.django_db

BERLIN = Slot(
    datetime(2026, 10, 19, 8, tzinfo=UTC), datetime(2026, 10, 19, 9, tzinfo=UTC), "Europe/Berlin"
)
SUPPORT = Account("support", "Northwell support", "support@northwell.example", {}, {})


def again(session):
    return GuidanceSession.objects.select_related("case", "account", "series", "thread").get(
        pk=session.pk
    )


def mail_of(message):
    """Return a message as it really goes out, read back."""
    raw = letter(outgoing(Message.objects.get(pk=message.pk)), SUPPORT).as_bytes()
    return message_from_bytes(raw, policy=default)


def calendar_in(message):
    """Return what programs see that know calendars: a form of the text, with its method."""
    parts = [each for each in mail_of(message).walk() if each.get_content_type() == "text/calendar"]
    body, attached = parts
    assert body.get_content_disposition() is None
    assert attached.get_content_disposition() == "attachment"
    calendar = Calendar.from_ical(body.get_content())
    assert body.get_param("method") == calendar["METHOD"]
    return calendar


def events_in(message):
    return calendar_in(message).walk("VEVENT")


def test_the_invitation_is_a_mail_of_the_case_with_a_calendar_to_answer():
    session = make_session(slot=BERLIN)

    message = tell_guests(session, text="Please come.", **NOW)

    session = again(session)
    assert list(messages_in(session.case)) == [message]
    assert (message.to, message.cc) == (["greta@rheinwerk.example"], ["otto@rheinwerk.example"])
    assert calendar_in(message)["METHOD"] == "REQUEST"
    (event,) = events_in(message)
    own = with_token("support@northwell.example", session.thread.token)
    assert str(event["ORGANIZER"]) == f"mailto:{own}"
    assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == (session.uid, 0, session.subject)
    assert event["DTSTART"].dt == BERLIN.starts_at
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [(str(each), each.params["RSVP"]) for each in event["ATTENDEE"]] == [
        ("mailto:greta@rheinwerk.example", "TRUE"),
        ("mailto:otto@rheinwerk.example", "TRUE"),
    ]
    assert not session.is_untold


def test_the_mail_can_be_read_without_any_calendar_too():
    session = make_session(slot=BERLIN)

    mail = mail_of(tell_guests(session, text="Please come.", **NOW))

    kinds = [each.get_content_type() for each in mail.walk() if not each.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "text/calendar"]
    assert mail.get_body(("plain",)).get_content().startswith("Please come.")


def test_moving_tells_nobody_until_a_person_does_and_then_with_a_higher_number():
    session = make_session(slot=BERLIN)
    tell_guests(session, text="Please come.", **NOW)
    later = Slot(BERLIN.starts_at + DAY, BERLIN.ends_at + DAY, "Europe/Berlin")

    move_session(session, later, why="Travel", **NOW)
    assert Message.objects.count() == 1
    assert again(session).is_untold
    move_session(session, BERLIN, why="Travel after all", **NOW)
    (event,) = events_in(tell_guests(session, text="Another day.", **NOW))

    assert (event["UID"], event["SEQUENCE"]) == (session.uid, 1)
    assert not again(session).is_untold


def test_calling_off_what_guests_know_cancels_it_and_what_they_do_not_know_needs_no_word():
    known, unknown = make_session(slot=BERLIN), make_session(slot=BERLIN)
    tell_guests(known, text="Please come.", **NOW)
    for each in (known, unknown):
        call_off_session(each, why="Ill", **NOW)

    message = tell_guests(known, text=proposed(calling_off, again(known)), **NOW)

    assert calendar_in(message)["METHOD"] == "CANCEL"
    (event,) = events_in(message)
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")
    assert not again(unknown).is_untold
    with pytest.raises(NothingToTell):
        tell_guests(unknown, text="Off", **NOW)


def test_a_series_is_one_thing_with_its_rule_what_was_moved_and_what_is_off():
    first, second, third, fourth = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=4))
    call_off_session(second, why="Holiday", **NOW)
    away = Slot(third.starts_at + HOUR, third.ends_at + HOUR, "Europe/Berlin")
    move_session(third, away, why="Room", **NOW)

    message = tell_guests_of_series(first, text="Please come.", **NOW)

    whole, moved = events_in(message)
    assert dict(whole["RRULE"]) == {"FREQ": ["WEEKLY"], "COUNT": [4], "INTERVAL": [1]}
    assert [each.dt for each in whole["EXDATE"].dts] == [second.occurs_at]
    assert (moved["RECURRENCE-ID"].dt, moved["DTSTART"].dt) == (third.occurs_at, away.starts_at)
    assert {whole["UID"], moved["UID"]} == {first.uid}
    assert [again(each).is_untold for each in (first, second, third, fourth)] == [False] * 4


def test_one_of_a_series_is_moved_alone_and_the_rest_is_called_off_each_by_its_time():
    first, second, third = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=3))
    tell_guests_of_series(first, text="Please come.", **NOW)
    away = Slot(second.starts_at + HOUR, second.ends_at + HOUR, "Europe/Berlin")
    move_session(second, away, why="Room", **NOW)
    (event,) = events_in(tell_guests(second, text="Later.", **NOW))
    assert (event["RECURRENCE-ID"].dt, event["SEQUENCE"]) == (second.occurs_at, 1)
    assert "RRULE" not in event

    assert call_off_rest(first, why="Contract ended", **NOW) == 3
    message = tell_guests_of_series(third, text="No more.", **NOW)

    assert calendar_in(message)["METHOD"] == "CANCEL"
    off = [(each["RECURRENCE-ID"].dt, each["SEQUENCE"]) for each in events_in(message)]
    assert off == [(first.occurs_at, 1), (second.occurs_at, 2), (third.occurs_at, 1)]


def test_a_series_told_anew_is_above_all_that_guests_know():
    first, second = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=2))
    tell_guests_of_series(first, text="Please come.", **NOW)
    move_session(
        second, Slot(second.starts_at + HOUR, second.ends_at + HOUR, "UTC"), why="Room", **NOW
    )
    tell_guests(second, text="Later.", **NOW)

    events = events_in(tell_guests_of_series(first, text="Once more.", **NOW))

    assert [each["SEQUENCE"] for each in events] == [2, 2]


def test_who_comes_or_where_is_told_too_but_not_who_of_us_holds_it():
    session = make_session()
    tell_guests(session, text="Please come.", **NOW)

    change_session(
        session,
        topic(session.account, holders=[(topic(session.account).holders[0][0], "Fonts")]),
        **NOW,
    )
    assert not again(session).is_untold
    change_session(session, topic(session.account, place="Room 4", how="on_site"), **NOW)

    assert again(session).is_untold
    (event,) = events_in(tell_guests(session, text="Elsewhere.", **NOW))
    assert (event["LOCATION"], event["SEQUENCE"]) == ("Room 4", 1)


def test_what_is_taken_back_before_it_went_out_has_still_to_be_told(run_jobs):
    session = make_session()
    message = tell_guests(session, text="Please come.", **NOW)

    take_back_reply(again(session).case, message, **NOW)
    run_jobs()

    assert again(session).told_sequence is None
    assert again(session).is_untold


def test_a_change_that_did_not_arrive_leaves_what_they_knew_before():
    session = make_session()
    tell_guests(session, text="Please come.", **NOW)
    call_off_session(session, why="Ill", **NOW)
    message = tell_guests(session, text="Off.", **NOW)

    note_guests_not_told(message, **NOW)

    assert again(session).told_sequence == 0
    assert again(session).is_untold


def test_nobody_is_written_to_without_words_an_address_or_in_spam():
    account = make_key_account()
    make_contact("Phone Only", account=account, email="", phone="+49 30 123456")
    session = make_session(account)
    with pytest.raises(NobodyToWriteTo):
        tell_guests(session, text="Come.", **NOW)
    with pytest.raises(NothingWritten):
        tell_guests(make_session(make_key_account("Other")), text=" ", **NOW)
    spam = make_session(make_key_account("Third"))
    mark_as_spam(spam.case, **NOW)
    with pytest.raises(IsSpam):
        tell_guests(spam, text="Come.", **NOW)

    assert not Message.objects.exists()


def test_it_goes_on_where_the_guest_has_written():
    make_guests(make_key_account())
    case = make_case(peer="greta@rheinwerk.example")

    session = make_session(case=case)
    message = tell_guests(session, text="Please come.", **NOW)

    heard, said = messages_in(case)
    assert said == message
    assert said.thread_id == heard.thread_id


def test_a_reminder_by_hand_has_no_calendar_and_is_remembered():
    session = make_session()
    tell_guests(session, text="Please come.", **NOW)

    message = remind_guests(session, text="Tomorrow.", **NOW)

    assert message.cc == ["otto@rheinwerk.example"]
    assert not message.files.exists()
    assert again(session).reminded_at == MONDAY


def test_the_rule_reminds_only_when_switched_on_once_and_all_who_are_invited(monkeypatch):
    session, unknown = make_session(), make_session()
    invited = tell_guests(session, text="Please come.", **NOW)
    monkeypatch.setattr(clock, "now", lambda: TUESDAY.starts_at - 20 * HOUR)

    remind_guests_of_sessions(timestamp=0)
    assert again(session).reminded_at is None
    switch_on(Occasion.GUIDANCE)
    remind_guests_of_sessions(timestamp=0)
    remind_guests_of_sessions(timestamp=0)
    remind_by_rule(session, **NOW)

    reminder = Message.objects.exclude(pk=invited.pk).get()
    assert (reminder.to, reminder.cc) == (["greta@rheinwerk.example"], ["otto@rheinwerk.example"])
    assert "Driving the new panel" in reminder.text
    assert "16:00–17:00 (Europe/Berlin)" not in reminder.text
    assert "10:00–11:00 (Europe/Berlin)" in reminder.text
    assert again(unknown).reminded_at is None


def test_the_notes_are_sent_once_there_are_some():
    session = make_session()
    with pytest.raises(NothingToTell):
        send_notes(session, text="Notes", **NOW)
    after = {"actor": SYSTEM, "at": TUESDAY.ends_at}
    write_notes(session, notes="Shown: gamma.", **after)

    send_notes(session, text="Shown: gamma.", **after)

    assert again(session).notes_sent_at == TUESDAY.ends_at
    write_notes(session, notes="Shown: gamma and white.", **after)
    assert again(session).notes_sent_at is None


def test_what_is_proposed_is_in_their_language_and_by_both_clocks():
    account = make_key_account(language="zh-hans", time_zone="Asia/Shanghai")
    session = make_session(account, slot=BERLIN)
    Contact.objects.update(language="zh-hans")
    session.case.language = "zh-hans"

    text = proposed(invitation, session)

    assert "10:00–11:00 (Europe/Berlin)" in text
    assert "16:00–17:00 (Asia/Shanghai)" in text
    assert "we invite you" not in text


def test_what_is_proposed_for_a_series_names_each_day_that_is_planned():
    first, second, _third = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=3))
    call_off_session(second, why="Holiday", **NOW)

    text = proposed(invitation_to_series, again(first))

    assert text.count("10:00–11:00 (Europe/Berlin)") == 2


def test_a_session_can_be_put_into_a_calendar_without_any_question():
    session = make_session(slot=BERLIN)
    stamp = MONDAY + timedelta(minutes=1)

    calendar = Calendar.from_ical(shown_in_calendar(session, at=stamp))

    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["DTSTART"].dt == BERLIN.starts_at
    assert "ATTENDEE" not in event
