"""Many people at once of whom nothing is known but a mail address and a name."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from aftercare.base.journal.steps import announce_all
from aftercare.base.search.steps import file_later, forget_all
from aftercare.base.spreadsheets.queries import named_by_nobody
from aftercare.domain.customers.events import ContactsImported, CustomerRemoved
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.queries import account_at
from aftercare.domain.customers.states import Channel
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all, insert_all
from aftercare.kit.domains import domain_of
from aftercare.kit.refs import Ref


class Stranger(NamedTuple):
    """Somebody nobody knows so far: their address as it was written, their name, since when."""

    typed: str
    name: str
    since: datetime


def accounts_of(peers: Collection[str]) -> dict[str, Account]:
    """Return whose people write from mail addresses, by the domains of those. One query."""
    found = account_at.ask(list({domain_of(peer) for peer in peers}))
    return {peer: found[domain_of(peer)] for peer in peers if domain_of(peer) in found}


def meet_all(
    strangers: Mapping[str, Stranger], *, actor: Actor, at: datetime
) -> dict[str, Contact]:
    """
    Make the acquaintance of many, by their mail addresses as those are compared.

    As `meet` does of one, with one event for all. Who is known is not to be among them.
    """
    if not strangers:
        return {}
    accounts = accounts_of(strangers)
    met = {
        peer: Contact(account=accounts.get(peer), name=each.name[:120], since=each.since)
        for peer, each in strangers.items()
    }
    people = list(met.values())
    insert_all(people)
    insert_all([_identity(met[peer], peer, each) for peer, each in strangers.items()])
    keys = [each.pk for each in people]
    file_later("contact", keys, at=at)
    theirs = dict.fromkeys(each.account_id for each in people if each.account_id)
    announce_all([ContactsImported(tuple(keys), tuple(theirs))], actor=actor, at=at)
    return met


def _identity(contact: Contact, peer: str, stranger: Stranger) -> ChannelIdentity:
    return ChannelIdentity(
        contact=contact,
        channel=Channel.EMAIL,
        peer=peer,
        shown=stranger.typed.strip()[:200],
        valid_from=stranger.since,
    )


def part_from(contacts: Collection[int], *, actor: Actor, at: datetime) -> None:
    """Forget people who were met by mistake, as far as nothing else has to do with them."""
    known = ChannelIdentity.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    gone = named_by_nobody(Contact, contacts, but={ChannelIdentity: set(known)})
    ChannelIdentity.objects.filter(contact__in=gone).delete()
    delete_all(Contact, gone)
    forget_all(Ref("contact", key) for key in gone)
    announce_all([CustomerRemoved(contact_id=key) for key in sorted(gone)], actor=actor, at=at)
