from datetime import datetime

from django.db import transaction

from aftercare.domain.coverage.models import Contract
from aftercare.domain.customers.events import AccountsMerged, AccountsUnmerged
from aftercare.domain.customers.models import AccountMerge
from aftercare.domain.customers.steps import hold_merge, note_moved
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(AccountsMerged)
def move_contracts_of_merged(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the contracts of the first of two customers be those of the second."""
    with transaction.atomic():
        merge = hold_merge(AccountMerge, event.account_merge_id)
        if merge.undone_at is not None:
            return
        contracts = Contract.objects.filter(account=event.account_id)
        note_moved(merge, "Contract", list(contracts.values_list("pk", flat=True)))
        contracts.update(account=event.into)


@reacts_to(AccountsUnmerged)
def move_contracts_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the contracts that were moved when two customers were one."""
    with transaction.atomic():
        merge = hold_merge(AccountMerge, event.account_merge_id)
        moved = Contract.objects.filter(
            pk__in=merge.moved.get("Contract", []), account=event.out_of
        )
        moved.update(account=event.account_id)
