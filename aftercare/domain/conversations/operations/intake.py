"""How what arrives is stored, read and put into conversations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import IO, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import store, store_all, tidy
from aftercare.base.journal.steps import announce, later
from aftercare.domain.conversations.events import (
    EnvelopeAccepted,
    EnvelopePutAside,
    EnvelopeSettled,
    InvitationAnswered,
    MessageBounced,
    MessageReceived,
    MessageWrittenElsewhere,
)
from aftercare.domain.conversations.models import (
    AwaitedFile,
    ChannelAccount,
    Envelope,
    Message,
    MessageFile,
    Thread,
)
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.ports import Bounce, Incoming, channel_of
from aftercare.domain.conversations.queries import (
    envelopes_named,
    find_message,
    find_our_message,
    find_thread,
    message_named,
)
from aftercare.domain.conversations.states import (
    BY_CALENDAR,
    MOVES,
    Direction,
    EnvelopeState,
    MessageState,
)
from aftercare.domain.conversations.steps import (
    announce_message,
    kind_of_peer,
    lock_peers,
    start_thread,
)
from aftercare.domain.customers.steps import mark_undeliverable, meet
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.languages import language_of
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add
from aftercare.kit.states import move
from aftercare.kit.together import done_together


class NotAside(Refused):
    """What arrived was not set aside, or somebody has settled it already."""


class NotDiscarded(Refused):
    """What arrived was not thrown away, or is back already."""


MOST_AT_ONCE = 500
"""Envelopes tried again in one go."""


class Arrival(NamedTuple):
    """What has arrived at one of our addresses, under its name outside."""

    account: ChannelAccount
    external_id: str
    raw: IO[bytes]
    type: str = ""
    """What `raw` is, where its channel knows."""


@transaction.atomic
def accept_envelope(
    account: ChannelAccount,
    *,
    external_id: str,
    raw: IO[bytes] | bytes,
    cursor: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Envelope:
    """
    Store what arrived, before anything of it is read; a job takes it in later.

    What arrived before is not stored again. A `cursor` says how far a mailbox was read: it
    moves on together with what it stands for, or not at all.
    """
    actor.must(ConversationPermission.RECEIVE)
    if cursor is not None:
        ChannelAccount.objects.filter(pk=account.pk).update(cursor=dict(cursor))
    arrival = Arrival(account, external_id, BytesIO(raw) if isinstance(raw, bytes) else raw)
    try:
        with transaction.atomic():
            known, new = _store([arrival], at=at)
    except IntegrityError:  # it comes on another way in this very moment
        known, new = envelopes_named([_name_of(arrival)]), []
    _announce_accepted(new, actor=actor, at=at)
    return [*new, *known.values()][0]


@transaction.atomic
def accept_together(arrivals: Iterable[Arrival], *, actor: Actor, at: datetime) -> None:
    """Do as `accept_envelope` with each of many, all of them or none."""
    actor.must(ConversationPermission.RECEIVE)
    with done_together():
        _known, new = _store(list(arrivals), at=at)
        _announce_accepted(new, actor=actor, at=at)


def _name_of(arrival: Arrival) -> tuple[int, str]:
    """Return under which name something is there once."""
    return arrival.account.pk, arrival.external_id[:300]


def _store(
    arrivals: Sequence[Arrival], *, at: datetime
) -> tuple[dict[tuple[int, str], Envelope], list[Envelope]]:
    """Store what is new of some arrivals; return what was there already, and that."""
    known = envelopes_named([_name_of(each) for each in arrivals])
    new = {_name_of(each): each for each in arrivals if _name_of(each) not in known}
    files = store_all([(each.raw, each.type) for each in new.values()], at=at)
    envelopes = [
        Envelope(account=each.account, external_id=name, raw=file, received_at=at)
        for ((_account, name), each), file in zip(new.items(), files, strict=True)
    ]
    insert_all(envelopes)
    return known, envelopes


def _announce_accepted(envelopes: Iterable[Envelope], *, actor: Actor, at: datetime) -> None:
    for envelope in envelopes:
        later("conversations.handle_envelope", envelope_id=envelope.pk)
        announce(EnvelopeAccepted(envelope_id=envelope.pk), actor=actor, at=at)


@transaction.atomic
def receive_message(
    account: ChannelAccount,
    incoming: Incoming,
    *,
    envelope: Envelope | None = None,
    actor: Actor,
    at: datetime,
) -> Message | None:
    """
    Take in what somebody has written: find its conversation, or begin one.

    A bounce marks the message that came back and its address, and is no message. Received
    twice, it is there once. What one of us wrote in a program of the channel is ours.
    """
    actor.must(ConversationPermission.RECEIVE)
    lock_peers((account, incoming.peer))
    return enter_message(account, incoming, envelope=envelope, actor=actor, at=at)


@transaction.atomic
def enter_message(
    account: ChannelAccount,
    incoming: Incoming,
    *,
    envelope: Envelope | None = None,
    actor: Actor,
    at: datetime,
) -> Message | None:
    """Do as `receive_message`, for a caller who has locked the peer."""
    actor.must(ConversationPermission.RECEIVE)
    if incoming.bounce is not None:
        _take_back(account, incoming.bounce, actor=actor, at=at)
        return None
    said = find_message(account, incoming.external_id)
    if incoming.is_ours:  # the channel tells us what we have sent ourselves
        said = said or find_our_message(account, incoming.external_id)
    if said is not None and _is_same(said, incoming, envelope):
        return said

    incoming, thread = _thread_for(account, incoming, at=at)
    message = _write_down(thread, incoming, envelope, is_name_taken=said is not None, at=at)
    happened = MessageWrittenElsewhere if incoming.is_ours else MessageReceived
    announce_message(happened, message, actor=actor, at=at)
    if message.auto == BY_CALENDAR:
        announce_message(InvitationAnswered, message, actor=actor, at=at)
    return message


def _is_same(said: Message, incoming: Incoming, envelope: Envelope | None) -> bool:
    """Return whether a message of the same name is the same message, come once more."""
    if envelope is None or said.envelope_id in {None, envelope.pk}:
        return True
    says_the_same = (said.subject, said.text) == (incoming.subject[:500], incoming.text)
    return says_the_same or channel_of(said.account.kind).capabilities.names_are_unique


def _thread_for(
    account: ChannelAccount, incoming: Incoming, *, at: datetime
) -> tuple[Incoming, Thread]:
    """Return what came, with its language, and where it belongs."""
    said = f"{incoming.subject}\n{incoming.reply_text or incoming.text}"
    language = incoming.language or language_of(said)
    channel = kind_of_peer(account, incoming.peer)
    contact = meet(channel, incoming.peer, name=incoming.sender_name, language=language, at=at)
    if contact and not incoming.language and contact.language != language:
        language = language_of(said, likely=contact.language)
    incoming = replace(incoming, language=language)
    thread, refers_to = find_thread(account, incoming, contact)
    return incoming, thread or start_thread(
        account,
        peer=incoming.peer,
        contact=contact,
        subject=incoming.subject,
        refers_to=refers_to,
        at=at,
    )


def _write_down(
    thread: Thread,
    incoming: Incoming,
    envelope: Envelope | None,
    *,
    is_name_taken: bool,
    at: datetime,
) -> Message:
    name = incoming.external_id
    if is_name_taken and envelope:  # another message under the same name: some devices know one
        name = f"{name[:270]} {envelope.pk}"
    message = Message(
        thread=thread,
        account_id=thread.account_id,
        envelope=envelope,
        direction=Direction.OUT if incoming.is_ours else Direction.IN,
        status=MessageState.SENT if incoming.is_ours else MessageState.RECEIVED,
        external_id=name[:300],
        kind=incoming.kind[:20],
        answers=[each[:300] for each in incoming.answers[:50]],
        author="" if incoming.is_ours or not thread.contact_id else f"contact:{thread.contact_id}",
        sender_name=incoming.sender_name[:200],
        sender_address=incoming.peer[:200],
        to=[each[:200] for each in incoming.to[:100]],
        cc=[each[:200] for each in incoming.cc[:100]],
        subject=incoming.subject[:500],
        text=incoming.text,
        reply_text=incoming.reply_text,
        html=incoming.html,
        language=incoming.language[:12],
        auto=incoming.auto,
        problems=[each[:80] for each in incoming.problems],
        at=at,
    )
    add(message)
    message_named.now((message.account_id, message.external_id), message)
    _keep_files(message, incoming, at=at)
    _note_speaker(thread, incoming.peer, at=at)
    return message


def _note_speaker(thread: Thread, peer: str, *, at: datetime) -> None:
    participants = sorted({*thread.participants, peer})
    if (thread.last_message_at, thread.participants) != (at, participants):
        thread.last_message_at, thread.participants = at, participants
        thread.save(update_fields=["last_message_at", "participants"])


def _keep_files(message: Message, incoming: Incoming, *, at: datetime) -> None:
    for each in incoming.attachments:
        if not each.ref:
            file = MessageFile(message=message, file=store(each.content, at=at))
            file.name, file.inline = tidy(each.name), each.inline
            file.content_id = each.content_id[:200]
            add(file)
        else:
            awaited = AwaitedFile.objects.create(
                message=message, name=tidy(each.name), ref=each.ref
            )
            later("conversations.fetch_file", awaited_file_id=awaited.pk)


def _take_back(account: ChannelAccount, bounce: Bounce, *, actor: Actor, at: datetime) -> None:
    sent = Message.objects.filter(account__address__iexact=account.address, direction=Direction.OUT)
    message = sent.filter(external_id=bounce.message_id).first() if bounce.message_id else None
    # Anybody can send us what looks like a bounce: it counts for whom we have written to.
    written_to = message.to + message.cc if message else []
    if bounce.recipient in written_to or sent.filter(to__contains=[bounce.recipient]).exists():
        mark_undeliverable("email", bounce.recipient, why=bounce.status, at=at)
    # Where only a copy came back, the answer itself has arrived.
    is_copy = message is not None and bounce.recipient in {*message.cc} - {*message.to}
    if message and not is_copy and MessageState.BOUNCED in MOVES[message.status]:
        move(message, MessageState.BOUNCED, moves=MOVES, trouble=bounce.status[:300])
        announce_message(MessageBounced, message, actor=actor, at=at, status=bounce.status[:40])


@transaction.atomic
def put_envelope_aside(envelope: Envelope, *, problem: str, actor: Actor, at: datetime) -> None:
    """Keep what cannot be taken in where people see it, with the reason."""
    actor.must(ConversationPermission.RECEIVE)
    waiting = Envelope.objects.filter(pk=envelope.pk, status=EnvelopeState.WAITING)
    if waiting.update(status=EnvelopeState.ASIDE, problem=problem[:300]):
        announce(EnvelopePutAside(envelope_id=envelope.pk), actor=actor, at=at)


@transaction.atomic
def retry_envelope(envelope: Envelope, *, actor: Actor, at: datetime) -> None:
    """Try again to take in what was set aside. Raises `NotAside`."""
    actor.must(ConversationPermission.VIEW)
    _settle(envelope, EnvelopeState.WAITING, actor=actor, at=at)
    later("conversations.handle_envelope", envelope_id=envelope.pk)
    announce(EnvelopeSettled(envelope_id=envelope.pk, outcome="retried"), actor=actor, at=at)


@transaction.atomic
def discard_envelope(envelope: Envelope, *, actor: Actor, at: datetime) -> None:
    """Throw away what was set aside; its bytes stay. Raises `NotAside`."""
    actor.must(ConversationPermission.VIEW)
    _settle(envelope, EnvelopeState.DISCARDED, actor=actor, at=at)
    announce(EnvelopeSettled(envelope_id=envelope.pk, outcome="discarded"), actor=actor, at=at)


@transaction.atomic
def restore_envelope(envelope: Envelope, *, actor: Actor, at: datetime) -> None:
    """Take back that something was thrown away: it is aside again. Raises `NotDiscarded`."""
    actor.must(ConversationPermission.VIEW)
    discarded = Envelope.objects.filter(pk=envelope.pk, status=EnvelopeState.DISCARDED)
    if not discarded.update(status=EnvelopeState.ASIDE):
        raise NotDiscarded(_("It is not thrown away any more."))
    announce(EnvelopeSettled(envelope_id=envelope.pk, outcome="restored"), actor=actor, at=at)


@transaction.atomic
def retry_all_envelopes(*, actor: Actor, at: datetime) -> int:
    """Try again to take in all that was set aside, and return how much there was."""
    actor.must(ConversationPermission.VIEW)
    aside = Envelope.objects.select_for_update(skip_locked=True).filter(status=EnvelopeState.ASIDE)
    envelopes = list(aside.order_by("pk")[:MOST_AT_ONCE])
    for envelope in envelopes:
        retry_envelope(envelope, actor=actor, at=at)
    return len(envelopes)


def _settle(envelope: Envelope, status: EnvelopeState, *, actor: Actor, at: datetime) -> None:
    aside = Envelope.objects.filter(pk=envelope.pk, status=EnvelopeState.ASIDE)
    if not aside.update(status=status):
        raise NotAside(_("Somebody has settled this already."))
