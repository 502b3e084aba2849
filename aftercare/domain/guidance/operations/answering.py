"""What guests answer to invitations, by the buttons of their calendars."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from aftercare.domain.guidance.events import GuestAnswered
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import guests_who_say
from aftercare.domain.guidance.states import Answer, Reply, SessionStatus
from aftercare.domain.guidance.steps import announce_session, hold_session_row
from aftercare.domain.guidance.steps.people import tell_holders
from aftercare.kit.actors import Actor

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def take_in_replies(
    replies: Sequence[Reply], *, sender: str, actor: Actor, at: datetime
) -> list[SessionGuest]:
    """
    Note what guests answer to invitations; return those whose answer has changed.

    Who holds the session hears of it when somebody does not come.

    The same once more changes nothing, and nothing older than what they have answered already,
    or than the time at which the session is to be now. Who was not invited is not heard.
    """
    actor.must(GuidancePermission.PLAN)
    heard = []
    for reply in replies:
        for guest in guests_who_say(reply, sender):
            if _note(guest, reply, at=at):
                heard.append(guest)
                known = {"contact_id": guest.contact_id, "answer": reply.answer}
                announce_session(GuestAnswered, guest.session, **known, actor=actor, at=at)
    _tell_of_absence([each.session for each in heard if each.answer == Answer.DECLINED], at=at)
    return heard


def _tell_of_absence(sessions: Sequence[GuidanceSession], *, at: datetime) -> None:
    # Once for a series: who declines all of it has said one thing.
    for session in {
        each.series_id or f"alone {each.pk}": each for each in reversed(sessions)
    }.values():
        tell_holders(session, "guest_declined", at=at)


def _note(guest: SessionGuest, reply: Reply, *, at: datetime) -> bool:
    session = hold_session_row(guest.session)
    if session.status != SessionStatus.PLANNED:
        return False
    sequence = session.sequence if reply.sequence is None else reply.sequence
    stamp = reply.stamp or at
    guest.refresh_from_db()
    known = (guest.answer_sequence or 0, guest.answer_stamp or _LONG_AGO)
    if sequence < session.moved_sequence or (sequence, stamp) <= known:
        return False
    guest.answer, guest.words, guest.answered_at = reply.answer, reply.words, at
    guest.answer_sequence, guest.answer_stamp = sequence, stamp
    guest.save()
    return True
