import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import register_number
from aftercare.base.people.models import User
from aftercare.base.people.queries import Belonging
from aftercare.domain.customers.models import (
    Account,
    AccountMerge,
    ChannelIdentity,
    Consent,
    Contact,
    ContactMerge,
    DistinctContacts,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import normal_peer
from aftercare.kit.actors import Actor
from aftercare.kit.domains import is_public_domain
from aftercare.kit.together import Lookup

Row = TypeVar("Row", Account, Contact)

MOST_PROPOSED = 5


register_number("A", _("Customers"))


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Return the customers `actor` may see; a customer sees their own account."""
    accounts = Account.objects.filter(merged_into=None).order_by("name", "pk")
    if actor.kind == "customer":
        return accounts.filter(pk=actor.account_id or 0)
    return accounts if actor.may(CustomerPermission.VIEW) else accounts.none()


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the people `actor` may see, without those merged or forgotten."""
    contacts = Contact.objects.filter(merged_into=None, forgotten_at=None)
    contacts = contacts.select_related("account").order_by("name", "pk")
    if actor.kind == "customer":
        colleagues = Q(account=actor.account_id, account__isnull=False)
        return contacts.filter(colleagues | Q(pk=actor.contact_id))
    return contacts if actor.may(CustomerPermission.VIEW) else contacts.none()


def owned_by(actor: Actor) -> Q:
    """Return the condition that a row is of the account or the person a customer signs in for."""
    theirs = Q(pk=None)
    if actor.account_id:
        theirs |= Q(account=actor.account_id)
    if actor.contact_id:
        theirs |= Q(contact=actor.contact_id)
    return theirs


def customer_behind(user: User) -> Belonging:
    """
    Return for whom a customer signs in: whom we know by the address they have proven. One query.

    So it follows when people are merged or an address becomes somebody else's.
    """
    known = find_identity("email", user.email)
    if known is None or known.contact.forgotten_at:
        return Belonging()
    contact = goes_on_as(known.contact)
    account = goes_on_as(contact.account) if contact.account else None
    return Belonging(account_id=account.pk if account else None, contact_id=contact.pk)


def undeliverable_identities(actor: Actor) -> QuerySet[ChannelIdentity]:
    """Return the addresses in use at which nothing arrives, the newest first."""
    lost = ChannelIdentity.objects.filter(
        undeliverable_at__isnull=False, valid_until=None, contact__in=visible_contacts(actor)
    )
    return lost.select_related("contact__account").order_by("-pk")


def unreachable_among(peers: Iterable[str]) -> dict[str, str]:
    """Return at which of these addresses nothing arrives, and why."""
    living = ChannelIdentity.objects.filter(peer__in=peers, valid_until=None)
    lost = living.filter(undeliverable_at__isnull=False)
    return dict(lost.values_list("peer", "undeliverable_why"))


def visible_contact_merges(actor: Actor) -> QuerySet[ContactMerge]:
    """Return the merges of people that still hold, the newest first."""
    into = visible_contacts(actor).order_by()
    merges = ContactMerge.objects.filter(into__in=into, undone_at=None)
    return merges.select_related("contact", "into").order_by("-pk")


def visible_account_merges(actor: Actor) -> QuerySet[AccountMerge]:
    """Return the merges of customers that still hold, the newest first."""
    into = visible_accounts(actor).order_by()
    merges = AccountMerge.objects.filter(into__in=into, undone_at=None)
    return merges.select_related("account", "into").order_by("-pk")


def find_identity(channel: str, typed: str, *, country: str = "") -> ChannelIdentity | None:
    """Return the address as it is known on a channel today."""
    peer = normal_peer(channel, typed, country=country)
    return identity_at((channel, peer)) if peer else None


@Lookup
def identity_at(addresses: list[tuple[str, str]]) -> dict[tuple[str, str], ChannelIdentity]:
    """Return who is known today at each of these (channel, address)."""
    living = ChannelIdentity.objects.filter(
        channel__in={channel for channel, _peer in addresses},
        peer__in={peer for _channel, peer in addresses},
        valid_until=None,
    )
    known = living.select_related("contact__account")
    return {(each.channel, each.peer): each for each in known}


@Lookup
def account_at(domains: list[str]) -> dict[str, Account]:
    """Return whose each of these mail domains is, if it is that of one customer alone."""
    owners: dict[str, list[Account]] = {domain: [] for domain in domains}
    for account in Account.objects.filter(domains__overlap=domains, merged_into=None):
        for domain in owners.keys() & set(account.domains):
            owners[domain].append(account)
    return {domain: found[0] for domain, found in owners.items() if len(found) == 1}


def has_customers_at(domain: str) -> bool:
    """Return whether an account of ours has this mail domain."""
    return Account.objects.filter(domains__contains=[domain], merged_into=None).exists()


def identities_of(contact: Contact) -> QuerySet[ChannelIdentity]:
    """Return the addresses of a person, those of today first."""
    return ChannelIdentity.objects.filter(contact=contact).order_by("-valid_until", "pk")


def has_consent(contact: Contact, purpose: str, channel: str) -> bool:
    """Return whether somebody agrees to be written to for this; the newest word counts."""
    words = Consent.objects.filter(contact=contact, purpose=purpose, channel=channel)
    newest = words.order_by("-at", "-pk").first()
    return newest is not None and newest.given


def selves_of(row: Account | Contact) -> list[int]:
    """Return the keys under which a contact or account was known, with those merged into it."""
    rows = type(row)._base_manager
    known, found = [row.pk], [row.pk]
    while found:
        found = list(rows.filter(merged_into__in=found).values_list("pk", flat=True))
        known += found
    return known


def goes_on_as(row: Row) -> Row:
    """Return the contact or account that `row` was merged into, or itself."""
    while row.merged_into is not None:
        row = row.merged_into
    return row


def likely_duplicates(contact: Contact) -> QuerySet[Contact]:
    """
    Return who may be the same person. A proposal only: nobody is merged by likeness.

    The same name in the same account, or where either has none; the same name and a mail
    domain that is not a public one; or an address both of them claim to have had.
    """
    addresses = list(contact.identities.values_list("channel", "peer"))
    domains = {peer.rpartition("@")[2] for channel, peer in addresses if channel == "email"}
    named = Contact.objects.none()
    if contact.name:
        alike = Contact.objects.alias(lower=Lower("name")).filter(lower=contact.name.lower())
        here = Q(account=contact.account_id) | Q(account=None)
        for domain in domains:
            if not is_public_domain(domain):
                here |= Q(identities__channel="email", identities__peer__endswith=f"@{domain}")
        named = alike.filter(here if contact.account_id else here | Q(account__isnull=False))
    shared = ChannelIdentity.objects.filter(peer__in=[peer for _channel, peer in addresses])
    found = {*named.values_list("pk", flat=True), *shared.values_list("contact", flat=True)}
    others = Contact.objects.filter(pk__in=found - _distinct_from(contact))
    others = others.filter(merged_into=None, forgotten_at=None).select_related("account")
    return others.order_by("pk")[:MOST_PROPOSED]


def _distinct_from(contact: Contact) -> set[int]:
    pairs = DistinctContacts.objects.filter(Q(one=contact) | Q(other=contact))
    told_apart = {key for pair in pairs.values_list("one", "other") for key in pair}
    return told_apart | {contact.pk}


def likely_duplicate_accounts(account: Account) -> QuerySet[Account]:
    """Return which accounts may be the same customer: the same mail domain, or the same name."""
    domains = [each for each in account.domains if not is_public_domain(each)]
    alike = Q(name__iexact=account.name) if account.name else Q(pk=None)
    same = alike | Q(domains__overlap=domains) if domains else alike
    others = Account.objects.filter(same, merged_into=None).exclude(pk=account.pk)
    return others.order_by("pk")[:MOST_PROPOSED]


@dataclass(frozen=True)
class Person:
    """What a person is known by, for those who hand out or erase what they keep of them."""

    ids: list[int]
    """Keys of the contact and of those merged into it."""
    account_ids: list[int]
    names: list[str]
    addresses: list[str]

    def scrub(self, text: str) -> str:
        """Return `text` without the names and addresses of the person."""
        whole = sorted({*self.names, *self.addresses}, key=len, reverse=True)
        for trace in filter(None, whole):
            text = re.sub(re.escape(trace), "…", text, flags=re.IGNORECASE)
        # Parts of a name may be plain words ("Will"), so they have to be written as names are.
        parts = {part for name in self.names for part in name.split() if len(part) > 1}
        for part in parts:
            text = re.sub(rf"\b{re.escape(part)}\b", "…", text)
        return text


def person_of(contact: Contact) -> Person:
    """Return what a person is and was known by."""
    ids = selves_of(contact)
    selves = list(Contact.objects.filter(pk__in=ids))
    identities = ChannelIdentity.objects.filter(contact__in=ids)
    addresses = {each for pair in identities.values_list("peer", "shown") for each in pair}
    return Person(
        ids=ids,
        account_ids=sorted({each.account_id for each in selves if each.account_id}),
        names=sorted({each.name for each in selves if each.name}),
        addresses=sorted(addresses),
    )


@dataclass(frozen=True)
class Keeper:
    """How an app that keeps something of persons hands it out and erases it."""

    name: str
    export: Callable[[Person], Any]
    erase: Callable[[Person, datetime], None]


_keepers: dict[str, Keeper] = {}


def register_keeper(keeper: Keeper) -> None:
    """Let an app take part in export and erasure; it calls this once, when it is ready."""
    _keepers[keeper.name] = keeper


def keepers() -> list[Keeper]:
    """Return who keeps something of persons, the lowest app first."""
    return list(_keepers.values())


def everything_about(contact: Contact) -> dict[str, Any]:
    """Return all that is kept of a person, in this app and those above it."""
    person = person_of(contact)
    return {"contact": _card(contact, person)} | {
        keeper.name: keeper.export(person) for keeper in keepers()
    }


def _card(contact: Contact, person: Person) -> dict[str, Any]:
    identities = ChannelIdentity.objects.filter(contact__in=person.ids).order_by("pk")
    consents = Consent.objects.filter(contact__in=person.ids).order_by("pk")
    return {
        "name": contact.name,
        "also_known_as": [each for each in person.names if each != contact.name],
        "title": contact.title,
        "salutation": contact.salutation,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "preferred_channel": contact.preferred,
        "tags": contact.tags,
        "note": contact.note,
        "account": contact.account.name if contact.account else None,
        "since": contact.since.isoformat(),
        "addresses": [
            {"channel": each.channel, "address": each.shown, "standing": each.standing}
            for each in identities
        ],
        "consents": [
            {
                "purpose": each.purpose,
                "channel": each.channel,
                "given": each.given,
                "proof": each.proof,
                "at": each.at.isoformat(),
            }
            for each in consents
        ],
    }


def zone_of(contact: Contact) -> str:
    """Return the time zone in which a person lives: their own, else that of their account."""
    return contact.time_zone or (contact.account.time_zone if contact.account else "")
