from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from aftercare.base.journal.queries import values_at_work
from aftercare.domain.conversations import ports
from aftercare.domain.conversations.models import (
    ChannelAccount,
    Envelope,
    Message,
    PeerTouch,
    Thread,
)
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.policies import base_subject
from aftercare.domain.conversations.ports import Glimpse, Incoming, channel_of
from aftercare.domain.conversations.ports.allowances import MESSAGE, RateScope, Room, room_to_write
from aftercare.domain.conversations.states import (
    GONE_OUT,
    LOST,
    Direction,
    EnvelopeState,
    MessageState,
)
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import Person
from aftercare.kit.actors import Actor
from aftercare.kit.secrets import unlock
from aftercare.kit.together import Lookup

SUBJECT_WINDOW = timedelta(days=14)
"""How long an answer without any mark finds its thread by sender and subject."""
GLIMPSED = 64 * 1024
"""Bytes of something unreadable that are looked at to tell whose it is."""


def visible_channels(actor: Actor) -> QuerySet[ChannelAccount]:
    """Return our accounts on channels, for who works with what arrives there."""
    channels = ChannelAccount.objects.order_by("name")
    return channels if actor.may(ConversationPermission.VIEW) else channels.none()


def visible_envelopes(actor: Actor) -> QuerySet[Envelope]:
    """Return what was set aside, the newest first, for who looks after the channels."""
    aside = Envelope.objects.filter(status=EnvelopeState.ASIDE).select_related("account", "raw")
    return aside.order_by("-pk") if actor.may(ConversationPermission.VIEW) else aside.none()


def envelopes_named(names: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Envelope]:
    """Return what has arrived in an account under each of these names."""
    arrived = Envelope.objects.filter(
        account__in={account for account, _name in names},
        external_id__in={name for _account, name in names},
    )
    return {(each.account_id, each.external_id): each for each in arrived}


def waiting_since(envelope_id: int, *, most: int, largest: int) -> list[Envelope]:
    """
    Return an envelope that waits and those that came after it: so many, so many bytes together.

    None of them if that one does not wait any longer.
    """
    waiting = Envelope.objects.filter(status=EnvelopeState.WAITING, raw__isnull=False)
    following = waiting.filter(pk__gte=envelope_id).select_related("account", "raw")
    found = list(following.order_by("pk")[:most])
    if not found or found[0].pk != envelope_id:
        return []
    sizes = accumulate(each.raw.size for each in found if each.raw)
    return [
        found[0],
        *(each for each, size in list(zip(found, sizes, strict=True))[1:] if size <= largest),
    ]


def forgotten_envelopes(*, before: datetime, most: int) -> list[Envelope]:
    """Return what has waited since `before`, the oldest first, although no job is there for it."""
    waiting = Envelope.objects.filter(status=EnvelopeState.WAITING, received_at__lt=before)
    tended = values_at_work("conversations.handle_envelope", "envelope_id")
    return [each for each in waiting.order_by("pk")[:most] if each.pk not in tended]


def thrown_away(actor: Actor) -> QuerySet[Envelope]:
    """Return what was thrown away, for who may take that back."""
    gone = Envelope.objects.filter(status=EnvelopeState.DISCARDED)
    return gone if actor.may(ConversationPermission.VIEW) else gone.none()


def lost_messages(actor: Actor) -> QuerySet[Message]:
    """Return what of ours did not arrive, or perhaps did, the newest first."""
    lost = Message.objects.filter(direction=Direction.OUT, status__in=LOST)
    lost = lost.select_related("account", "thread__contact").order_by("-pk")
    return lost if actor.may(ConversationPermission.SET_UP) else lost.none()


def messages_of(threads: Iterable[Thread]) -> QuerySet[Message]:
    """Return what was said in `threads`, the oldest first."""
    return Message.objects.filter(thread__in=threads).order_by("at", "pk")


def find_thread(
    account: ChannelAccount, incoming: Incoming, contact: Contact | None
) -> tuple[Thread | None, Thread | None]:
    """
    Return the thread a message belongs to, and one it only refers to.

    By the secret in our address, then by the ids of messages it answers: if the sender takes
    part there. A stranger who knows either gets a thread of their own that refers to it. Else
    by sender and subject, for an answer within some days; where a channel has no subjects, all
    that a peer says is one thread.
    """
    named = _named_thread(account, incoming)
    if named is not None:
        return (named, None) if _takes_part(named, incoming, contact) else (None, named)
    if not channel_of(account.kind).capabilities.subject:
        return Thread.objects.filter(account=account, peer=incoming.peer).last(), None
    subject, is_answer = base_subject(incoming.subject)
    if not is_answer or not subject or incoming.sent_at is None:
        return None, None
    return _recent_thread(account, incoming.peer, subject, incoming.sent_at), None


def _named_thread(account: ChannelAccount, incoming: Incoming) -> Thread | None:
    # Answers to a web form come back by mail: the address is what the two have in common.
    if incoming.token:
        thread = Thread.objects.filter(
            account__address__iexact=account.address, token=incoming.token
        ).first()
        if thread:
            return thread
    if not incoming.answers:
        return None
    said = Message.objects.filter(
        account__address__iexact=account.address, external_id__in=incoming.answers[:50]
    )
    newest = said.order_by("-pk").values("thread")[:1]
    return Thread.objects.select_related("contact").filter(pk__in=newest).first()


def _takes_part(thread: Thread, incoming: Incoming, contact: Contact | None) -> bool:
    if incoming.peer in thread.participants:
        return True
    ours = thread.contact.account_id if thread.contact else None
    return ours is not None and contact is not None and contact.account_id == ours


def _recent_thread(
    account: ChannelAccount, peer: str, subject: str, sent_at: datetime
) -> Thread | None:
    threads = Thread.objects.filter(
        Q(account=account, peer=peer, base_subject=subject),
        last_message_at__gte=sent_at - SUBJECT_WINDOW,
    )
    return threads.order_by("-last_message_at").first()


def find_message(account: ChannelAccount, external_id: str) -> Message | None:
    """Return the message of this name, ours or theirs."""
    return message_named((account.pk, external_id[:300]))


@Lookup
def message_named(names: list[tuple[int, str]]) -> dict[tuple[int, str], Message]:
    """Return the message of each of these names, in these accounts."""
    messages = Message.objects.filter(
        account__in={account for account, _name in names},
        external_id__in={name for _account, name in names},
    )
    found = messages.select_related("thread")
    return {(each.account_id, each.external_id): each for each in found}


def find_our_message(account: ChannelAccount, name: str) -> Message | None:
    """Return the message we sent, by our name for it or by that of the channel."""
    ours = Message.objects.filter(account=account, direction=Direction.OUT)
    named = ours.filter(Q(external_id=name[:300]) | Q(remote_id=name[:300]))
    return named.select_related("thread").first() if name else None


def sent_to(account: ChannelAccount, peer: str, *, until: datetime) -> QuerySet[Message]:
    """Return what we sent to a peer up to a time, the oldest first."""
    return (
        Message.objects.filter(
            account=account, thread__peer=peer, direction=Direction.OUT, sent_at__lte=until
        )
        .select_related("thread")
        .order_by("sent_at")
    )


def room_to_write_to(thread: Thread, *, but: Message | None = None, at: datetime) -> Room:
    """
    Return whether a channel lets us write in a thread now, until when, and how often still.

    What is just being sent (`but`) does not count against itself.
    """
    windows = channel_of(thread.account.kind).capabilities.windows
    if not windows:
        return Room(is_open=True)
    of_peer = Message.objects.filter(account=thread.account, thread__peer=thread.peer)
    opened = {
        touch.what: touch.at
        for touch in PeerTouch.objects.filter(account=thread.account, peer=thread.peer)
    }
    heard = of_peer.filter(direction=Direction.IN).order_by("-at").first()
    if heard:
        opened[MESSAGE] = heard.at
    since = at - max(window.lasts for window in windows)
    sent = of_peer.filter(direction=Direction.OUT, status__in=GONE_OUT, sent_at__gte=since)
    sent = sent.exclude(pk=but.pk) if but else sent
    moments = [each for each in sent.values_list("sent_at", flat=True) if each is not None]
    return room_to_write(windows, opened=opened, sent=moments, at=at)


def free_to_send(message: Message, *, at: datetime) -> datetime:
    """Return from when on the rates of its channel let a message go out: `at`, or later."""
    account = message.account
    sent = Message.objects.filter(account=account, direction=Direction.OUT, status__in=GONE_OUT)
    moments = [at]
    for rate in channel_of(account.kind).capabilities.rates:
        if most := rate.most_for(account.settings):
            counted = sent.filter(sent_at__gt=at - rate.within).order_by("-sent_at")
            if rate.scope == RateScope.PEER:
                counted = counted.filter(thread__peer=message.thread.peer)
            nth = counted.values_list("sent_at", flat=True)[most - 1 : most]
            moments += [each + rate.within for each in nth if each]
    return max(moments)


def wrote_automatically_since(peer: str, since: datetime) -> bool:
    """Return whether something went to a peer, on any channel, that no person had written."""
    automatic = Message.objects.filter(
        direction=Direction.OUT, thread__peer__iexact=peer, at__gte=since
    ).exclude(Q(author__startswith="user:") | Q(author=""))
    return automatic.exists()


def last_heard(thread: Thread) -> Message | None:
    """Return what the other side said last in a thread."""
    heard = Message.objects.filter(thread=thread, direction=Direction.IN)
    return heard.order_by("-at", "-pk").first()


def account_to_start_from(kind: str) -> ChannelAccount | None:
    """Return our account from which a conversation on a channel is begun."""
    return ChannelAccount.objects.filter(kind=kind, active=True).order_by("pk").first()


def most_bytes(thread: Thread) -> int | None:
    """Return how large a file that goes out in `thread` may be; None if it does not matter."""
    taken = ports.channel_of(thread.account.kind).capabilities.media.get("file")
    return taken.largest if taken else None


def adapter_account(account: ChannelAccount) -> ports.Account:
    """Return what an adapter needs to know of an account, secrets included."""
    return ports.Account(
        code=account.code,
        name=account.name,
        address=account.address,
        settings=account.settings,
        secrets=unlock(account.secrets),
    )


def messages_by(person: Person) -> QuerySet[Message]:
    """Return what was said to or by a person: in their conversations, or by them in others'."""
    own = Q(thread__contact__in=person.ids) | Q(author__in=[f"contact:{pk}" for pk in person.ids])
    return Message.objects.filter(own | Q(sender_address__in=person.addresses)).order_by("pk")


def threads_shared_with(person: Person) -> QuerySet[Thread]:
    """Return others' conversations in which a person takes part."""
    shared = Thread.objects.filter(participants__overlap=person.addresses)
    return shared.exclude(contact__in=person.ids)


def said_with(person: Person) -> list[dict[str, Any]]:
    """Return what was said with a person, for the export of their data."""
    messages = messages_by(person).prefetch_related("files__file")
    return [
        {
            "at": each.at.isoformat(),
            "direction": each.direction,
            "from": each.sender_address,
            "to": each.to,
            "cc": each.cc,
            "subject": each.subject,
            "text": each.text,
            "files": [
                {"name": file.name, "type": file.file.type, "sha256": file.file.sha256}
                for file in each.files.all()
            ],
        }
        for each in messages
    ]


@dataclass(frozen=True)
class Health:
    """How an account is: when something last came in, what waits, what was lost or set aside."""

    heard_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    lost: int
    aside: int


def health_of(accounts: Iterable[ChannelAccount]) -> dict[int, Health]:
    """Return how each of `accounts` is. Four queries, however many they are."""
    keys = [account.pk for account in accounts]
    newest = Envelope.objects.filter(account=OuterRef("pk")).order_by("-pk")
    heard = ChannelAccount.objects.filter(pk__in=keys).annotate(
        heard_at=Subquery(newest.values("received_at")[:1])
    )
    last = dict(heard.values_list("pk", "heard_at"))
    queue = Message.objects.filter(status__in=[MessageState.QUEUED, MessageState.SENDING])
    rows = queue.order_by().values_list("account").annotate(Count("pk"), Min("at"))
    waiting = {key: (count, since) for key, count, since in rows}
    lost = _counted(Message.objects.filter(direction=Direction.OUT, status__in=LOST))
    aside = _counted(Envelope.objects.filter(status=EnvelopeState.ASIDE))
    return {
        key: Health(
            last.get(key), *waiting.get(key, (0, None)), lost.get(key, 0), aside.get(key, 0)
        )
        for key in keys
    }


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("account").annotate(Count("pk")))


def kept_secrets(account: ChannelAccount) -> set[str]:
    """Return which secrets of an account we have; what they are, nobody is told."""
    return {name for name, value in unlock(account.secrets).items() if value}


def trouble_with(account: ChannelAccount) -> list[str]:
    """Connect as the account does, and return what is wrong in words. Takes as long as that."""
    return channel_of(account.kind).check(adapter_account(account))


def consent_of(account: ChannelAccount) -> ports.ConsentState:
    """Return how it stands with the consent by which an account lets us in."""
    look = getattr(channel_of(account.kind), "consent_of", None)
    if look is None:
        return ports.ConsentState.NOT_ASKED
    trouble = f"{account.trouble} {account.sending_trouble}"
    found: ports.ConsentState = look(adapter_account(account), trouble)
    return found


def glimpse_of(envelope: Envelope) -> Glimpse:
    """Return what the beginning of something set aside tells, if its channel knows how."""
    look = getattr(channel_of(envelope.account.kind), "glimpse", None)
    if look is None or envelope.raw is None:
        return Glimpse()
    with suppress(Exception), envelope.raw.open() as content:
        found: Glimpse = look(content.read(GLIMPSED))
        return found
    return Glimpse()


def is_address_of_ours(address: str) -> bool:
    """Return whether an account of ours has an address; beginning with @, is at that domain."""
    accounts = ChannelAccount.objects.all()
    if address.startswith("@"):
        return accounts.filter(address__iendswith=address).exists()
    return accounts.filter(address__iexact=address).exists()
