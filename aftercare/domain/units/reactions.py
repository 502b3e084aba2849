from datetime import datetime

from django.db import transaction

from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.models import AccountMerge, ContactMerge
from aftercare.domain.customers.steps import hold_merge, note_moved
from aftercare.domain.units.models import Ownership, Registration, Unit
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to

OF_CONTACTS: tuple[type[Unit | Ownership | Registration], ...] = (Unit, Ownership, Registration)
OF_ACCOUNTS: tuple[type[Unit | Ownership], ...] = (Unit, Ownership)


@reacts_to(ContactsMerged)
def move_units_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the units of the first of two contacts be those of the second."""
    with transaction.atomic():
        merge = hold_merge(ContactMerge, event.contact_merge_id)
        if merge.undone_at is not None:
            return
        for model in OF_CONTACTS:
            rows = model._base_manager.filter(contact=event.contact_id)
            note_moved(merge, model.__name__, list(rows.values_list("pk", flat=True)))
            rows.update(contact=event.into)


@reacts_to(ContactsUnmerged)
def move_units_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the units that were moved when two contacts were one."""
    with transaction.atomic():
        merge = hold_merge(ContactMerge, event.contact_merge_id)
        for model in OF_CONTACTS:
            keys = merge.moved.get(model.__name__, [])
            moved = model._base_manager.filter(pk__in=keys, contact=event.out_of)
            moved.update(contact=event.contact_id)


@reacts_to(AccountsMerged)
def move_units_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the units of the first of two accounts be those of the second."""
    with transaction.atomic():
        merge = hold_merge(AccountMerge, event.account_merge_id)
        if merge.undone_at is not None:
            return
        for model in OF_ACCOUNTS:
            rows = model._base_manager.filter(account=event.account_id)
            note_moved(merge, model.__name__, list(rows.values_list("pk", flat=True)))
            rows.update(account=event.into)


@reacts_to(AccountsUnmerged)
def move_units_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the units that were moved when two accounts were one."""
    with transaction.atomic():
        merge = hold_merge(AccountMerge, event.account_merge_id)
        for model in OF_ACCOUNTS:
            keys = merge.moved.get(model.__name__, [])
            moved = model._base_manager.filter(pk__in=keys, account=event.out_of)
            moved.update(account=event.account_id)
