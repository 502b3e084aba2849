"""Whose messages are kept as spam, and who may be blocked."""

from django.db.models import QuerySet

from aftercare.domain.cases.models import BlockedSender, Case
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries.cases import messages_in
from aftercare.domain.conversations.queries import is_address_of_ours
from aftercare.domain.conversations.states import Direction
from aftercare.domain.customers.queries import has_customers_at
from aftercare.kit.actors import Actor
from aftercare.kit.domains import domain_of, is_public_domain
from aftercare.kit.together import asked_once


@asked_once
def blocked_senders() -> frozenset[str]:
    """Return the addresses that are blocked, and the domains, each with an @ before it."""
    return frozenset(BlockedSender.objects.values_list("address", flat=True))


def what_blocks(address: str) -> str:
    """Return what keeps the messages of an address as spam: it, its domain, or nothing."""
    address = address.casefold()
    blocked = blocked_senders()
    if address in blocked:
        return address
    domain = f"@{domain_of(address)}" if "@" in address else ""
    return domain if domain in blocked else ""


def visible_blocked_senders(actor: Actor) -> QuerySet[BlockedSender]:
    """Return who is blocked, the last first, for who sets up how cases come in."""
    rows = BlockedSender.objects.select_related("case", "blocked_by").order_by("-blocked_at", "-pk")
    return rows if actor.may(CasePermission.SET_UP) else rows.none()


def sender_of(case: Case) -> str:
    """Return from which mail address the customer of a case wrote last, or nothing."""
    heard = messages_in(case).filter(direction=Direction.IN, sender_address__contains="@")
    return (heard.values_list("sender_address", flat=True).last() or "").casefold()


def is_shared(domain: str) -> bool:
    """Return whether others than one sender write from a domain: anybody, customers, or we."""
    return is_public_domain(domain) or has_customers_at(domain) or is_address_of_ours(f"@{domain}")
