"""Goods held for a document: by priority, until a time, and given up again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.stock.events import GoodsReserved, ReservationChanged, ReservationEnded
from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import Condition, ReservationStatus
from aftercare.domain.stock.steps.holding import Wish, hold_at_shelves, let_go_of
from aftercare.domain.stock.steps.ledger import NotEnough, QuantityCannotBe
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


class NotHeldAnyMore(Refused):
    """A reservation has ended."""


@transaction.atomic
def reserve_goods(
    item: Item,
    *,
    quantity: Decimal,
    site_id: int,
    document: Ref,
    line: str,
    condition: str = Condition.NEW,
    priority: int = 0,
    expires_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> list[Reservation]:
    """
    Hold so much of an item at a site for a line of a document.

    Where too little is free, what is held with a lower priority gives way, and the journal
    tells for whom. The same line again changes nothing. Raises `NotEnough`.
    """
    actor.must(StockPermission.RESERVE)
    known = Reservation.objects.filter(
        document=str(document), line=line, status=ReservationStatus.HELD
    )
    if found := list(known):
        return found
    if quantity <= 0:
        raise QuantityCannotBe(_("Give a quantity of more than nothing."))
    wish = Wish(item, quantity, site_id, [condition], priority, document, line, expires_at)
    held, displaced = hold_at_shelves(wish, actor=actor, at=at)
    if sum(each.quantity for each in held) < quantity:
        raise NotEnough(
            _("Of %(item)s there is not so much free. Look at other sites or substitutes.")
            % {"item": item}
        )
    reserved = GoodsReserved(
        item_id=item.pk, document=str(document), quantity=str(quantity), displaced=displaced
    )
    announce(reserved, actor=actor, at=at)
    return held


@transaction.atomic
def release_reservation(reservation: Reservation, *, actor: Actor, at: datetime) -> None:
    """Give up what is held for a document; given up already, it stays so."""
    actor.must(StockPermission.RESERVE)
    if let_go_of(reservation, ReservationStatus.RELEASED, at=at):
        _announce_end(reservation, ReservationStatus.RELEASED, actor=actor, at=at)


@transaction.atomic
def change_reservation(
    reservation: Reservation,
    *,
    priority: int,
    expires_at: datetime | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Say how urgent a reservation is and until when it holds. Raises `NotHeldAnyMore`."""
    actor.must(StockPermission.RESERVE)
    held = Reservation.objects.filter(pk=reservation.pk, status=ReservationStatus.HELD)
    if not held.update(priority=priority, expires_at=expires_at):
        raise NotHeldAnyMore(_("It is not reserved any longer. Reserve it anew."))
    changed = ReservationChanged(
        item_id=reservation.balance.item_id, document=reservation.document, priority=priority
    )
    announce(changed, actor=actor, at=at)


@transaction.atomic
def expire_reservation(reservation: Reservation, *, actor: Actor, at: datetime) -> None:
    """Let go of what was held until a time that has passed."""
    actor.must(StockPermission.RELEASE_RESERVATIONS)
    if let_go_of(reservation, ReservationStatus.EXPIRED, at=at):
        _announce_end(reservation, ReservationStatus.EXPIRED, actor=actor, at=at)


def _announce_end(
    reservation: Reservation, how: ReservationStatus, *, actor: Actor, at: datetime
) -> None:
    item = reservation.balance.item_id
    ended = ReservationEnded(item_id=item, document=reservation.document, how=how)
    announce(ended, actor=actor, at=at)
