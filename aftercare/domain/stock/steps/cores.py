"""Old parts that partners owe us for parts they got in exchange."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from aftercare.base.journal.steps import announce
from aftercare.base.promises.steps import keep_if_open, promise
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.events import CoreExpected
from aftercare.domain.stock.models import CoreDebt, CoreRule
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import CorePromise
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

READERS = [f"may:{StockPermission.VIEW}"]


def core_rule(item_id: int) -> CoreRule | None:
    """Return the rule of an exchange part; None of an item that is none."""
    return CoreRule.objects.filter(item=item_id).first()


def due_by(rule: CoreRule, at: datetime) -> date:
    """Return the day by which the old one is due of what is given now."""
    return at.date() + timedelta(days=rule.days)


def owe_core(
    account: Account,
    *,
    item_id: int,
    quantity: Decimal,
    due_on: date,
    document: str,
    line: str,
    actor: Actor,
    at: datetime,
) -> CoreDebt:
    """
    Let a partner owe us the old one of what they got; the same line of a document counts once.

    Who gave it answers for it: they hear of it before the day, and when it has passed.
    """
    debt, is_new = CoreDebt.objects.get_or_create(
        item_id=item_id,
        document=document,
        line=line,
        defaults={"account": account, "quantity": quantity, "due_on": due_on, "at": at},
    )
    if is_new:
        promise(
            ref(debt),
            CorePromise.OLD_PART,
            owner=actor.ref,
            readers=READERS,
            about=[ref(account)],
            due_at=datetime.combine(due_on, time.max, UTC),
            actor=actor,
            at=at,
        )
        expected = CoreExpected(
            item_id=item_id, account_id=account.pk, quantity=str(quantity), due_on=str(due_on)
        )
        announce(expected, actor=actor, at=at)
    return debt


def pay_cores(debts: list[CoreDebt], quantity: Decimal, *, actor: Actor, at: datetime) -> Decimal:
    """Let so many old parts be back, the first debts first; return how many were not owed."""
    left = quantity
    for debt in debts:
        paid = min(left, debt.quantity - debt.returned)
        debt.returned += paid
        left -= paid
        debt.save(update_fields=["returned"])
        if debt.returned == debt.quantity:
            keep_if_open(ref(debt), CorePromise.OLD_PART, actor=actor, at=at)
    return left
