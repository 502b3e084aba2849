"""How what we write goes out, and what becomes of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from aftercare.base.journal.steps import later
from aftercare.domain.conversations.events import MessageFailed, MessageSent
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.operations.channels import report_sending_trouble
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.ports import Accepted, SendRefused, channel_of
from aftercare.domain.conversations.queries import free_to_send
from aftercare.domain.conversations.states import (
    MOVES,
    NO_SUCH_PEER,
    OUR_ACCOUNT,
    TRY_AGAIN,
    MessageState,
    RefusalKind,
)
from aftercare.domain.conversations.steps import (
    announce_message,
    apply_early_words,
    kind_of_peer,
    lock_peers,
)
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.kit.actors import Actor
from aftercare.kit.states import move
from aftercare.kit.together import is_replaying

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
"""Between two tries while our own account does not work: however long that takes."""


@transaction.atomic
def begin_sending(message: Message, *, actor: Actor, at: datetime) -> bool:
    """
    Claim a message that is due for sending; return whether we have it.

    Claimed and never heard of again, it may or may not have gone out: a job says so, for it is
    never sent twice by itself. On an account that rests, nothing is due; where a channel takes
    only so many at a time, it is due once there is room.
    """
    actor.must(ConversationPermission.RECEIVE)
    if _waits_for_room(message, at=at):
        return False
    due = Message.objects.filter(
        pk=message.pk, status=MessageState.QUEUED, send_at__lte=at, account__active=True
    )
    is_ours = bool(due.update(status=MessageState.SENDING, sent_at=at))
    if is_ours:
        message.status, message.sent_at = MessageState.SENDING, at
    return is_ours


def _waits_for_room(message: Message, *, at: datetime) -> bool:
    rates = channel_of(message.account.kind).capabilities.rates
    if not any(rate.most_for(message.account.settings) for rate in rates):
        return False
    lock_peers((message.account, "rates"))  # or two at once would both be the last that may
    free_at = free_to_send(message, at=at)
    if free_at > at:
        queued = Message.objects.filter(pk=message.pk, status=MessageState.QUEUED)
        if queued.update(send_at=free_at):
            later("conversations.send_message", at=free_at, message_id=message.pk)
    return free_at > at


@transaction.atomic
def note_sent(
    message: Message, accepted: Accepted | None = None, *, actor: Actor, at: datetime
) -> None:
    """
    Note that a message has gone out, and to whom not.

    Who could not be reached for the moment is tried again, alone; who cannot be reached at all
    is marked. What the channel has told us already about a message of this name counts now.
    """
    actor.must(ConversationPermission.RECEIVE)
    accepted = accepted or Accepted()
    unreached = _note_unreached(message, accepted.unreached, at=at)
    known = {"remote_id": accepted.external_id[:300], "unreached": unreached}
    if not is_replaying():  # else nobody else is there
        message.refresh_from_db(fields=["status"])
    if MessageState.SENT in MOVES[message.status]:
        trouble = _told(accepted.unreached)
        move(message, MessageState.SENT, moves=MOVES, sent_at=at, trouble=trouble, **known)
    else:  # word that it arrived was faster than the answer to our own call
        Message.objects.filter(pk=message.pk).update(**known)
    if message.account.sending_trouble:
        report_sending_trouble(message.account, trouble="", actor=actor, at=at)
    announce_message(MessageSent, message, actor=actor, at=at)
    apply_early_words(message, actor=actor, at=at)


@transaction.atomic
def note_reached(message: Message, accepted: Accepted, *, actor: Actor, at: datetime) -> None:
    """Note that those have a message who could not be reached at first, or who still have not."""
    actor.must(ConversationPermission.RECEIVE)
    message.tries += 1
    message.unreached = _note_unreached(message, accepted.unreached, at=at)
    message.trouble = _told(accepted.unreached)
    message.save(update_fields=["tries", "unreached", "trouble"])
    announce_message(MessageSent, message, actor=actor, at=at)


def _note_unreached(
    message: Message, unreached: Mapping[str, SendRefused], *, at: datetime
) -> list[str]:
    """Mark who cannot be reached, and return who is tried again."""
    again = [address for address, why in unreached.items() if why.kind in TRY_AGAIN]
    for address, refused in unreached.items():
        if refused.kind in NO_SUCH_PEER:
            mark_undeliverable(
                kind_of_peer(message.account, address), address, why=refused.why, at=at
            )
    if not again or message.tries >= MOST_TRIES:
        return []
    pause = FIRST_PAUSE * 2**message.tries
    later("conversations.send_to_unreached", at=at + pause, message_id=message.pk)
    return again


def _told(unreached: Mapping[str, SendRefused]) -> str:
    return "; ".join(f"{address}: {refused.why}" for address, refused in unreached.items())[:300]


@transaction.atomic
def note_refused(
    message: Message,
    *,
    kind: str,
    why: str,
    retry_after: timedelta | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Note that a message was not taken, and try again later where that makes sense.

    The pauses double, from a minute on; after the last try, or a final no, people are told.
    While our own account is refused, everything waits until somebody mends it.
    """
    actor.must(ConversationPermission.RECEIVE)
    tries = message.tries + 1
    if kind in OUR_ACCOUNT:
        report_sending_trouble(message.account, trouble=why, actor=actor, at=at)
    if kind in OUR_ACCOUNT or (kind in TRY_AGAIN and tries < MOST_TRIES):
        longest = LONGEST_PAUSE if kind in OUR_ACCOUNT else FIRST_PAUSE * 2**MOST_TRIES
        pause = min(FIRST_PAUSE * 2 ** min(tries - 1, MOST_TRIES), longest)
        _wait(message, tries, max(pause, retry_after or pause), why, at=at)
        return
    status = MessageState.UNKNOWN if kind == RefusalKind.UNKNOWN else MessageState.FAILED
    move(message, status, moves=MOVES, tries=tries, sent_at=None, trouble=why[:300])
    if kind in NO_SUCH_PEER:
        peer = message.to[0]
        mark_undeliverable(kind_of_peer(message.account, peer), peer, why=why, at=at)
    announce_message(MessageFailed, message, actor=actor, at=at, kind=kind)


def _wait(message: Message, tries: int, pause: timedelta, why: str, *, at: datetime) -> None:
    move(
        message,
        MessageState.QUEUED,
        moves=MOVES,
        tries=min(tries, MOST_TRIES * 4),
        send_at=at + pause,
        sent_at=None,
        trouble=why[:300],
    )
    later("conversations.send_message", at=at + pause, message_id=message.pk)
