from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.base.search.steps import Filing, filing, forget, index_all
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactAdded,
    ContactsMerged,
    ContactsUnmerged,
    CustomerEdited,
    CustomerRegistered,
    IdentityChanged,
)
from aftercare.domain.customers.models import (
    Account,
    AccountMerge,
    ChannelIdentity,
    Contact,
    ContactMerge,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import normal_peer
from aftercare.domain.customers.queries import account_at, find_identity, identity_at
from aftercare.domain.customers.states import AccountKind, Introduction
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.domains import domain_of
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add

READERS = [f"may:{CustomerPermission.VIEW}"]


class BadAddress(Refused):
    """What was typed cannot be an address on its channel."""


class AddressIsTaken(Refused):
    """The address is known as somebody else's."""


def change(row: Model, details: dict[str, Any]) -> tuple[str, ...]:
    """Write new values to a row, and return the names of those that differ."""
    changed = {name: value for name, value in details.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return tuple(changed)


def give_address(contact: Contact, channel: str, typed: str, *, at: datetime) -> ChannelIdentity:
    """Note an address as that of `contact`. Raises `BadAddress`, `AddressIsTaken`."""
    country = contact.account.country if contact.account else ""
    peer = normal_peer(channel, typed, country=country)
    if not peer:
        raise BadAddress(
            _("“%(typed)s” cannot be one. Numbers need their country, such as +63 2 8123 4567.")
            % {"typed": typed}
        )
    try:
        with transaction.atomic():
            return add(
                ChannelIdentity(
                    contact=contact, channel=channel, peer=peer, shown=typed.strip(), valid_from=at
                )
            )
    except IntegrityError:
        raise AddressIsTaken(
            _("“%(typed)s” is known as somebody else's. Merge the two if they are one person.")
            % {"typed": typed}
        ) from None


def announce_identity(
    identity: ChannelIdentity, happened: str, *, actor: Actor, at: datetime
) -> None:
    """Announce that something happened to an address of a person."""
    event = IdentityChanged(
        contact_id=identity.contact_id, channel_identity_id=identity.pk, change=happened
    )
    announce(event, actor=actor, at=at)


def file_account(account: Account, *, at: datetime) -> None:
    """Make a customer findable by name, number, mail domains and tags."""
    index_all([account_filing(account, at=at)])


def account_filing(account: Account, *, at: datetime) -> Filing:
    """Return what makes a customer findable."""
    return filing(
        ref(account),
        kind="account",
        code=account.code,
        title=account.name or account.code,
        body=" ".join([*account.domains, *account.tags, account.note]),
        facets={"tag": account.tags},
        readers=READERS,
        at=at,
    )


def file_contact(
    contact: Contact, *, known: Iterable[ChannelIdentity] | None = None, at: datetime
) -> None:
    """Make a person findable by name, position, customer and addresses, if those are `known`."""
    living = contact.identities.filter(valid_until=None) if known is None else known
    addresses = [address for each in living for address in (each.shown, each.peer)]
    index_all([contact_filing(contact, addresses, at=at)])


def contact_filing(contact: Contact, addresses: Sequence[str], *, at: datetime) -> Filing:
    """Return what makes a person findable who has these addresses."""
    account = contact.account.name if contact.account else ""
    return filing(
        ref(contact),
        kind="contact",
        code="",
        title=contact.name or next(iter(addresses), str(contact)),
        body=" ".join([contact.title, account, *addresses, *contact.tags]),
        facets={"tag": contact.tags},
        readers=READERS,
        at=at,
    )


def filings_of_accounts(keys: Sequence[int], at: datetime) -> list[Filing]:
    """Return what makes customers findable, by their keys."""
    accounts = Account.objects.select_for_update().filter(pk__in=keys, merged_into=None)
    return [account_filing(account, at=at) for account in accounts]


def filings_of_contacts(keys: Sequence[int], at: datetime) -> list[Filing]:
    """Return what makes people findable, by their keys."""
    held = Contact.objects.select_related("account").select_for_update(of=("self",))
    people = list(held.filter(pk__in=keys, merged_into=None, forgotten_at=None))
    living = ChannelIdentity.objects.filter(contact__in=people, valid_until=None)
    known: dict[int, list[str]] = {}
    for key, shown, peer in living.values_list("contact", "shown", "peer"):
        known.setdefault(key, []).extend([shown, peer])
    return [contact_filing(each, known.get(each.pk, []), at=at) for each in people]


def unfile(row: Account | Contact) -> None:
    """Take a customer or person out of the search."""
    forget(ref(row))


@transaction.atomic
def move_to_merged(event: ContactsMerged | AccountsMerged, *models: type[Model]) -> None:
    """
    Let the rows of the first of two merged customers be those of the second.

    Which they were is written down for `move_back`. A merge undone meanwhile moves nothing.
    """
    merge, field, first = _merge_of(event)
    if merge.undone_at is None:
        for model in models:
            _move(merge, model, field, (first, event.into), noted=model.__name__)


@transaction.atomic
def move_field_to_merged(event: AccountsMerged, model: type[Model], field: str) -> None:
    """Do what `move_to_merged` does for a column that is not called `account`."""
    merge, _field, first = _merge_of(event)
    if merge.undone_at is None:
        _move(merge, model, field, (first, event.into), noted=f"{model.__name__}.{field}")


def _move(
    merge: ContactMerge | AccountMerge,
    model: type[Model],
    field: str,
    way: tuple[int, int],
    *,
    noted: str,
) -> None:
    first, into = way
    rows = model._base_manager.filter(**{field: first})
    note_moved(merge, noted, list(rows.values_list("pk", flat=True)))
    rows.update(**{field: into})


@transaction.atomic
def move_back(event: ContactsUnmerged | AccountsUnmerged, *models: type[Model]) -> None:
    """Give back the rows that were moved when two customers were one, and still are there."""
    merge, field, first = _merge_of(event)
    for model in models:
        keys = merge.moved.get(model.__name__, [])
        rows = model._base_manager.filter(pk__in=keys, **{field: event.out_of})
        rows.update(**{field: first})


@transaction.atomic
def move_field_back(event: AccountsUnmerged, model: type[Model], field: str) -> None:
    """Give back what `move_field_to_merged` has moved, where it still is there."""
    merge, _field, first = _merge_of(event)
    keys = merge.moved.get(f"{model.__name__}.{field}", [])
    rows = model._base_manager.filter(pk__in=keys, **{field: event.out_of})
    rows.update(**{field: first})


def note_moved(merge: ContactMerge | AccountMerge, table: str, keys: list[int]) -> None:
    """Write down what a higher app has moved for a merge that it holds, to put it back."""
    merge.moved[table] = sorted({*merge.moved.get(table, []), *keys})
    merge.save(update_fields=["moved"])


def _merge_of(
    event: ContactsMerged | ContactsUnmerged | AccountsMerged | AccountsUnmerged,
) -> tuple[ContactMerge | AccountMerge, str, int]:
    """Return a merge, held so that who moves rows for it is alone; the field, the first of two."""
    if isinstance(event, ContactsMerged | ContactsUnmerged):
        people = ContactMerge.objects.select_for_update()
        return people.get(pk=event.contact_merge_id), "contact", event.contact_id
    accounts = AccountMerge.objects.select_for_update()
    return accounts.get(pk=event.account_merge_id), "account", event.account_id


def introduce(
    told: Introduction, *, contact: Contact | None = None, actor: Actor, at: datetime
) -> Contact:
    """
    Return who introduces themselves: whom we know by an address, else somebody new.

    With `contact` it is they who tell more of themselves. What we know already stays; what
    was missing (a name, an account, an address nobody else has) is filled in.
    """
    known = [recognise(channel, typed) for channel, typed in told.addresses]
    contact = contact or next(filter(None, known), None)
    account = Account.objects.filter(pk=told.account_id or 0).first()
    account = account or (contact.account if contact else None)
    if account is None and told.company.strip():
        account = _account_named(told.company.strip()[:160], actor=actor, at=at)
    is_new = contact is None
    contact = contact or Contact(since=at, language=told.language[:12])
    contact.name = contact.name or told.name.strip()[:120]
    contact.account = contact.account or account
    contact.save()
    for channel, typed in told.addresses:
        _note_address(contact, channel, typed, at=at)
    file_contact(contact, at=at)
    event = ContactAdded if is_new else CustomerEdited
    announce(event(contact_id=contact.pk, account_id=contact.account_id), actor=actor, at=at)
    return contact


def _account_named(name: str, *, actor: Actor, at: datetime) -> Account:
    known = Account.objects.filter(name__iexact=name).order_by("pk").first()
    if known:
        return known
    account = Account.objects.create(code=next_code("A", at=at), name=name, since=at)
    file_account(account, at=at)
    announce(CustomerRegistered(account_id=account.pk), actor=actor, at=at)
    return account


def _note_address(contact: Contact, channel: str, typed: str, *, at: datetime) -> None:
    country = contact.account.country if contact.account else ""
    peer = normal_peer(channel, typed, country=country)
    if peer and find_identity(channel, typed, country=country) is None:
        give_address(contact, channel, typed, at=at)


def recognise(channel: str, typed: str) -> Contact | None:
    """Return whose address this is, if anybody's."""
    known = find_identity(channel, typed)
    return known.contact if known else None


def meet(
    channel: str, typed: str, *, name: str = "", language: str = "", at: datetime
) -> Contact | None:
    """
    Return who has written from an address, making somebody's acquaintance if it is new.

    An address that was undeliverable works again. The name a stranger gives is a claim; it
    never changes whom we know already. Of two who meet the same stranger at once both get the
    same contact. An address that cannot be one gives nobody.
    """
    peer = normal_peer(channel, typed)
    known = find_identity(channel, typed)
    if known:
        _note_deliverable(known, at=at)
    if known or not peer:
        return known.contact if known else None
    try:
        with transaction.atomic():
            contact = add(
                Contact(
                    account=_account_of(peer), name=name[:120], language=language[:12], since=at
                )
            )
            identity = add(
                ChannelIdentity(
                    contact=contact,
                    channel=channel,
                    peer=peer,
                    shown=typed.strip()[:200],
                    valid_from=at,
                )
            )
    except IntegrityError:  # somebody else met them in this very moment
        return recognise(channel, typed)
    identity_at.now((channel, peer), identity)
    file_contact(contact, known=[identity], at=at)
    added = ContactAdded(contact_id=contact.pk, account_id=contact.account_id)
    announce(added, actor=SYSTEM, at=at)
    return contact


def expect(peers: Iterable[tuple[str, str]]) -> None:
    """Look up at once, in work done together, whom we are going to `meet`."""
    wanted = [(channel, normal_peer(channel, typed)) for channel, typed in peers]
    identity_at.ahead((channel, peer) for channel, peer in wanted if peer)
    account_at.ahead(domain_of(peer) for _channel, peer in wanted if "@" in peer)


def _account_of(peer: str) -> Account | None:
    return account_at(domain_of(peer)) if "@" in peer else None


def mark_undeliverable(channel: str, typed: str, *, why: str, at: datetime) -> None:
    """Note that nothing reaches an address. Noted twice, the first time counts."""
    known = find_identity(channel, typed)
    if known and known.undeliverable_at is None:
        known.undeliverable_at, known.undeliverable_why = at, why[:200]
        known.save(update_fields=["undeliverable_at", "undeliverable_why"])
        announce_identity(known, "undeliverable", actor=SYSTEM, at=at)


def _note_deliverable(known: ChannelIdentity, *, at: datetime) -> None:
    if known.undeliverable_at is not None:
        known.undeliverable_at, known.undeliverable_why = None, ""
        known.save(update_fields=["undeliverable_at", "undeliverable_why"])
        announce_identity(known, "deliverable", actor=SYSTEM, at=at)


def household_of(contact: Contact, *, actor: Actor, at: datetime) -> Account:
    """Return the account of a person; whoever has none gets a household of their own."""
    held = Contact.objects.select_for_update(of=("self",)).select_related("account")
    person = held.get(pk=contact.pk)
    if person.account:
        return person.account
    account = Account.objects.create(
        code=next_code("A", at=at),
        name=person.name,
        kind=AccountKind.HOUSEHOLD,
        language=person.language,
        since=at,
    )
    Contact.objects.filter(pk=person.pk).update(account=account)
    file_account(account, at=at)
    announce(CustomerRegistered(account_id=account.pk), actor=actor, at=at)
    return account
