"""How service levels follow customers that become one."""

from django.db import transaction

from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.customers.events import AccountsMerged, AccountsUnmerged
from aftercare.domain.customers.models import AccountMerge
from aftercare.domain.customers.steps import note_moved


@transaction.atomic
def extend_levels_to_merged(event: AccountsMerged) -> None:
    """Let levels that name the first of two merged accounts name the second, too."""
    merge = AccountMerge.objects.select_for_update().get(pk=event.account_merge_id)
    if merge.undone_at is not None:
        return
    levels = ServiceLevel.objects.filter(accounts=event.account_id)
    for level in (added := list(levels.exclude(accounts=event.into))):
        level.accounts.add(event.into)
    note_moved(merge, ServiceLevel.__name__, [level.pk for level in added])


@transaction.atomic
def narrow_levels_again(event: AccountsUnmerged) -> None:
    """Let levels no longer name the second account that did so only while the two were one."""
    merge = AccountMerge.objects.select_for_update().get(pk=event.account_merge_id)
    keys = merge.moved.get(ServiceLevel.__name__, [])
    for level in ServiceLevel.objects.filter(pk__in=keys):
        level.accounts.remove(event.out_of)
