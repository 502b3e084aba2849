"""How what we write goes out, and what becomes of it."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercare.base.journal.steps import announce, later
from aftercare.domain.conversations.events import EnvelopeSettled, MessageFailed, MessageSent
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.states import MOVES, MessageState, RefusalKind
from aftercare.domain.conversations.steps import announce_message
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.kit.actors import Actor
from aftercare.kit.states import move

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
TRY_AGAIN = {RefusalKind.TEMPORARY, RefusalKind.RATE, RefusalKind.AUTH}


@transaction.atomic
def begin_sending(message: Message, *, actor: Actor, at: datetime) -> bool:
    """
    Claim a message that is due for sending; return whether we have it.

    Claimed and never heard of again, it may or may not have gone out: `notice_lost_message`
    says so, for it is never sent twice by itself.
    """
    actor.must(ConversationPermission.RECEIVE)
    due = Message.objects.filter(pk=message.pk, status=MessageState.QUEUED, send_at__lte=at)
    is_ours = bool(due.update(status=MessageState.SENDING, sent_at=at))
    if is_ours:
        message.status, message.sent_at = MessageState.SENDING, at
    return is_ours


@transaction.atomic
def note_sent(message: Message, *, actor: Actor, at: datetime) -> None:
    """Note that a message has gone out."""
    actor.must(ConversationPermission.RECEIVE)
    move(message, MessageState.SENT, moves=MOVES, sent_at=at, trouble="")
    announce_message(MessageSent, message, actor=actor, at=at)


@transaction.atomic
def note_refused(message: Message, *, kind: str, why: str, actor: Actor, at: datetime) -> None:
    """
    Note that a message was not taken, and try again later where that makes sense.

    The pauses double, from a minute on; after the last try, or a final no, people are told.
    """
    actor.must(ConversationPermission.RECEIVE)
    tries = message.tries + 1
    if kind in TRY_AGAIN and tries < MOST_TRIES:
        send_at = at + FIRST_PAUSE * 2 ** (tries - 1)
        move(
            message,
            MessageState.QUEUED,
            moves=MOVES,
            tries=tries,
            send_at=send_at,
            sent_at=None,
            trouble=why[:300],
        )
        later("conversations.send_message", at=send_at, message_id=message.pk)
        return
    status = MessageState.UNKNOWN if kind == RefusalKind.UNKNOWN else MessageState.FAILED
    move(message, status, moves=MOVES, tries=tries, sent_at=None, trouble=why[:300])
    if kind == RefusalKind.PEER:
        mark_undeliverable("email", message.to[0], why=why, at=at)
    announce_message(MessageFailed, message, actor=actor, at=at, kind=kind)


@transaction.atomic
def send_again(message: Message, *, actor: Actor, at: datetime) -> None:
    """Let a message that failed, or perhaps did, go out once more. A person decides that."""
    actor.must(ConversationPermission.VIEW)
    move(message, MessageState.QUEUED, moves=MOVES, tries=0, send_at=at, trouble="")
    later("conversations.send_message", message_id=message.pk)
    event = EnvelopeSettled(envelope_id=message.envelope_id or 0, outcome="sent again")
    announce(event, actor=actor, at=at)
