"""What spam shares with the way a message comes in: it is kept, and that is all."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from aftercare.domain.cases.models import BlockedSender, Case
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.queries.spam import blocked_senders, is_shared, what_blocks
from aftercare.domain.cases.steps import change_case, index_more
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.queries import is_address_of_ours
from aftercare.domain.conversations.states import NOBODY_WAITS
from aftercare.kit.actors import Actor
from aftercare.kit.domains import domain_of
from aftercare.kit.refusals import Refused
from aftercare.kit.together import ask_again


class CannotBlock(Refused):
    """Others would be blocked, too, or it is no sender."""


def block(address: str, *, case: Case | None, actor: Actor, at: datetime) -> BlockedSender:
    """
    Let what an address or a domain (`@…`) writes be kept as spam. Blocked twice, it is so once.

    Raises `CannotBlock`.
    """
    address = address.strip().casefold()
    name, _at, domain = address.rpartition("@")
    if "." not in domain or " " in address:
        raise CannotBlock(_("Enter a mail address, or a domain with an @ before it."))
    if name and is_address_of_ours(address):
        raise CannotBlock(_("%(address)s is an address of ours.") % {"address": address})
    if not name and is_shared(domain):
        raise CannotBlock(
            _("Others write from %(domain)s, too. Block the address alone.") % {"domain": domain}
        )
    blocked, _is_new = BlockedSender.objects.get_or_create(
        address=address,
        defaults={"case": case, "blocked_by_id": actor.id or None, "blocked_at": at},
    )
    ask_again(blocked_senders)
    return blocked


def hear_sender_again(address: str, case: Case) -> None:
    """Let an address be heard again, and its domain if that was blocked because of `case`."""
    BlockedSender.objects.filter(address=address).delete()
    BlockedSender.objects.filter(address=f"@{domain_of(address)}", case=case).delete()
    ask_again(blocked_senders)


def count_held(message: Message, *, at: datetime) -> None:
    """Count with who is blocked that one more message was kept."""
    key = what_blocks(message.sender_address)
    blocked = BlockedSender.objects.filter(address=key) if key else BlockedSender.objects.none()
    blocked.update(held=F("held") + 1, held_at=at)


def keep_quietly(case: Case, message: Message, *, at: datetime) -> None:
    """Note that something more was said in a case that is spam; nobody is told."""
    text = message.reply_text or message.text
    last_from = excerpt(message.sender_name or message.sender_address, 120)
    changes = {"active_at": at, "last_from": last_from, "last_text": excerpt(text)}
    if message.auto not in NOBODY_WAITS:
        changes["before_spam"] = ""  # they have spoken: brought back, it is open
    change_case(case, **changes)
    index_more(case, text, at=at)
