"""Old parts that partners owe us for parts they got in exchange."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.events import CoreExpected, CoreReturned
from aftercare.domain.stock.models import CoreDebt
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import open_core_debts
from aftercare.domain.stock.steps.ledger import QuantityCannotBe
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


class NothingOwed(Refused):
    """The partner owes fewer old parts than were sent back."""


@transaction.atomic
def expect_core(
    account: Account,
    *,
    item: Item,
    quantity: Decimal,
    due_on: date,
    document: Ref,
    line: str = "",
    actor: Actor,
    at: datetime,
) -> CoreDebt:
    """Note that a partner got a part and owes us the old one. The same line counts once."""
    actor.must(StockPermission.MOVE)
    if quantity <= 0:
        raise QuantityCannotBe(_("Give a quantity of more than nothing."))
    debt, is_new = CoreDebt.objects.get_or_create(
        item=item,
        document=str(document),
        line=line,
        defaults={"account": account, "quantity": quantity, "due_on": due_on, "at": at},
    )
    if is_new:
        expected = CoreExpected(
            item_id=item.pk, account_id=account.pk, quantity=str(quantity), due_on=str(due_on)
        )
        announce(expected, actor=actor, at=at)
    return debt


@transaction.atomic
def take_in_core(
    account: Account, *, item: Item, quantity: Decimal, actor: Actor, at: datetime
) -> None:
    """Note that a partner sent old parts back; the oldest debts are paid first. `NothingOwed`."""
    actor.must(StockPermission.MOVE)
    debts = open_core_debts(account).filter(item=item).order_by("due_on", "pk")
    left = quantity
    for debt in debts.select_for_update(of=("self",)):
        paid = min(left, debt.quantity - debt.returned)
        debt.returned += paid
        left -= paid
        debt.save(update_fields=["returned"])
    if left:
        raise NothingOwed(_("%(name)s does not owe us so many of these.") % {"name": account})
    back = CoreReturned(item_id=item.pk, account_id=account.pk, quantity=str(quantity))
    announce(back, actor=actor, at=at)
