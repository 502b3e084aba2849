import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from uuid import uuid4

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import MD5, Concat
from django.utils.translation import gettext as _

from aftercare.base.files.models import StoredFile
from aftercare.base.files.steps import let_go, store, tidy
from aftercare.base.journal.steps import announce, later
from aftercare.domain.conversations.events import (
    MessageAdvanced,
    MessageEvent,
    MessageFailed,
    MessageReceived,
)
from aftercare.domain.conversations.models import (
    AwaitedFile,
    ChannelAccount,
    EarlyWord,
    Envelope,
    Message,
    MessageFile,
    MessageVersion,
    PeerTouch,
    Thread,
)
from aftercare.domain.conversations.policies import base_subject, reply_subject
from aftercare.domain.conversations.queries import (
    glimpse_of,
    last_heard,
    messages_by,
    threads_shared_with,
)
from aftercare.domain.conversations.states import (
    MOVES,
    Direction,
    EnvelopeState,
    MessageState,
    RefusalKind,
)
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import Person
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add
from aftercare.kit.states import IllegalMove, StaleRow, move
from aftercare.kit.together import is_replaying, keep_at_hand

MOST_ANSWERED = 20

LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name
"""


class TooLateToTakeBack(Refused):
    """The message has gone out already."""


def start_thread(
    account: ChannelAccount,
    *,
    peer: str,
    contact: Contact | None,
    subject: str,
    at: datetime,
    participants: Sequence[str] = (),
    refers_to: Thread | None = None,
) -> Thread:
    """Begin a conversation with `peer`, with a secret of its own for our address."""
    thread = add(
        Thread(
            account=account,
            peer=peer,
            contact=contact,
            subject=subject[:500],
            base_subject=base_subject(subject)[0],
            token=secrets.token_hex(10),
            participants=sorted({peer, *participants}),
            refers_to=refers_to,
            opened_at=at,
            last_message_at=at,
        )
    )
    keep_at_hand(thread)
    return thread


def write_message(
    thread: Thread,
    *,
    text: str,
    author: Ref,
    send_at: datetime,
    at: datetime,
    sender_name: str = "",
    sent_for: str = "",
    signature: str = "",
    to: str = "",
    cc: Sequence[str] = (),
    files: Sequence[tuple[StoredFile, str]] = (),
    invitation: tuple[StoredFile, str] | None = None,
) -> Message:
    """
    Write to the other side of a thread, or `to` one of them; it goes out at `send_at`.

    Its recipients are fixed now, whoever the thread belongs to later. `files` come with the
    names they go out under; `sent_for` is the team in whose name it goes. What is new in it
    (`reply_text`) is without the signature. An `invitation` is a calendar that is part of what
    is said, where the channel knows such things, and else a file like others.
    """
    message = _letter(thread, text, at=at)
    if signature:
        message.text = f"{text.rstrip()}\n\n-- \n{signature}"
    message.author, message.sender_name = str(author), sender_name
    message.to = [to or thread.peer]
    message.sent_for, message.cc, message.send_at = sent_for, list(cc), send_at
    message.save()
    MessageFile.objects.bulk_create(
        [MessageFile(message=message, file=file, name=name) for file, name in files]
    )
    if invitation:
        file, name = invitation
        MessageFile.objects.create(message=message, file=file, name=name, inline=True)
    _note_spoken(thread, *message.to, *cc, at=at)
    later("conversations.send_message", at=send_at, message_id=message.pk)
    return message


def hear_in_thread(
    thread: Thread,
    *,
    name: str,
    text: str,
    sender: tuple[str, str],
    language: str = "",
    files: Sequence[tuple[str, IO[bytes]]] = (),
    actor: Actor,
    at: datetime,
) -> Message:
    """
    Write down what is said on a page of ours by somebody, of this name and proven address.

    Of the same `name` it is there once.
    """
    said = Message.objects.filter(account=thread.account, external_id=name).first()
    if said is not None:
        return said
    message = Message.objects.create(
        thread=thread,
        account=thread.account,
        direction=Direction.IN,
        status=MessageState.RECEIVED,
        external_id=name,
        author=f"contact:{thread.contact_id}" if thread.contact_id else "",
        sender_name=sender[0],
        sender_address=sender[1],
        to=[thread.account.address],
        subject=thread.subject,
        text=text,
        reply_text=text,
        language=language[:12],
        at=at,
    )
    for title, content in files:
        MessageFile.objects.create(message=message, file=store(content, at=at), name=tidy(title))
    _note_spoken(thread, sender[1], at=at)
    announce_message(MessageReceived, message, actor=actor, at=at)
    return message


def _note_spoken(thread: Thread, *who: str, at: datetime) -> None:
    thread.last_message_at = at
    thread.participants = sorted({*thread.participants, *who})
    thread.save(update_fields=["last_message_at", "participants"])


def _letter(thread: Thread, text: str, *, at: datetime) -> Message:
    heard = last_heard(thread)
    domain = thread.account.address.rpartition("@")[2] or "localhost"
    return Message(
        thread=thread,
        account=thread.account,
        direction=Direction.OUT,
        status=MessageState.QUEUED,
        external_id=f"<{uuid4().hex}@{domain}>",
        answers=[heard.external_id, *heard.answers][:MOST_ANSWERED] if heard else [],
        sender_address=thread.account.address,
        subject=reply_subject(thread.subject) if heard else thread.subject,
        text=text,
        reply_text=text,
        at=at,
    )


def try_waiting_messages(account: ChannelAccount, *, at: datetime) -> None:
    """Let messages that were refused, and wait for another try, go out now."""
    waiting = Message.objects.filter(account=account, status=MessageState.QUEUED, tries__gt=0)
    numbers = list(waiting.filter(send_at__gt=at).values_list("pk", flat=True))
    waiting.filter(pk__in=numbers).update(send_at=at)
    for number in numbers:
        later("conversations.send_message", message_id=number)


def kind_of_peer(account: ChannelAccount, peer: str) -> str:
    """Return on which channel a peer is known; the web form's peers are reached by mail."""
    return "email" if "@" in peer else account.kind


def lock_peers(*peers: tuple[ChannelAccount, str]) -> None:
    """Make sure that nobody else takes in what these peers write until we have done so."""
    if is_replaying():  # nobody else is there
        return
    names = {f"conversations {account.pk} {peer}" for account, peer in peers}
    with connection.cursor() as cursor:
        # Always in the same order, or two would wait for ever.
        cursor.execute(LOCK, [sorted(names)])


def apply_early_words(message: Message, *, actor: Actor, at: datetime) -> None:
    """Let what was told about a message before we knew its name count now."""
    names = [name for name in (message.external_id, message.remote_id) if name]
    words = EarlyWord.objects.filter(account=message.account_id, external_id__in=names)
    told = list(words.order_by("pk"))
    for word in told:
        advance(message, word.state, why=word.why, actor=actor, at=at)
    if told:
        words.delete()


def advance(message: Message, state: str, *, why: str = "", actor: Actor, at: datetime) -> None:
    """Note how far a message got. Word that comes late, after better, changes nothing."""
    if state not in MOVES[message.status]:
        return
    move(message, state, moves=MOVES, trouble=why[:300])
    if state == MessageState.FAILED:
        announce_message(MessageFailed, message, actor=actor, at=at, kind=RefusalKind.CONTENT)
    else:
        announce_message(MessageAdvanced, message, actor=actor, at=at, state=state)


def cancel_message(message: Message, *, at: datetime) -> None:
    """Take back a message that waits to be sent. Raises `TooLateToTakeBack`."""
    message.refresh_from_db()
    try:
        move(message, MessageState.CANCELLED, moves=MOVES)
    except (IllegalMove, StaleRow):
        raise TooLateToTakeBack(_("It has gone out already. Write another one.")) from None


def send_once_more(message: Message, *, at: datetime) -> None:
    """Let a message that may not have arrived go out again, as it is. Raises `IllegalMove`."""
    message.refresh_from_db()
    fresh = {"tries": 0, "send_at": at, "sent_at": None, "trouble": ""}
    move(message, MessageState.QUEUED, moves=MOVES, **fresh)
    later("conversations.send_message", at=at, message_id=message.pk)


def announce_message(
    happened: type[MessageEvent], message: Message, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to `message`."""
    keep_at_hand(message)
    event = happened(
        message_id=message.pk,
        thread_id=message.thread_id,
        contact_id=message.thread.contact_id,
        **details,
    )
    announce(event, actor=actor, at=at)


def erase_what_was_said(person: Person, at: datetime) -> None:
    """
    Take a person out of what was said: texts, addresses, files, and the mails as they came.

    What others wrote stays, without the names and addresses of the person. What waits to be
    sent to them is not sent.
    """
    own = Thread.objects.filter(contact__in=person.ids)
    shared = list(threads_shared_with(person))
    messages = messages_by(person)
    _erase_files(messages)
    _erase_unread(person)
    messages.filter(status=MessageState.QUEUED).update(status=MessageState.CANCELLED)
    for message in Message.objects.filter(thread__in=shared).exclude(pk__in=messages.values("pk")):
        _scrub(message, person)
    MessageVersion.objects.filter(message__in=messages.values("pk")).delete()
    AwaitedFile.objects.filter(message__in=messages.values("pk")).delete()
    PeerTouch.objects.filter(peer__in=person.addresses).delete()
    messages.update(
        external_id=_without_words("external_id"), sender_name="", sender_address="", **_EMPTY
    )
    for thread in shared:
        thread.participants = [each for each in thread.participants if each not in person.addresses]
        thread.peer = "" if thread.peer in person.addresses else thread.peer
        thread.subject, thread.base_subject = map(
            person.scrub, (thread.subject, thread.base_subject)
        )
        thread.save(update_fields=["participants", "peer", "subject", "base_subject"])
    own.update(peer="", participants=[], subject="", base_subject="")


_EMPTY: dict[str, Any] = {
    "to": [],
    "cc": [],
    "answers": [],
    "unreached": [],
    "remote_id": "",
    "subject": "",
    "text": "",
    "reply_text": "",
    "html": "",
    "trouble": "",
}


def _without_words(column: str) -> Concat:
    # Ids of mails may be made of names; a hash still knows a mail that comes again.
    return Concat(Value("forgotten:"), MD5(F(column)))


def _erase_files(messages: QuerySet[Message]) -> None:
    envelopes = Envelope.objects.filter(pk__in=messages.values("envelope"))
    files = MessageFile.objects.filter(message__in=messages.values("pk"))
    gone = {*files.values_list("file", flat=True), *envelopes.values_list("raw", flat=True)}
    files.delete()
    envelopes.update(raw=None, problem="", external_id=_without_words("external_id"))
    let_go([key for key in gone if key is not None])


def _erase_unread(person: Person) -> None:
    """Erase what a person sent and nobody could read; it needs no look any longer."""
    aside = Envelope.objects.filter(status__in=[EnvelopeState.ASIDE, EnvelopeState.DISCARDED])
    for envelope in aside.exclude(raw=None).select_related("account", "raw"):
        sender = glimpse_of(envelope).sender.casefold()
        if envelope.raw_id and any(each.casefold() in sender for each in person.addresses if each):
            raw_id, envelope.raw = envelope.raw_id, None
            envelope.status, envelope.problem = EnvelopeState.DISCARDED, ""
            envelope.save(update_fields=["raw", "status", "problem"])
            Envelope.objects.filter(pk=envelope.pk).update(
                external_id=_without_words("external_id")
            )
            let_go([raw_id])


def _scrub(message: Message, person: Person) -> None:
    for name in ("sender_name", "subject", "text", "reply_text", "html"):
        setattr(message, name, person.scrub(getattr(message, name)))
    message.to = [each for each in message.to if each not in person.addresses]
    message.cc = [each for each in message.cc if each not in person.addresses]
    message.save()
