import pytest

from aftercare.domain.guidance.operations.changing import change_session
from aftercare.domain.guidance.operations.telling import (
    NothingToTell,
    note_guests_not_told,
    tell_guests,
    tell_who_left,
)
from aftercare.domain.guidance.queries import guests_of, guests_who_left
from aftercare.domain.guidance.queries.letters import farewell, proposed
from aftercare.domain.guidance.tests.make import NOW, make_session, topic
from aftercare.interfaces.gateways.email.tests.test_invitations import (
    BERLIN,
    again,
    calendar_in,
    events_in,
)

pytestmark = pytest.mark.django_db


def without_otto(session):
    """Let only the first of the two guests be invited."""
    first = guests_of(session).first()
    change_session(session, topic(session.account, guests=[first.contact_id]), **NOW)
    return again(session)


def test_who_is_invited_no_longer_is_told_so_and_nobody_else():
    session = make_session(slot=BERLIN)
    tell_guests(session, text="Please come.", **NOW)
    session = without_otto(again(session))

    message = tell_who_left(session, text=proposed(farewell, session), **NOW)

    assert (message.to, message.cc) == (["otto@rheinwerk.example"], [])
    assert calendar_in(message)["METHOD"] == "CANCEL"
    (event,) = events_in(message)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (session.uid, 1, "CANCELLED")
    assert str(event["ATTENDEE"]) == "mailto:otto@rheinwerk.example"
    assert again(session).is_untold  # the others have still to hear who comes
    with pytest.raises(NothingToTell):
        tell_who_left(again(session), text="Once more.", **NOW)


def test_what_was_not_sent_is_not_known_to_who_left():
    session = make_session(slot=BERLIN)
    tell_guests(session, text="Please come.", **NOW)
    session = without_otto(again(session))
    message = tell_who_left(session, text="Goodbye.", **NOW)

    note_guests_not_told(message, **NOW)

    assert [each.address for each in guests_who_left(session)] == ["otto@rheinwerk.example"]


def test_who_is_invited_again_has_not_left():
    session = make_session(slot=BERLIN)
    both = [each.contact_id for each in guests_of(session)]
    tell_guests(session, text="Please come.", **NOW)
    session = without_otto(again(session))

    change_session(session, topic(session.account, guests=both), **NOW)

    assert not guests_who_left(session).exists()
    assert guests_of(session).count() == 2


def test_nobody_is_told_goodbye_who_was_never_invited():
    session = without_otto(make_session(slot=BERLIN))

    assert not guests_who_left(session).exists()
    with pytest.raises(NothingToTell):
        tell_who_left(session, text="Goodbye.", **NOW)
