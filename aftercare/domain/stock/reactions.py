from datetime import datetime

from aftercare.base.people.steps import notify
from aftercare.base.promises.events import PromiseBroken, PromiseSlipping
from aftercare.domain.customers.events import AccountsMerged, AccountsUnmerged
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.stock.models import CoreDebt, Place
from aftercare.domain.stock.states import CorePromise
from aftercare.domain.stock.steps.owners import pass_goods_on, take_goods_back
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to
from aftercare.kit.refs import ref


@reacts_to(PromiseSlipping)
def remind_of_core(event: PromiseSlipping, *, actor: Actor, at: datetime) -> None:
    """Let who gave a part in exchange know that the old one is due soon."""
    _remind(event, at)


@reacts_to(PromiseBroken)
def tell_of_overdue_core(event: PromiseBroken, *, actor: Actor, at: datetime) -> None:
    """Let who gave a part in exchange know that the old one has not come by its day."""
    _remind(event, at)


def _remind(event: PromiseSlipping | PromiseBroken, at: datetime) -> None:
    whom, _colon, user = event.owner.partition(":")
    if event.kind != CorePromise.OLD_PART or whom != "user":
        return
    key = int(event.subject.partition(":")[2])
    debt = CoreDebt.objects.select_related("item", "account").get(pk=key)
    data = {"code": debt.item.code, "subject": str(debt.account)}
    notify(int(user), kind="core_slips", about=ref(debt), data=data, at=at)


@reacts_to(AccountsMerged)
def pass_goods_to_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let what is the first of two accounts', is owed by it or lies at it be the second's."""
    move_to_merged(event, CoreDebt, Place)
    pass_goods_on(event, actor=actor, at=at)


@reacts_to(AccountsUnmerged)
def give_goods_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back what was passed on when two accounts were one, and still is there."""
    move_back(event, CoreDebt, Place)
    take_goods_back(event, actor=actor, at=at)
