from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.stock.events import GoodsReserved, ReservationEnded
from aftercare.domain.stock.models import Balance, Reservation
from aftercare.domain.stock.states import Owner, PlaceKind, Purpose, ReservationStatus
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

IN_ORDER = ("place_id", "item_id", Coalesce("lot_id", 0), Coalesce("unit_id", 0), "condition")
"""The order in which the ledger takes balances: who takes more than one takes them so."""
PRIORITY = 5
"""How urgent is what a customer waits for: before what is put by for later."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to have held for them, in one of these conditions, the first rather."""

    item: Item
    quantity: Decimal
    site_id: int
    conditions: Sequence[str]
    priority: int
    document: Ref
    line: str
    expires_at: datetime | None


def hold_if_there(wish: Wish, *, actor: Actor, at: datetime) -> bool:
    """Hold all that is wished if it lies free, else nothing; tell of it, return whether it is."""
    if sum((each.available for each in _lying(wish)), Decimal(0)) < wish.quantity:
        return False
    held, displaced = hold_at_shelves(wish, actor=actor, at=at)
    if sum(each.quantity for each in held) < wish.quantity:
        # Somebody else has taken some of it since we looked.
        for each in held:
            let_go_of(each, ReservationStatus.RELEASED, at=at)
        return False
    reserved = GoodsReserved(
        item_id=wish.item.pk,
        document=str(wish.document),
        quantity=str(wish.quantity),
        displaced=displaced,
    )
    announce(reserved, actor=actor, at=at)
    return True


def hold_at_shelves(
    wish: Wish, *, actor: Actor, at: datetime
) -> tuple[list[Reservation], list[str]]:
    """
    Hold as much as there is, up to what is wished; return it, and whose reservations gave way.

    Reservations are taken before balances, as the ledger does. What lies together goes first.
    """
    weaker = list(_weaker(wish))
    shelves = list(_shelves(wish))
    displaced = _make_room(wish, shelves, weaker, at)
    held, missing = [], wish.quantity
    for shelf in sorted(shelves, key=partial(_rank, wish)):
        taken = min(shelf.available, missing)
        if taken > 0:
            missing -= taken
            _hold(shelf, taken)
            held.append(_reservation(wish, shelf, taken, actor, at))
    return Reservation.objects.bulk_create(held), displaced


def hold_there(
    balance_id: int, *, quantity: Decimal, document: Ref, line: str, actor: Actor, at: datetime
) -> Reservation:
    """Hold so much of just this balance, wherever of ours it lies. Raises `NotEnough`."""
    shelf = Balance.objects.select_for_update(of=("self",)).get(pk=balance_id)
    if shelf.available < quantity:
        raise NotEnough(_("There is not enough of it there, or the rest is reserved for somebody."))
    _hold(shelf, quantity)
    return Reservation.objects.create(
        balance=shelf,
        quantity=quantity,
        document=str(document),
        line=line,
        by=str(actor.ref),
        at=at,
    )


def let_go_of(reservation: Reservation, to: ReservationStatus, *, at: datetime) -> bool:
    """Give a reservation up; return False if it had ended already."""
    row = Reservation.objects.select_for_update().get(pk=reservation.pk)
    if row.status != ReservationStatus.HELD:
        return False
    _end(row, to, at)
    Balance.objects.filter(pk=row.balance_id).update(
        reserved=F("reserved") - (row.quantity - row.used)
    )
    return True


def let_go_of_line(document: str, line: str, *, actor: Actor, at: datetime) -> None:
    """Give up all that is held for a line of a document, and tell of it."""
    rows = Reservation.objects.filter(document=document, line=line, status=ReservationStatus.HELD)
    for each in rows.select_related("balance").order_by("pk"):
        release(each, actor=actor, at=at)


def release(reservation: Reservation, *, actor: Actor, at: datetime) -> None:
    """Give a reservation up, and tell of it; given up already, it stays so."""
    if let_go_of(reservation, ReservationStatus.RELEASED, at=at):
        ended = ReservationEnded(
            item_id=reservation.balance.item_id,
            document=reservation.document,
            how=ReservationStatus.RELEASED,
        )
        announce(ended, actor=actor, at=at)


def _weaker(wish: Wish) -> Sequence[Reservation]:
    rows = Reservation.objects.select_for_update(of=("self",)).filter(
        status=ReservationStatus.HELD,
        priority__lt=wish.priority,
        balance__item=wish.item,
        balance__condition__in=wish.conditions,
        balance__place__site=wish.site_id,
    )
    return sorted(rows.order_by("pk"), key=lambda row: (row.priority, -row.pk))


def _shelves(wish: Wish) -> QuerySet[Balance]:
    return _lying(wish).select_for_update(of=("self",)).order_by(*IN_ORDER)


def _lying(wish: Wish) -> QuerySet[Balance]:
    return Balance.objects.filter(
        item=wish.item,
        condition__in=wish.conditions,
        purpose=Purpose.SERVICE,
        owner=Owner.OURS,
        place__site=wish.site_id,
        place_kind=PlaceKind.BIN,
        quantity__gt=0,
    )


def _rank(wish: Wish, shelf: Balance) -> tuple[bool, int]:
    """Return by what shelves are taken from: where all of it lies together, in which condition."""
    return shelf.available < wish.quantity, wish.conditions.index(shelf.condition)


def _make_room(
    wish: Wish, shelves: Sequence[Balance], weaker: Sequence[Reservation], at: datetime
) -> list[str]:
    missing = wish.quantity - sum((each.available for each in shelves), Decimal(0))
    by_key = {each.pk: each for each in shelves}
    displaced = []
    for row in weaker:
        shelf = by_key.get(row.balance_id)
        if missing <= 0 or shelf is None:
            continue
        left = row.quantity - row.used
        missing -= left
        _end(row, ReservationStatus.DISPLACED, at)
        _hold(shelf, -left)
        displaced.append(row.document)
    return displaced


def _hold(shelf: Balance, quantity: Decimal) -> None:
    shelf.reserved += quantity
    shelf.save(update_fields=["reserved"])


def _end(row: Reservation, to: ReservationStatus, at: datetime) -> None:
    row.status, row.closed_at = to, at
    row.save(update_fields=["status", "closed_at"])


def _reservation(
    wish: Wish, shelf: Balance, quantity: Decimal, actor: Actor, at: datetime
) -> Reservation:
    return Reservation(
        balance=shelf,
        quantity=quantity,
        document=str(wish.document),
        line=wish.line,
        priority=wish.priority,
        expires_at=wish.expires_at,
        by=str(actor.ref),
        at=at,
    )
