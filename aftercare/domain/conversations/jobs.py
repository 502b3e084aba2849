import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from mmap import ACCESS_READ, mmap
from typing import IO

from django.db import DatabaseError, DataError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.base.journal.steps import later
from aftercare.domain.conversations.models import AwaitedFile, Envelope, Message
from aftercare.domain.conversations.operations.happenings import (
    give_file_up,
    keep_fetched_file,
    take_in,
    take_in_together,
)
from aftercare.domain.conversations.operations.intake import put_envelope_aside
from aftercare.domain.conversations.operations.sending import (
    begin_sending,
    note_reached,
    note_refused,
    note_sent,
)
from aftercare.domain.conversations.policies import parts_of
from aftercare.domain.conversations.ports import (
    Accepted,
    Attachment,
    Capabilities,
    FetchingChannel,
    Happening,
    KeyOut,
    Outgoing,
    OutgoingFile,
    SendRefused,
    channel_of,
)
from aftercare.domain.conversations.queries import (
    adapter_account,
    forgotten_envelopes,
    room_to_write_to,
    waiting_since,
)
from aftercare.domain.conversations.states import TRY_AGAIN, MessageState, RefusalKind
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import Refused

log = logging.getLogger(__name__)

TOGETHER, LARGEST_TOGETHER = 50, 8 * 2**20
"""Envelopes that are taken in at once, and their bytes."""
LOST_AFTER = timedelta(minutes=15)
PERSISTENT = RetryStrategy(max_attempts=20, exponential_wait=2)
BRIEFLY = RetryStrategy(max_attempts=8, exponential_wait=2)
"""Some eight minutes; `look_after_envelopes` does the rest."""
MOST_FETCHES = 6
FORGOTTEN_AFTER, GIVEN_UP_AFTER = timedelta(minutes=2), timedelta(hours=1)


@app.task(name="conversations.handle_envelope", retry=BRIEFLY)
def handle_envelope(*, envelope_id: int) -> None:
    """
    Take in what arrived, together with what has arrived since and waits too.

    If anything of it makes trouble, one after the other: what cannot be read goes aside, and
    never blocks the next.
    """
    envelopes = waiting_since(envelope_id, most=TOGETHER, largest=LARGEST_TOGETHER)
    try:
        take_in_together(envelopes, read=_read, actor=SYSTEM, at=clock.now())
    except Exception:  # which of them it is, and what becomes of that, is seen below
        log.warning("%s envelopes are taken in one by one", len(envelopes), exc_info=True)
        for envelope in envelopes[1:]:
            with suppress(DatabaseError, OSError):  # each has a job of its own
                _take_in_alone(envelope)
        _take_in_alone(envelopes[0])


def _take_in_alone(envelope: Envelope) -> None:
    try:
        take_in(envelope, _read(envelope), actor=SYSTEM, at=envelope.received_at)
    except Exception as problem:
        is_refused = isinstance(problem, DataError)  # as it will be whenever it comes again
        if isinstance(problem, DatabaseError | OSError) and not is_refused:
            raise  # the database or the disk is away for a moment: the job comes again
        log.exception("Envelope %s was set aside", envelope.pk)
        why = f"{type(problem).__name__}: {problem}"
        put_envelope_aside(envelope, problem=why, actor=SYSTEM, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="conversations.look_after_envelopes", queueing_lock="conversations.look_after_them")
def look_after_envelopes(timestamp: int) -> None:
    """Take in what waits though its job was lost or has given up; after an hour it goes aside."""
    at = clock.now()
    for envelope in forgotten_envelopes(before=at - FORGOTTEN_AFTER, most=500):
        if envelope.received_at > at - GIVEN_UP_AFTER:
            later("conversations.handle_envelope", envelope_id=envelope.pk)
        else:
            why = "It could not be taken in; the log says why. Try again once that is mended."
            put_envelope_aside(envelope, problem=why, actor=SYSTEM, at=at)


def _read(envelope: Envelope) -> list[Happening]:
    if envelope.raw is None:
        return []
    with envelope.raw.open() as content:
        account = adapter_account(envelope.account)
        return list(channel_of(envelope.account.kind).parse(_mapped(content), account))


def _mapped(content: IO[bytes]) -> bytes | mmap:
    """Return what is in a file without holding it: the system reads what is looked at."""
    try:
        return mmap(content.fileno(), 0, access=ACCESS_READ)
    except ValueError:  # an empty file
        return b""


@app.task(name="conversations.send_message", retry=PERSISTENT)
def send_message(*, message_id: int) -> None:
    """Send one message that is due; sent already, taken back or claimed, it is left alone."""
    message = Message.objects.select_related("account", "thread__account").get(pk=message_id)
    if not begin_sending(message, actor=SYSTEM, at=clock.now()):
        return
    try:
        accepted = _send(message)
    except SendRefused as refusal:
        note_refused(
            message,
            kind=refusal.kind,
            why=refusal.why,
            retry_after=refusal.retry_after,
            actor=SYSTEM,
            at=clock.now(),
        )
    else:
        note_sent(message, accepted, actor=SYSTEM, at=clock.now())


def _send(message: Message) -> Accepted:
    """Hand a message over, in parts where a channel takes no more. Raises `SendRefused`."""
    channel, account = channel_of(message.account.kind), adapter_account(message.account)
    _must_fit(message, channel.capabilities)
    accepted, sent = Accepted(), 0
    try:
        for part in _parts(message, channel.capabilities):
            accepted = channel.send(part, account)
            sent += 1
    except SendRefused as refusal:
        if not sent:
            raise
        why = f"Only the first {sent} parts went out. {refusal.why}"
        raise SendRefused(RefusalKind.UNKNOWN, why) from refusal
    except (DatabaseError, OSError):
        raise  # nobody knows; a job says so later
    except Exception as problem:  # whatever an adapter does not foresee must not stay unsaid
        log.exception("Message %s could not be sent", message.pk)
        raise SendRefused(RefusalKind.UNKNOWN, repr(problem)) from problem
    return accepted


def _must_fit(message: Message, capabilities: Capabilities) -> None:
    """Refuse what a channel would refuse, so that it does not hold that against us."""
    room = room_to_write_to(message.thread, but=message, at=clock.now())
    if not room.is_open:
        never = room.until is None
        raise SendRefused(
            RefusalKind.WINDOW if never else RefusalKind.QUOTA, "The customer has to write first."
        )
    files = list(message.files.select_related("file"))
    if capabilities.files_most is not None and len(files) > capabilities.files_most:
        raise SendRefused(RefusalKind.MEDIA, f"Not more than {capabilities.files_most} files.")
    for each in files:
        kind = each.file.type.partition("/")[0]
        media = capabilities.media.get(kind) or capabilities.media.get("file")
        if media is None or (media.types and each.file.type not in media.types):
            raise SendRefused(RefusalKind.MEDIA, f"{each.name}: {each.file.type} is not taken.")
        if each.file.size > media.largest:
            raise SendRefused(RefusalKind.MEDIA, f"{each.name} is larger than {media.largest}.")


def _parts(message: Message, capabilities: Capabilities) -> Iterator[Outgoing]:
    texts = parts_of(message.text, capabilities.text_max, capabilities.text_unit.length)
    if len(texts) > 1 and not capabilities.splits:
        raise SendRefused(RefusalKind.CONTENT, f"Longer than {capabilities.text_max}.")
    for number, text in enumerate(texts):
        name = message.external_id if not number else f"{message.external_id}-{number + 1}"
        yield _outgoing(message, name=name, text=text, has_files=number == 0)


def _outgoing(
    message: Message, *, name: str, text: str, has_files: bool = True, only: tuple[str, ...] = ()
) -> Outgoing:
    files = []
    for each in message.files.select_related("file") if has_files else []:
        with each.file.open() as content:
            files.append(OutgoingFile(each.name, each.file.type, content.read(), each.inline))
    return Outgoing(
        external_id=name,
        to=tuple(message.to),
        cc=tuple(message.cc),
        subject=message.subject,
        text=text,
        sender_name=message.sender_name,
        sent_for=message.sent_for,
        token=message.thread.token,
        at=message.at,
        answers=tuple(message.answers),
        files=tuple(files),
        is_automatic=not message.author.startswith("user:"),
        only=only,
    )


@app.task(name="conversations.send_to_unreached", retry=PERSISTENT)
def send_to_unreached(*, message_id: int) -> None:
    """Try once more those whose mailbox would not take a message that the others have."""
    message = Message.objects.select_related("account", "thread").get(pk=message_id)
    only = tuple(message.unreached)
    # Claimed at once: should we stop in the middle, nobody gets it twice.
    claimed = Message.objects.filter(pk=message_id, unreached=list(only)).exclude(unreached=[])
    if not claimed.update(unreached=[]):
        return
    outgoing = _outgoing(message, name=message.external_id, text=message.text, only=only)
    try:
        accepted = channel_of(message.account.kind).send(outgoing, adapter_account(message.account))
    except SendRefused as refusal:
        accepted = Accepted(unreached=dict.fromkeys(only, refusal))
    note_reached(message, accepted, actor=SYSTEM, at=clock.now())


@app.task(name="conversations.fetch_file", retry=PERSISTENT)
def fetch_file(*, awaited_file_id: int) -> None:
    """Fetch a file that a message only named; the message is there, whatever comes of it."""
    awaited = AwaitedFile.objects.select_related("message__thread", "message__account").filter(
        pk=awaited_file_id, trouble=""
    )
    file = awaited.first()
    if file is None:
        return
    account = file.message.account
    channel: FetchingChannel = channel_of(account.kind)  # type: ignore[assignment]  # it named a file
    try:
        content = channel.fetch(file.ref, adapter_account(account))
        attachment = Attachment(file.name, content)
        keep_fetched_file(file, attachment, actor=SYSTEM, at=clock.now())
    except SendRefused as refusal:
        tries = file.tries + 1
        AwaitedFile.objects.filter(pk=file.pk).update(tries=tries)
        if refusal.kind in TRY_AGAIN and tries < MOST_FETCHES:
            then = clock.now() + timedelta(seconds=30 * 2**tries)
            later("conversations.fetch_file", at=then, awaited_file_id=file.pk)
            return
        give_file_up(file, trouble=refusal.why, actor=SYSTEM, at=clock.now())
    except Refused as refusal:
        give_file_up(file, trouble=refusal.message, actor=SYSTEM, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="conversations.look_after_messages", queueing_lock="conversations.look_after")
def look_after_messages(timestamp: int) -> None:
    """Send what is overdue because its job was lost, and settle what nobody knows the fate of."""
    at = clock.now()
    late = Message.objects.filter(
        status=MessageState.QUEUED, send_at__lt=at - timedelta(minutes=1), account__active=True
    )
    for message_id in late.values_list("pk", flat=True)[:500]:
        again = app.configure_task("conversations.send_message", queueing_lock=f"send {message_id}")
        with suppress(AlreadyEnqueued):
            again.defer(message_id=message_id)
    lost = Message.objects.filter(status=MessageState.SENDING, sent_at__lt=at - LOST_AFTER)
    for message in lost.select_related("thread", "account"):
        # Where a channel knows our names, sent again is not sent twice.
        key = channel_of(message.account.kind).capabilities.key_out
        is_safe = key == KeyOut.IDEMPOTENT
        note_refused(
            message,
            kind=RefusalKind.TEMPORARY if is_safe else RefusalKind.UNKNOWN,
            why="We stopped while it was being sent.",
            actor=SYSTEM,
            at=at,
        )
