from datetime import datetime

from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import (
    move_back,
    move_field_back,
    move_field_to_merged,
    move_to_merged,
)
from aftercare.domain.units.models import Ownership, Registration, Unit
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to

OF_CONTACTS = (Unit, Ownership, Registration)
OF_ACCOUNTS = (Unit, Ownership)


@reacts_to(ContactsMerged)
def move_units_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the units of the first of two contacts be those of the second."""
    move_to_merged(event, *OF_CONTACTS)


@reacts_to(ContactsUnmerged)
def move_units_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the units that were moved when two contacts were one."""
    move_back(event, *OF_CONTACTS)


@reacts_to(AccountsMerged)
def move_units_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the units of the first of two accounts, and what it sold, be those of the second."""
    move_to_merged(event, *OF_ACCOUNTS)
    move_field_to_merged(event, Unit, "dealer_account")


@reacts_to(AccountsUnmerged)
def move_units_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the units that were moved when two accounts were one."""
    move_back(event, *OF_ACCOUNTS)
    move_field_back(event, Unit, "dealer_account")
