"""Whom we serve: customers, their people, and where they are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.customers.events import (
    ContactAdded,
    CustomerEdited,
    CustomerRegistered,
    CustomerRemoved,
)
from aftercare.domain.customers.models import Account, Address, ChannelIdentity, Contact
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.steps import (
    change,
    file_account,
    file_contact,
    give_address,
    unfile,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add


class NameMissing(Refused):
    """A customer needs a name."""


@transaction.atomic
def register_account(*, name: str, actor: Actor, at: datetime, **details: Any) -> Account:
    """Take a company or a household into the books. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(name)
    account = add(Account(code=next_code("A", at=at), name=name.strip(), since=at, **details))
    file_account(account, at=at)
    announce(CustomerRegistered(account_id=account.pk), actor=actor, at=at)
    return account


@transaction.atomic
def edit_account(account: Account, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we know of a customer. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(details.get("name", account.name))
    changed = change(account, details)
    file_account(account, at=at)
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
    contact = add(Contact(account=account, name=name.strip(), since=at, **details))
    known = [
        give_address(contact, channel, typed, at=at)
        for channel, typed in (("email", email), ("phone", phone))
        if typed.strip()
    ]
    file_contact(contact, known=known, at=at)
    added = ContactAdded(contact_id=contact.pk, account_id=contact.account_id)
    announce(added, actor=actor, at=at)
    return contact


@transaction.atomic
def edit_contact(contact: Contact, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we know of a person, or whose person it is. Raises `NameMissing`."""
    actor.must(CustomerPermission.EDIT)
    _must_name(details.get("name", contact.name))
    changed = change(contact, details)
    file_contact(contact, at=at)
    edited = CustomerEdited(account_id=contact.account_id, contact_id=contact.pk, changed=changed)
    announce(edited, actor=actor, at=at)


@transaction.atomic
def save_address(
    account: Account, address: Address | None, *, actor: Actor, at: datetime, **details: Any
) -> Address:
    """
    Note where something can be sent to or fetched from, or correct it.

    The first of its kind is the usual one; if another becomes it, that one no longer is.
    """
    actor.must(CustomerPermission.EDIT)
    address = address or Address(account=account)
    for name, value in details.items():
        setattr(address, name, value)
    others = Address.objects.filter(account=account, kind=address.kind).exclude(pk=address.pk)
    address.is_default = address.is_default or not others.filter(is_default=True).exists()
    if address.is_default:
        others.update(is_default=False)
    address.save()
    edited = CustomerEdited(account_id=account.pk, changed=("address",))
    announce(edited, actor=actor, at=at)
    return address


@transaction.atomic
def remove_address(address: Address, *, actor: Actor, at: datetime) -> None:
    """Note that nothing can be sent there any more."""
    actor.must(CustomerPermission.EDIT)
    account_id = address.account_id
    address.delete()
    edited = CustomerEdited(account_id=account_id, changed=("address",))
    announce(edited, actor=actor, at=at)


@transaction.atomic
def remove_customer(row: Account | Contact, *, actor: Actor, at: datetime) -> None:
    """
    Take out a customer or person who was taken in by mistake.

    The database refuses (`ProtectedError`) where something has happened to them since.
    """
    actor.must(CustomerPermission.EDIT)
    gone: dict[str, int] = {}
    if isinstance(row, Contact):
        ChannelIdentity.objects.filter(contact=row).delete()
        gone = {"contact_id": row.pk}
    else:
        Address.objects.filter(account=row).delete()
        gone = {"account_id": row.pk}
    unfile(row)
    row.delete()
    announce(CustomerRemoved(**gone), actor=actor, at=at)


def _must_name(name: str) -> None:
    if not name.strip():
        raise NameMissing(_("Enter a name."))
