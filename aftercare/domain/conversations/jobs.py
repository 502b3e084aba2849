import logging
from datetime import timedelta

from django.db import DatabaseError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.conversations.operations.intake import put_envelope_aside, receive_message
from aftercare.domain.conversations.operations.sending import begin_sending, note_refused, note_sent
from aftercare.domain.conversations.ports import Outgoing, OutgoingFile, SendRefused, channel_of
from aftercare.domain.conversations.queries import adapter_account
from aftercare.domain.conversations.states import EnvelopeState, MessageState, RefusalKind
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=15)
PERSISTENT = RetryStrategy(max_attempts=20, exponential_wait=2)


@app.task(name="conversations.handle_envelope", retry=PERSISTENT)
def handle_envelope(*, envelope_id: int) -> None:
    """Take in what arrived. What cannot be read goes aside and never blocks the next."""
    envelope = Envelope.objects.select_related("account", "raw").get(pk=envelope_id)
    if envelope.status != EnvelopeState.WAITING:
        return
    account = envelope.account
    try:
        with envelope.raw.open() as raw:
            incoming = channel_of(account.kind).parse(raw.read(), adapter_account(account))
        receive_message(account, incoming, envelope=envelope, actor=SYSTEM, at=envelope.received_at)
    except (DatabaseError, OSError):
        raise  # the database or the disk is away for a moment: the job comes again
    except Exception as problem:
        log.exception("Envelope %s was set aside", envelope.pk)
        why = f"{type(problem).__name__}: {problem}"
        put_envelope_aside(envelope, problem=why, actor=SYSTEM, at=clock.now())


@app.task(name="conversations.send_message", retry=PERSISTENT)
def send_message(*, message_id: int) -> None:
    """Send one message that is due; sent already, taken back or claimed, it is left alone."""
    message = Message.objects.select_related("account", "thread").get(pk=message_id)
    if not begin_sending(message, actor=SYSTEM, at=clock.now()):
        return
    account = message.account
    try:
        channel_of(account.kind).send(_outgoing(message), adapter_account(account))
    except SendRefused as refusal:
        note_refused(message, kind=refusal.kind, why=refusal.why, actor=SYSTEM, at=clock.now())
    else:
        note_sent(message, actor=SYSTEM, at=clock.now())


def _outgoing(message: Message) -> Outgoing:
    files = []
    for each in message.files.select_related("file"):
        with each.file.open() as content:
            files.append(OutgoingFile(each.name, each.file.type, content.read()))
    return Outgoing(
        external_id=message.external_id,
        to=tuple(message.to),
        cc=tuple(message.cc),
        subject=message.subject,
        text=message.text,
        sender_name=message.sender_name,
        token=message.thread.token,
        at=message.at,
        answers=tuple(message.answers),
        files=tuple(files),
        is_automatic=not message.author.startswith("user:"),
    )


@app.periodic(cron="* * * * *")
@app.task(name="conversations.look_after_messages", queueing_lock="conversations.look_after")
def look_after_messages(timestamp: int) -> None:
    """Send what is overdue because its job was lost, and say what nobody knows the fate of."""
    at = clock.now()
    late = Message.objects.filter(status=MessageState.QUEUED, send_at__lt=at - timedelta(minutes=1))
    for message_id in late.values_list("pk", flat=True)[:500]:
        app.configure_task("conversations.send_message", queueing_lock=f"send {message_id}").defer(
            message_id=message_id
        )
    lost = Message.objects.filter(status=MessageState.SENDING, sent_at__lt=at - LOST_AFTER)
    for message in lost.select_related("thread"):
        note_refused(
            message,
            kind=RefusalKind.UNKNOWN,
            why="We stopped while it was being sent.",
            actor=SYSTEM,
            at=at,
        )
