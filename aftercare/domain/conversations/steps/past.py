"""Conversations of a system before: said long ago, and sent to nobody."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from aftercare.domain.conversations.models import ChannelAccount, Message, Thread
from aftercare.domain.conversations.policies import base_subject, reply_subject
from aftercare.domain.conversations.states import Direction, MessageState
from aftercare.domain.customers.models import Contact
from aftercare.kit.bulk import insert_all


def past_thread(
    account: ChannelAccount,
    *,
    peer: str,
    contact: Contact | None,
    subject: str,
    participants: Collection[str],
    began_at: datetime,
    ended_at: datetime,
) -> Thread:
    """Return a conversation as it was held with `peer` before, yet to be stored."""
    return Thread(
        account=account,
        peer=peer,
        contact=contact,
        subject=subject[:500],
        base_subject=base_subject(subject)[0],
        token=secrets.token_hex(10),
        participants=sorted({peer, *participants} - {""}),
        opened_at=began_at,
        last_message_at=ended_at,
    )


def past_message(
    thread: Thread,
    *,
    name: str,
    direction: str,
    text: str,
    author: str = "",
    sender: tuple[str, str],
    is_first: bool,
    language: str = "",
    at: datetime,
) -> Message:
    """Return what was said before in a thread, yet to be stored: received, or sent long ago."""
    is_theirs = direction == Direction.IN
    account = thread.account
    return Message(
        thread=thread,
        account=account,
        direction=direction,
        status=MessageState.RECEIVED if is_theirs else MessageState.SENT,
        external_id=name,
        author=author,
        sender_name=sender[0][:200],
        sender_address=(sender[1] if is_theirs else account.address)[:200],
        to=[account.address] if is_theirs else [thread.peer],
        subject=thread.subject if is_first else reply_subject(thread.subject),
        text=text,
        reply_text=text,
        language=language[:12] if is_theirs else "",
        at=at,
        sent_at=None if is_theirs else at,
    )


def past_name(digest: str) -> str:
    """Return what a message of a system before is called, so that it is there once."""
    return f"<{digest}@past.invalid>"


def keep_past(
    threads: Sequence[Thread], messages: Sequence[Message], *, older: Sequence[Thread] = ()
) -> None:
    """Store new threads, and messages in them or in `older` ones. Three statements."""
    insert_all(threads)
    for message in messages:
        message.thread = thread = message.thread  # has its key by now
        thread.last_message_at = max(thread.last_message_at, message.at)
    insert_all(messages)
    Thread.objects.bulk_update(older, ["last_message_at"])


def take_past_back(threads: Collection[int], messages: Collection[int]) -> None:
    """Let conversations, or parts of them, that were taken over by mistake be gone."""
    Message.objects.filter(pk__in=messages).delete()
    Thread.objects.filter(pk__in=threads).delete()
