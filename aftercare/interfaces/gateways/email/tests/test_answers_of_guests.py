"""Guests answer by the buttons of their calendars: mails as Outlook, Gmail and Apple send them."""

from base64 import encodebytes
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.promises.queries import open_promises
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.conversations.operations.happenings import take_in_together
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.queries import adapter_account
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.guidance.models import SessionGuest
from aftercare.domain.guidance.operations.changing import call_off_session, move_session
from aftercare.domain.guidance.operations.telling import tell_guests, tell_guests_of_series
from aftercare.domain.guidance.policies.calendars import replies_in
from aftercare.domain.guidance.queries import holders_of
from aftercare.domain.guidance.states import Every, Repeat, Slot
from aftercare.domain.guidance.tests.make import HOUR, MONDAY, NOW, make_session, make_sessions
from aftercare.interfaces.gateways.email.adapter import Email
from aftercare.kit.actors import SYSTEM
from aftercare.kit.thread_addresses import with_token

MAILS = Path(__file__).with_name("calendars")
BERLIN = Slot(
    datetime(2026, 10, 19, 8, tzinfo=UTC), datetime(2026, 10, 19, 9, tzinfo=UTC), "Europe/Berlin"
)
LATER = Slot(BERLIN.starts_at + HOUR, BERLIN.ends_at + HOUR, "Europe/Berlin")
STAMP = "20260930T071241Z"
_numbers = count(1)

pytestmark = pytest.mark.django_db


def filled(name, values):
    text = (MAILS / name).read_text()
    for each, value in values.items():
        text = text.replace(f"@{each}@", value)
    return text


def reply(session, *, by="outlook", answer="ACCEPTED", sequence=0, stamp=STAMP, words="", of=""):
    """Return the mail by which a calendar answers."""
    session.refresh_from_db()
    address = with_token("support@northwell.example", session.thread.token)
    facts = {"TO": address, "UID": session.uid, "PARTSTAT": answer, "SEQUENCE": str(sequence)}
    facts["NUMBER"] = str(next(_numbers))
    facts |= {"STAMP": stamp, "WORDS": words, "OF": f"RECURRENCE-ID:{of}\n" if of else ""}
    calendar = encodebytes(filled(f"{by}.ics", facts).encode()).decode()
    return filled(f"{by}.eml", facts | {"CALENDAR": calendar}).encode()


@pytest.fixture
def arrive(run_jobs):
    """Take in a mail as a gateway does, and let everybody react."""

    def take(raw, at=MONDAY + HOUR):
        channel = make_channel()
        name = f"smtp {next(_numbers)}"
        envelope = accept_envelope(channel, external_id=name, raw=raw, actor=SYSTEM, at=at)

        def read(each):
            with each.raw.open() as content:
                return Email().parse(content.read(), adapter_account(channel))

        take_in_together([envelope], read=read, actor=SYSTEM, at=at)
        run_jobs()
        return Message.objects.order_by("-pk").first()

    return take


def invited(**given):
    session = make_session(slot=BERLIN, **given)
    tell_guests(session, text="Please come.", **NOW)
    return session


def answers(session):
    return list(session.guests.order_by("pk").values_list("answer", flat=True))


@pytest.mark.parametrize("by", ["outlook", "gmail", "apple"])
@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_is_read_and_shown_with_its_time(arrive, by, answer):
    session = invited()

    message = arrive(reply(session, by=by, answer=answer))

    assert answers(session) == [answer.lower(), ""]
    assert session.guests.first().answered_at == MONDAY + HOUR
    assert message.auto == "calendar"
    assert Entry.objects.filter(event="guidance.guest_answered").count() == 1


def test_it_lands_in_the_case_owes_no_answer_and_opens_nothing_again(arrive):
    session = invited()
    solve_case(session.case, solution="Agreed", **NOW)

    message = arrive(reply(session))

    case = Case.objects.get()
    assert message in messages_in(case)
    assert (case.status, case.needs_answer) == ("solved", False)
    assert not open_promises().filter(subject=f"case:{case.pk}").exists()


def test_what_they_wrote_with_it_is_kept(arrive):
    session = invited()

    arrive(reply(session, by="apple", answer="TENTATIVE", words="Ten minutes late"))

    assert session.guests.first().words == "Ten minutes late"


def test_the_same_answer_twice_and_an_older_one_change_nothing(arrive):
    session = invited()
    arrive(reply(session, answer="DECLINED"))
    known = list(SessionGuest.objects.values())

    arrive(reply(session, answer="DECLINED"), at=MONDAY + 2 * HOUR)
    arrive(reply(session, answer="ACCEPTED", stamp="20260930T070000Z"), at=MONDAY + 3 * HOUR)

    assert list(SessionGuest.objects.values()) == known
    assert Entry.objects.filter(event="guidance.guest_answered").count() == 1
    arrive(reply(session, stamp="20260930T080000Z"), at=MONDAY + 4 * HOUR)
    assert answers(session) == ["accepted", ""]


def test_an_answer_to_the_time_before_does_not_count_for_the_new_one(arrive):
    session = invited()
    arrive(reply(session))
    move_session(session, LATER, why="Room", **NOW)
    assert answers(session) == ["", ""]

    arrive(reply(session, stamp="20261001T080000Z"))
    assert answers(session) == ["", ""]
    arrive(reply(session, sequence=1, answer="DECLINED", stamp="20261001T090000Z"))

    assert answers(session) == ["declined", ""]


def test_an_answer_to_a_series_is_one_to_each_and_one_to_a_session_is_of_that_alone(arrive):
    first, second = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=2))
    tell_guests_of_series(first, text="Please come.", **NOW)

    arrive(reply(first))
    assert [answers(each)[0] for each in (first, second)] == ["accepted", "accepted"]
    alone = f"{second.occurs_at:%Y%m%dT%H%M%SZ}"
    arrive(reply(first, answer="DECLINED", of=alone, stamp="20261001T080000Z"))

    assert [answers(each)[0] for each in (first, second)] == ["accepted", "declined"]


def test_who_holds_a_session_hears_of_who_does_not_come_once_for_a_series(arrive):
    first, _second = make_sessions(slot=BERLIN, repeat=Repeat(Every.WEEK, count=2))
    tell_guests_of_series(first, text="Please come.", **NOW)
    told = Notification.objects.filter(kind="guest_declined")

    arrive(reply(first))
    assert not told.exists()
    arrive(reply(first, answer="DECLINED", stamp="20261001T080000Z"))

    assert [each.user for each in told] == [each.user for each in holders_of(first)]


def test_who_is_not_invited_is_not_heard_and_what_is_off_takes_no_answer(arrive):
    session = invited()
    session.guests.filter(address__startswith="greta").delete()
    arrive(reply(session))
    assert answers(session) == [""]

    session = make_session(slot=BERLIN)
    tell_guests(session, text="Please come.", **NOW)
    call_off_session(session, why="Ill", **NOW)
    arrive(reply(session))
    assert answers(session) == ["", ""]


def test_an_answer_to_no_case_of_ours_opens_one_so_that_nothing_is_lost(arrive):
    session = invited()
    raw = reply(session).replace(b"+" + session.thread.token.encode(), b"")

    message = arrive(raw)

    other = Case.objects.exclude(pk=session.case_id).get()
    assert list(messages_in(other)) == [message]
    assert answers(session) == ["accepted", ""]


@pytest.mark.parametrize(
    "calendar",
    [
        b"",
        b"METHOD:REPLY",
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:",
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1\nATTENDEE;PARTSTAT=:x\nDTSTAMP:never\nSEQUENCE:-9\nEND:VEVENT\nEND:VCALENDAR",
        b"\xff\xfe\x00METHOD:REPLY\nBEGIN:VCALENDAR" + b"\nBEGIN:VEVENT" * 5000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Nowhere/Land:20261019T100000\nSEQUENCE:99999999999999\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nEND:VEVENT\nEND:VCALENDAR",
    ],
)
def test_a_calendar_nobody_can_read_never_blocks_a_mail(arrive, calendar):
    session = invited()
    head, _mark, tail = reply(session).partition(b"Content-Transfer-Encoding: base64\n\n")
    end = tail[tail.index(b"\n--_000_") :]
    raw = head + b"Content-Transfer-Encoding: base64\n\n" + encodebytes(calendar) + end

    message = arrive(raw)

    assert message in messages_in(session.case)
    assert Envelope.objects.filter(status="handled").count() == 1
    assert answers(session) == ["", ""]
    assert isinstance(replies_in(calendar), list)


def test_a_proposal_of_another_time_is_a_message_like_any_other(arrive):
    session = invited()
    raw = reply(session).replace(b"method=REPLY", b"method=COUNTER")

    message = arrive(raw)

    assert message.auto == "none"
    assert Case.objects.get().needs_answer
