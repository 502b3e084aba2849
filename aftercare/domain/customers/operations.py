from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.customers.events import (
    ConsentChanged,
    ContactAdded,
    ContactExported,
    ContactForgotten,
    ContactsMerged,
    ContactsUnmerged,
    CustomerEdited,
    CustomerRegistered,
    IdentityChanged,
)
from aftercare.domain.customers.models import (
    Account,
    Address,
    ChannelIdentity,
    Consent,
    Contact,
    ContactMerge,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import normal_peer
from aftercare.domain.customers.queries import everything_about
from aftercare.domain.customers.states import Standing
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

FORGET = "FORGET"
"""The word somebody types to erase a person's data."""


class NameMissing(Refused):
    """A customer needs a name."""


class BadAddress(Refused):
    """What was typed cannot be an address on its channel."""


class AddressIsTaken(Refused):
    """The address is known as somebody else's."""


class CannotMerge(Refused):
    """The two contacts cannot become one."""


class NotConfirmed(Refused):
    """Erasing takes the typed word."""


class ProofMissing(Refused):
    """A consent is worth nothing without the words or the source it rests on."""


@transaction.atomic
def register_account(*, name: str, actor: Actor, at: datetime, **details: Any) -> Account:
    """Take a company or a household into the books. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(name)
    account = Account.objects.create(
        code=next_code("A", at=at), name=name.strip(), since=at, **details
    )
    announce(CustomerRegistered(account_id=account.pk), actor=actor, at=at)
    return account


@transaction.atomic
def edit_account(account: Account, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we know of a customer. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(details.get("name", account.name))
    changed = _change(account, details)
    announce(CustomerEdited(account_id=account.pk, changed=changed), actor=actor, at=at)


@transaction.atomic
def add_contact(
    account: Account | None,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    actor: Actor,
    at: datetime,
    **details: Any,
) -> Contact:
    """
    Make a person's acquaintance, with the addresses they gave.

    Raises `NameMissing`, `BadAddress`, `AddressIsTaken`.
    """
    actor.must(CustomerPermission.EDIT)
    _must_name(name)
    contact = Contact.objects.create(account=account, name=name.strip(), since=at, **details)
    for channel, typed in (("email", email), ("phone", phone)):
        if typed.strip():
            _give_address(contact, channel, typed, at=at)
    added = ContactAdded(contact_id=contact.pk, account_id=contact.account_id)
    announce(added, actor=actor, at=at)
    return contact


@transaction.atomic
def edit_contact(contact: Contact, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we know of a person, or whose person it is. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(details.get("name", contact.name))
    changed = _change(contact, details)
    edited = CustomerEdited(account_id=contact.account_id, contact_id=contact.pk, changed=changed)
    announce(edited, actor=actor, at=at)


@transaction.atomic
def add_identity(
    contact: Contact, *, channel: str, typed: str, actor: Actor, at: datetime
) -> ChannelIdentity:
    """Note another address of a person. Raises `BadAddress`, `AddressIsTaken`."""
    actor.must(CustomerPermission.EDIT)
    identity = _give_address(contact, channel, typed, at=at)
    _announce_identity(identity, "added", actor=actor, at=at)
    return identity


@transaction.atomic
def verify_identity(identity: ChannelIdentity, *, how: str, actor: Actor, at: datetime) -> None:
    """Note that an address is really somebody's, and how we know."""
    actor.must(CustomerPermission.EDIT)
    identity.standing, identity.verified_by = Standing.VERIFIED, how[:60]
    identity.save(update_fields=["standing", "verified_by"])
    _announce_identity(identity, "verified", actor=actor, at=at)


@transaction.atomic
def retire_identity(identity: ChannelIdentity, *, actor: Actor, at: datetime) -> None:
    """Note that an address is somebody's no longer; it may become another's."""
    actor.must(CustomerPermission.EDIT)
    ChannelIdentity.objects.filter(pk=identity.pk, valid_until=None).update(valid_until=at)
    _announce_identity(identity, "retired", actor=actor, at=at)


@transaction.atomic
def save_address(
    account: Account, address: Address | None, *, actor: Actor, at: datetime, **details: Any
) -> Address:
    """Note where something can be sent to or fetched from, or correct it."""
    actor.must(CustomerPermission.EDIT)
    address = address or Address(account=account)
    for name, value in details.items():
        setattr(address, name, value)
    address.save()
    edited = CustomerEdited(account_id=account.pk, changed=("address",))
    announce(edited, actor=actor, at=at)
    return address


@transaction.atomic
def record_consent(
    contact: Contact,
    *,
    purpose: str,
    channel: str,
    given: bool,
    proof: str,
    actor: Actor,
    at: datetime,
) -> Consent:
    """Note that somebody agrees to be written to, or no longer. Raises `ProofMissing`."""
    actor.must(CustomerPermission.EDIT)
    if not proof.strip():
        raise ProofMissing(_("Say how we know: their words, or where they were given."))
    consent = Consent.objects.create(
        contact=contact, purpose=purpose, channel=channel, given=given, proof=proof, at=at
    )
    changed = ConsentChanged(contact_id=contact.pk, purpose=purpose, channel=channel, given=given)
    announce(changed, actor=actor, at=at)
    return consent


@transaction.atomic
def merge_contacts(contact: Contact, *, into: Contact, actor: Actor, at: datetime) -> ContactMerge:
    """
    Say that two contacts are one person, who goes on as `into`.

    Everything moved is written down, so that `unmerge_contacts` can put it back. Raises
    `CannotMerge`.
    """
    actor.must(CustomerPermission.MERGE)
    contact, into = _hold_both(contact, into)
    if contact.pk == into.pk or contact.merged_into_id or into.merged_into_id:
        raise CannotMerge(_("Choose another person, who was not merged before."))
    moved = {}
    for model in (ChannelIdentity, Consent):
        rows = model.objects.filter(contact=contact)
        moved[model.__name__] = list(rows.values_list("pk", flat=True))
        rows.update(contact=into)
    Contact.objects.filter(pk=contact.pk).update(merged_into=into)
    merge = ContactMerge.objects.create(contact=contact, into=into, moved=moved, at=at)
    merged = ContactsMerged(contact_id=contact.pk, into=into.pk, contact_merge_id=merge.pk)
    announce(merged, actor=actor, at=at)
    return merge


@transaction.atomic
def unmerge_contacts(merge: ContactMerge, *, actor: Actor, at: datetime) -> None:
    """Say that the two are two persons after all. Raises `CannotMerge` when that was said."""
    actor.must(CustomerPermission.MERGE)
    contact, into = _hold_both(merge.contact, merge.into)
    if not ContactMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at):
        raise CannotMerge(_("This merge was undone already."))
    for model in (ChannelIdentity, Consent):
        moved = model.objects.filter(pk__in=merge.moved[model.__name__], contact=into)
        moved.update(contact=contact)
    Contact.objects.filter(pk=contact.pk).update(merged_into=None)
    unmerged = ContactsUnmerged(contact_id=contact.pk, out_of=into.pk, contact_merge_id=merge.pk)
    announce(unmerged, actor=actor, at=at)


@transaction.atomic
def forget_contact(contact: Contact, *, confirmation: str, actor: Actor, at: datetime) -> None:
    """
    Erase a person's data, here and in every app above. It cannot be undone.

    What happened stays, with nobody's name on it. Raises `NotConfirmed`.
    """
    actor.must(CustomerPermission.FORGET)
    if confirmation != FORGET:
        raise NotConfirmed(_("Type %(word)s to erase this person.") % {"word": FORGET})
    ChannelIdentity.objects.filter(contact=contact).delete()
    Consent.objects.filter(contact=contact).update(proof="")
    _change(contact, {"name": "", "title": "", "note": "", "preferred": "", "forgotten_at": at})
    announce(ContactForgotten(contact_id=contact.pk), actor=actor, at=at)


@transaction.atomic
def export_contact(contact: Contact, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Hand out all that is kept of a person, as they may ask for by law."""
    actor.must(CustomerPermission.EXPORT)
    announce(ContactExported(contact_id=contact.pk), actor=actor, at=at)
    return everything_about(contact)


def _must_name(name: str) -> None:
    if not name.strip():
        raise NameMissing(_("Enter a name."))


def _change(row: Model, details: dict[str, Any]) -> tuple[str, ...]:
    changed = {name: value for name, value in details.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return tuple(changed)


def _give_address(contact: Contact, channel: str, typed: str, *, at: datetime) -> ChannelIdentity:
    country = contact.account.country if contact.account else ""
    peer = normal_peer(channel, typed, country=country)
    if not peer:
        raise BadAddress(
            _("“%(typed)s” cannot be one. Numbers need their country, such as +63 2 8123 4567.")
            % {"typed": typed}
        )
    try:
        with transaction.atomic():
            return ChannelIdentity.objects.create(
                contact=contact, channel=channel, peer=peer, shown=typed.strip(), valid_from=at
            )
    except IntegrityError:
        raise AddressIsTaken(
            _("“%(typed)s” is known as somebody else's. Merge the two if they are one person.")
            % {"typed": typed}
        ) from None


def _announce_identity(
    identity: ChannelIdentity, change: str, *, actor: Actor, at: datetime
) -> None:
    event = IdentityChanged(
        contact_id=identity.contact_id, channel_identity_id=identity.pk, change=change
    )
    announce(event, actor=actor, at=at)


def _hold_both(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    # Always in the same order, so that two merges at once cannot wait for each other.
    rows = Contact.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]
