"""Parts that are given in exchange, and the old ones that come back for them."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.events import CoreReturned, GoodsIssued, GoodsReturned
from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import open_core_debts
from aftercare.domain.stock.states import Condition, Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.cores import core_rule, due_by, owe_core, pay_cores
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused

NOTHING = Decimal(0)


class NothingOwed(Refused):
    """The partner owes fewer old parts than were sent back."""


class NotAnExchangePart(Refused):
    """Nobody has said within how many days the old one of an item comes back."""


@transaction.atomic
def give_in_exchange(
    account: Account,
    line: Line,
    *,
    source: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Give a station or customer a part; they owe us the old one from now on, by the rule of the item.

    Raises `NotAnExchangePart`, what `post` raises.
    """
    actor.must(StockPermission.MOVE)
    rule = core_rule(line.goods.item_id)
    if rule is None:
        raise NotAnExchangePart(
            _("This is no exchange part. Say first within how many days its old one comes back.")
        )
    home = place_outside(PlaceKind.CUSTOMER, account.pk, actor=actor, at=at)
    posting = Posting(MovementKind.ISSUED, source, home, document, paper)
    moved = announce_posted(
        GoodsIssued, post(posting, [line], actor=actor, at=at), actor=actor, at=at
    )
    for each in moved:
        owe_core(
            account,
            item_id=each.item_id,
            quantity=each.quantity,
            due_on=due_by(rule, at),
            document=str(ref(each)),
            line="",
            actor=actor,
            at=at,
        )
    return moved


@transaction.atomic
def take_in_core(
    account: Account,
    *,
    item: Item,
    quantity: Decimal,
    target: Place,
    key: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Take old parts in that a partner owed us: faulty, ours, at what the rule says they are worth.

    What was due first is paid first. The same `key` again changes nothing. Raises `NothingOwed`,
    what `post` raises.
    """
    actor.must(StockPermission.MOVE)
    owed = open_core_debts(account).filter(item=item).order_by("due_on", "pk")
    debts = list(owed.select_for_update(of=("self",)))
    rule = core_rule(item.pk)
    line = Line(
        Goods(item.pk, condition=Condition.FAULTY),
        quantity,
        key=key,
        unit_cost=rule.worth if rule else NOTHING,
    )
    home = place_outside(PlaceKind.CUSTOMER, account.pk, actor=actor, at=at)
    posting = Posting(MovementKind.RETURNED, home, target, ref(account))
    moved, is_new = post(posting, [line], actor=actor, at=at)
    if is_new:
        if pay_cores(debts, quantity, actor=actor, at=at):
            raise NothingOwed(_("%(name)s does not owe us so many of these.") % {"name": account})
        announce_posted(GoodsReturned, (moved, is_new), actor=actor, at=at)
        back = CoreReturned(item_id=item.pk, account_id=account.pk, quantity=str(quantity))
        announce(back, actor=actor, at=at)
    return list(moved)
