from datetime import datetime

from aftercare.domain.coverage.models import Contract, SupplierGuarantee
from aftercare.domain.customers.events import AccountsMerged, AccountsUnmerged
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(AccountsMerged)
def move_contracts_of_merged(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let contracts and guarantees of the first of two customers be those of the second."""
    move_to_merged(event, Contract, SupplierGuarantee)


@reacts_to(AccountsUnmerged)
def move_contracts_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the contracts and guarantees that were moved when two customers were one."""
    move_back(event, Contract, SupplierGuarantee)
