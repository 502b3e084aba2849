from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.domain.customers.models import Account, ChannelIdentity, Consent, Contact
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import normal_peer
from aftercare.kit.actors import Actor


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Return the customers `actor` may see; a customer sees their own account."""
    accounts = Account.objects.order_by("name", "pk")
    if actor.kind == "customer":
        return accounts.filter(pk=actor.account_id or 0)
    return accounts if actor.may(CustomerPermission.VIEW) else accounts.none()


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the people `actor` may see, without those merged or forgotten."""
    contacts = Contact.objects.filter(merged_into=None, forgotten_at=None)
    contacts = contacts.select_related("account").order_by("name", "pk")
    if actor.kind == "customer":
        return contacts.filter(account=actor.account_id, account__isnull=False)
    return contacts if actor.may(CustomerPermission.VIEW) else contacts.none()


def find_identity(channel: str, typed: str, *, country: str = "") -> ChannelIdentity | None:
    """Return the address as it is known on a channel today."""
    peer = normal_peer(channel, typed, country=country)
    known = ChannelIdentity.objects.filter(channel=channel, peer=peer, valid_until=None)
    return known.select_related("contact__account").first() if peer else None


def identities_of(contact: Contact) -> QuerySet[ChannelIdentity]:
    """Return the addresses of a person, those of today first."""
    return ChannelIdentity.objects.filter(contact=contact).order_by("-valid_until", "pk")


def has_consent(contact: Contact, purpose: str, channel: str) -> bool:
    """Return whether somebody agrees to be written to for this; the newest word counts."""
    words = Consent.objects.filter(contact=contact, purpose=purpose, channel=channel)
    newest = words.order_by("-at", "-pk").first()
    return newest is not None and newest.given


def likely_duplicates(contact: Contact) -> QuerySet[Contact]:
    """Return who may be the same person: the same name, here or in the same account."""
    if not contact.name:
        return Contact.objects.none()
    same = Q(name__iexact=contact.name) & (Q(account=contact.account_id) | Q(account=None))
    others = Contact.objects.filter(same, merged_into=None, forgotten_at=None)
    return others.exclude(pk=contact.pk).select_related("account").order_by("pk")[:5]


Exporter = Callable[[Contact], dict[str, Any]]
_exporters: dict[str, Exporter] = {}


def register_exporter(name: str, exporter: Exporter) -> None:
    """Let an app add what it keeps of a person to the export of their data."""
    _exporters[name] = exporter


def everything_about(contact: Contact) -> dict[str, Any]:
    """Return all that is kept of a person, in this app and those above it."""
    own = {
        "name": contact.name,
        "title": contact.title,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "note": contact.note,
        "account": contact.account.name if contact.account else None,
        "since": contact.since.isoformat(),
        "addresses": [
            {"channel": each.channel, "address": each.shown, "standing": each.standing}
            for each in identities_of(contact)
        ],
        "consents": [
            {
                "purpose": each.purpose,
                "channel": each.channel,
                "given": each.given,
                "proof": each.proof,
                "at": each.at.isoformat(),
            }
            for each in Consent.objects.filter(contact=contact).order_by("pk")
        ],
    }
    return {"contact": own} | {name: export(contact) for name, export in _exporters.items()}


def zone_of(contact: Contact) -> str:
    """Return the time zone in which a person lives: their own, else that of their account."""
    return contact.time_zone or (contact.account.time_zone if contact.account else "")
