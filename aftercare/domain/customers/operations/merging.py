"""That two are one, and that they are two after all."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsToldApart,
    ContactsUnmerged,
)
from aftercare.domain.customers.models import (
    Account,
    AccountMerge,
    Address,
    ChannelIdentity,
    Consent,
    Contact,
    ContactMerge,
    DistinctContacts,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.steps import file_account, file_contact, unfile
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

Row = TypeVar("Row", Account, Contact)


class CannotMerge(Refused):
    """The two cannot become one, or were not."""


@transaction.atomic
def merge_contacts(contact: Contact, *, into: Contact, actor: Actor, at: datetime) -> ContactMerge:
    """
    Say that two contacts are one person, who goes on as `into`.

    Everything moved is written down, so that `unmerge_contacts` can put it back; higher apps
    move theirs when they hear of it. Raises `CannotMerge`.
    """
    actor.must(CustomerPermission.MERGE)
    contact, into = _hold_two(contact, into)
    moved = {}
    for model in (ChannelIdentity, Consent):
        rows = model.objects.filter(contact=contact)
        moved[model.__name__] = list(rows.values_list("pk", flat=True))
        rows.update(contact=into)
    Contact.objects.filter(pk=contact.pk).update(merged_into=into)
    merge = ContactMerge.objects.create(contact=contact, into=into, moved=moved, at=at)
    unfile(contact)
    file_contact(into, at=at)
    merged = ContactsMerged(contact_id=contact.pk, into=into.pk, contact_merge_id=merge.pk)
    announce(merged, actor=actor, at=at)
    return merge


@transaction.atomic
def unmerge_contacts(merge: ContactMerge, *, actor: Actor, at: datetime) -> None:
    """Say that the two are two persons after all. Raises `CannotMerge` when that was said."""
    actor.must(CustomerPermission.MERGE)
    contact, into = _hold(merge.contact, merge.into)
    if not ContactMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at):
        raise CannotMerge(_("This merge was undone already."))
    for model in (ChannelIdentity, Consent):
        moved = model.objects.filter(pk__in=merge.moved[model.__name__], contact=into)
        moved.update(contact=contact)
    contact.merged_into = None
    contact.save(update_fields=["merged_into"])
    file_contact(contact, at=at)
    file_contact(into, at=at)
    unmerged = ContactsUnmerged(contact_id=contact.pk, out_of=into.pk, contact_merge_id=merge.pk)
    announce(unmerged, actor=actor, at=at)


@transaction.atomic
def merge_accounts(account: Account, *, into: Account, actor: Actor, at: datetime) -> AccountMerge:
    """
    Say that two accounts are one customer, who goes on as `into`, with the people of both.

    Undone exactly by `unmerge_accounts`. Raises `CannotMerge`.
    """
    actor.must(CustomerPermission.MERGE)
    account, into = _hold_two(account, into)
    people = Contact.objects.filter(account=account)
    addresses = Address.objects.filter(account=account)
    usual = addresses.filter(is_default=True)
    domains = [each for each in account.domains if each not in into.domains]
    moved = {
        "Contact": list(people.values_list("pk", flat=True)),
        "Address": list(addresses.values_list("pk", flat=True)),
        "usual": list(usual.values_list("pk", flat=True)),
        "domains": domains,
    }
    usual.update(is_default=False)
    people.update(account=into)
    addresses.update(account=into)
    Account.objects.filter(pk=account.pk).update(merged_into=into)
    Account.objects.filter(pk=into.pk).update(domains=[*into.domains, *domains])
    merge = AccountMerge.objects.create(account=account, into=into, moved=moved, at=at)
    unfile(account)
    merged = AccountsMerged(account_id=account.pk, into=into.pk, account_merge_id=merge.pk)
    announce(merged, actor=actor, at=at)
    return merge


@transaction.atomic
def unmerge_accounts(merge: AccountMerge, *, actor: Actor, at: datetime) -> None:
    """Say that the two are two customers after all. Raises `CannotMerge` when that was said."""
    actor.must(CustomerPermission.MERGE)
    account, into = _hold(merge.account, merge.into)
    if not AccountMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at):
        raise CannotMerge(_("This merge was undone already."))
    moved = merge.moved
    Contact.objects.filter(pk__in=moved["Contact"], account=into).update(account=account)
    back = Address.objects.filter(pk__in=moved["Address"], account=into)
    back.update(account=account, is_default=False)
    Address.objects.filter(pk__in=moved["usual"], account=account).update(is_default=True)
    kept = [each for each in into.domains if each not in moved["domains"]]
    Account.objects.filter(pk=into.pk).update(domains=kept)
    account.merged_into = None
    account.save(update_fields=["merged_into"])
    file_account(account, at=at)
    unmerged = AccountsUnmerged(account_id=account.pk, out_of=into.pk, account_merge_id=merge.pk)
    announce(unmerged, actor=actor, at=at)


@transaction.atomic
def tell_apart(one: Contact, other: Contact, *, actor: Actor, at: datetime) -> None:
    """Say that two who look alike are two persons, so that nobody is asked again."""
    actor.must(CustomerPermission.MERGE)
    first, second = sorted((one, other), key=lambda each: each.pk)
    DistinctContacts.objects.get_or_create(one=first, other=second, defaults={"at": at})
    announce(ContactsToldApart(contact_id=one.pk, other=other.pk), actor=actor, at=at)


def _hold_two(row: Row, into: Row) -> tuple[Row, Row]:
    row, into = _hold(row, into)
    if row.pk == into.pk or row.merged_into_id or into.merged_into_id:
        raise CannotMerge(_("Choose another one, which was not merged before."))
    return row, into


def _hold(one: Row, other: Row) -> tuple[Row, Row]:
    # Always in the same order, so that two merges at once cannot wait for each other. The keys
    # stay what they are: who only refers to one of the two, such as a new mail, need not wait.
    held = type(one)._base_manager.select_for_update(no_key=True)
    rows = held.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]
