"""The supplier promises a day, and what was ordered comes, at once or in parts."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.promises.queries import open_promises
from aftercare.base.promises.steps import move_promise, promise
from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.states import Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.domain.supply.events import PurchaseConfirmed, PurchaseReceived
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder, PurchaseReceipt
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.policies import status_by_receipts
from aftercare.domain.supply.queries import lines_of_purchase
from aftercare.domain.supply.states import AWAITED, Came, PurchaseStatus, SupplyPromise
from aftercare.domain.supply.steps.purchases import (
    READERS,
    advance_purchase,
    announce_purchase,
    closing_time_on,
    hold_purchase,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class DayHasPassed(Refused):
    """What is promised to us lies ahead."""


class MoreThanOrdered(Refused):
    """More has come than is open on the line, or it is not on the order."""


class NothingCame(Refused):
    """A delivery brings something."""


@transaction.atomic
def confirm_purchase(
    order: PurchaseOrder,
    *,
    on: date,
    their_number: str = "",
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """
    Note for which day the supplier has promised it; another day later is given a reason.

    Who ordered it answers for the promise, so they hear when it slips. Raises `DayHasPassed`,
    `ReasonMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(SupplyPermission.ORDER)
    order = hold_purchase(order)
    due_at = closing_time_on(order, on)
    if due_at <= at:
        raise DayHasPassed(_("Choose a day that lies ahead."))
    said: dict[str, Any] = {"confirmed_on": on, "due_at": due_at}
    if their_number.strip():
        said["their_number"] = their_number.strip()[:60]
    if order.status == PurchaseStatus.ORDERED:
        advance_purchase(order, PurchaseStatus.CONFIRMED, actor=actor, at=at, **said)
    elif order.status in AWAITED:
        PurchaseOrder.objects.filter(pk=order.pk).update(**said)
    else:
        raise IllegalMove(_("%(order)s is not awaited.") % {"order": order})
    _owe_to_us(order, due_at, reason, actor, at)
    announce_purchase(PurchaseConfirmed, order, due_on=str(on), actor=actor, at=at)


def _owe_to_us(
    order: PurchaseOrder, due_at: datetime, reason: str, actor: Actor, at: datetime
) -> None:
    owed = open_promises().filter(subject=str(ref(order)), kind=SupplyPromise.DELIVERY)
    if owed.exists():
        move_promise(
            ref(order), SupplyPromise.DELIVERY, due_at=due_at, reason=reason, actor=actor, at=at
        )
        return
    supplier = order.supplier
    promise(
        ref(order),
        SupplyPromise.DELIVERY,
        owner=Ref("user", order.buyer_id) if order.buyer_id else Ref("system", 0),
        readers=READERS,
        about=[Ref("account", supplier.account_id)] if supplier else [],
        due_at=due_at,
        actor=actor,
        at=at,
    )


@transaction.atomic
def receive_purchase(
    order: PurchaseOrder,
    *,
    came: Sequence[Came],
    place: Place,
    key: str,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> PurchaseOrder:
    """
    Take in what has come for a purchase order, at its price, for service.

    The same delivery (`key`) again changes nothing. Raises `NothingCame`, `MoreThanOrdered`,
    `IllegalMove`, `StaleRow`, and what stock raises.
    """
    actor.must(SupplyPermission.RECEIVE)
    order = hold_purchase(order)
    if PurchaseReceipt.objects.filter(line__order=order, key=key).exists():
        return order
    if order.status not in AWAITED:
        raise IllegalMove(_("%(order)s is not awaited.") % {"order": order})
    if not came or any(each.quantity <= 0 for each in came):
        raise NothingCame(_("Say how much has come."))
    lines = {line.number: line for line in lines_of_purchase(order)}
    for each in came:
        _count(lines.get(each.number), each)
    moved = _post(order, lines, came, place=place, key=key, paper=paper, actor=actor, at=at)
    _keep(lines, came, moved, key=key, paper=paper, actor=actor, at=at)
    after = status_by_receipts([(line.quantity, line.received) for line in lines.values()])
    if after != order.status:
        advance_purchase(order, after, actor=actor, at=at)
    announce_purchase(
        PurchaseReceived,
        order,
        is_complete=order.status == PurchaseStatus.RECEIVED,
        actor=actor,
        at=at,
    )
    return order


def _count(line: PurchaseLine | None, came: Came) -> None:
    if line is None or came.quantity > line.open:
        raise MoreThanOrdered(
            _("Only %(open)s of it are open. Count again, or order the rest first.")
            % {"open": f"{line.open.normalize():f}" if line else 0}
        )
    line.received += came.quantity


def _post(
    order: PurchaseOrder,
    lines: dict[int, PurchaseLine],
    came: Sequence[Came],
    *,
    place: Place,
    key: str,
    paper: str,
    actor: Actor,
    at: datetime,
) -> dict[str, Movement]:
    account = order.supplier.account_id if order.supplier else None
    source = place_outside(PlaceKind.SUPPLIER, account, actor=actor, at=at)
    posting = Posting(
        MovementKind.RECEIVED, source, place, ref(order), paper=paper or order.their_number
    )
    posted = [
        Line(
            Goods(lines[each.number].item_id, each.lot_id, each.unit_id),
            each.quantity,
            key=_line_key(key, at_line),
            unit_cost=(lines[each.number].unit_price or Decimal(0)) * (order.rate or 1),
        )
        for at_line, each in enumerate(came, 1)
    ]
    return {each.line: each for each in announce_move(posting, posted, actor=actor, at=at)}


def _keep(
    lines: dict[int, PurchaseLine],
    came: Sequence[Came],
    moved: dict[str, Movement],
    *,
    key: str,
    paper: str,
    actor: Actor,
    at: datetime,
) -> None:
    PurchaseLine.objects.bulk_update(lines.values(), ["received"])
    PurchaseReceipt.objects.bulk_create(
        PurchaseReceipt(
            line=lines[each.number],
            key=key,
            number=at_line,
            quantity=each.quantity,
            paper=paper.strip()[:80],
            movement=moved[_line_key(key, at_line)],
            by=str(actor.ref),
            at=at,
        )
        for at_line, each in enumerate(came, 1)
    )


def _line_key(key: str, number: int) -> str:
    return f"{key}-{number}"
