"""Transfers a planner wants: held where they lie, until the warehouse sends them."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.planning.models import PlanException
from aftercare.domain.stock.events import GoodsReserved, ReservationEnded
from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.states import ReservationStatus
from aftercare.domain.stock.steps.holding import Wish, hold_at_shelves, let_go_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused


class NothingToSend(Refused):
    """What should be sent does not lie there any longer, or is held for others."""


def hold_for_transfer(
    exception: PlanException, quantity: Decimal, *, actor: Actor, at: datetime
) -> None:
    """Hold what is to be sent, at the site it leaves. Raises `NothingToSend`."""
    document = ref(exception)
    wish = Wish(exception.item, quantity, exception.source_id or 0, ["new"], 0, document, "1", None)
    held, _displaced = hold_at_shelves(wish, actor=actor, at=at)
    if sum((each.quantity for each in held), Decimal(0)) < quantity:
        raise NothingToSend(
            _("There are not so many left at %(site)s. Have a plan made, or send fewer.")
            % {"site": exception.source}
        )
    reserved = GoodsReserved(
        item_id=exception.item_id, document=str(document), quantity=str(quantity)
    )
    announce(reserved, actor=actor, at=at)


def let_transfer_go(document: Ref, *, actor: Actor, at: datetime) -> None:
    """Give up what is held for a transfer."""
    held = Reservation.objects.filter(document=str(document), status=ReservationStatus.HELD)
    for each in held.select_related("balance").order_by("pk"):
        if let_go_of(each, ReservationStatus.RELEASED, at=at):
            ended = ReservationEnded(
                item_id=each.balance.item_id, document=each.document, how=ReservationStatus.RELEASED
            )
            announce(ended, actor=actor, at=at)
