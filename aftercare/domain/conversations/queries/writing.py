"""To whom we write, and from which of our accounts."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aftercare.domain.conversations.models import ChannelAccount, Message, Thread
from aftercare.domain.conversations.policies import without_suffix
from aftercare.domain.conversations.ports import MayStart, channel_of
from aftercare.domain.conversations.states import BY_MACHINES, Direction


class Recipients(NamedTuple):
    """To whom an answer goes, and to whom in copy."""

    to: str
    cc: tuple[str, ...] = ()


def recipients_of_answer(thread: Thread, heard: Message | None) -> Recipients:
    """
    Return to whom an answer to what was said last goes, and in copy the others it was sent to.

    None of them is one of ours. Where a channel knows no copies, it goes to the other side.
    """
    if heard is None or not channel_of(thread.account.kind).capabilities.cc:
        return Recipients(thread.peer)
    to = heard.sender_address or thread.peer
    named = dict.fromkeys(each.casefold() for each in (*heard.to, *heard.cc) if "@" in each)
    others = _without(named, {to.casefold(), thread.account.address.casefold()})
    if not others:
        return Recipients(to)
    ours = ChannelAccount.objects.values_list("address", flat=True)
    return Recipients(to, tuple(_without(others, {each.casefold() for each in ours})))


def _without(addresses: Iterable[str], these: set[str]) -> list[str]:
    return [each for each in addresses if not {each, without_suffix(each)} & these]


def last_of_person(thread: Thread) -> Message | None:
    """Return what the other side said last in a thread, machines left out."""
    heard = Message.objects.filter(thread=thread, direction=Direction.IN)
    return heard.exclude(auto__in=BY_MACHINES).order_by("-at", "-pk").first()


def ways_to_begin(peers: Mapping[str, str]) -> list[tuple[ChannelAccount, str]]:
    """Return from which of our accounts we may write first, and where: `peers` by channel."""
    accounts = ChannelAccount.objects.filter(kind__in=peers, active=True).order_by("pk")
    return [
        (each, peers[each.kind])
        for each in accounts
        if channel_of(each.kind).capabilities.may_start == MayStart.ANYONE
    ]


def account_for_letters() -> ChannelAccount | None:
    """Return our account for what is written on a page of ours, and answered by a letter."""
    accounts = ChannelAccount.objects.filter(active=True).order_by("pk")
    able = [(channel_of(each.kind).capabilities, each) for each in accounts]
    letters = [(not can.is_public_form, each) for can, each in able if can.subject]
    return min(letters, key=lambda pair: pair[0], default=(False, None))[1]


def are_letters(thread: Thread) -> bool:
    """Return whether what is said in a thread are letters with a subject, not a chat."""
    return channel_of(thread.account.kind).capabilities.subject
