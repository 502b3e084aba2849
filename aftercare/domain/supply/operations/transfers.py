"""What a shortage waits for goes from one place of ours to another, or out of a scrapped unit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.stock.models import Place
from aftercare.domain.stock.queries import goods_after, goods_of
from aftercare.domain.stock.states import Condition, Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import bin_of, place_in_transit, place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.domain.supply.events import ShortageSolved, TransferSent
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries.shortages import arrived_for, held_for, sent_for
from aftercare.domain.supply.states import ShortageStatus, WayOut
from aftercare.domain.supply.steps.shortages import announce_shortage, fill, hold_shortage
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused

INCOMING = "PARTS"


class NothingToSend(Refused):
    """Nothing is held for it, or nothing is on its way."""


class NothingToHarvest(Refused):
    """The shortage is solved otherwise, or its part was taken out before."""


@transaction.atomic
def send_transfer(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """
    Send what is held for a shortage on its way to where it is needed; sent already, it stays so.

    Raises `NothingToSend` and what stock raises.
    """
    actor.must(SupplyPermission.RECEIVE)
    shortage = hold_shortage(shortage)
    if sent_for(shortage):
        return
    held = held_for(shortage).first()
    if held is None:
        raise NothingToSend(_("Nothing is held for %(shortage)s.") % {"shortage": shortage})
    transit = place_in_transit(actor=actor, at=at)
    posting = Posting(MovementKind.SENT, held.balance.place, transit, ref(shortage), shortage.code)
    line = Line(goods_of(held.balance), held.quantity, key=_key("send", shortage))
    announce_move(posting, [line], actor=actor, at=at)
    announce_shortage(TransferSent, shortage, actor=actor, at=at)


@transaction.atomic
def take_in_transfer(
    shortage: Shortage, *, place: Place | None = None, actor: Actor, at: datetime
) -> None:
    """
    Take in what was sent for a shortage, and give it to who waits; in already, it stays so.

    Raises `NothingToSend` and what stock raises.
    """
    actor.must(SupplyPermission.RECEIVE)
    shortage = hold_shortage(shortage)
    sent = sent_for(shortage)
    if sent is None:
        raise NothingToSend(_("Nothing is on its way for %(shortage)s.") % {"shortage": shortage})
    came = arrived_for(shortage)
    if came and came.pk > sent.pk:
        return
    target = place or bin_of(shortage.site, INCOMING, actor=actor, at=at)
    posting = Posting(MovementKind.ARRIVED, sent.target, target, ref(shortage), shortage.code)
    line = Line(goods_after(sent), sent.quantity, key=_key("come", shortage))
    announce_move(posting, [line], actor=actor, at=at)
    if shortage.status == ShortageStatus.CHOSEN and fill(shortage, actor=actor, at=at):
        announce_shortage(ShortageSolved, shortage, way=shortage.way, actor=actor, at=at)


@transaction.atomic
def harvest_for_shortage(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """
    Take the part out of the scrapped unit that was chosen, and give it to who waits.

    Raises `NothingToHarvest` and what stock raises.
    """
    actor.must(SupplyPermission.RECEIVE)
    shortage = hold_shortage(shortage)
    if shortage.status != ShortageStatus.CHOSEN or shortage.way != WayOut.HARVEST:
        raise NothingToHarvest(_("No harvest was chosen for it."))
    unit = Unit.objects.get(pk=shortage.chosen["facts"]["unit"])
    scrap = place_outside(PlaceKind.SCRAP, actor=actor, at=at)
    target = bin_of(shortage.site, INCOMING, actor=actor, at=at)
    used = Goods(shortage.item_id, condition=Condition.USED)
    line = Line(used, shortage.quantity, key=f"harvest-{shortage.pk}", unit_cost=None)
    posting = Posting(MovementKind.HARVESTED, scrap, target, Ref("unit", unit.pk), shortage.code)
    announce_move(posting, [line], actor=actor, at=at)
    if fill(shortage, actor=actor, at=at):
        announce_shortage(ShortageSolved, shortage, way=shortage.way, actor=actor, at=at)


def _key(word: str, shortage: Shortage) -> str:
    """Return the key of a posting: one for each time a way out was chosen."""
    chosen = shortage.chosen_at.isoformat() if shortage.chosen_at else ""
    return f"{word}-{chosen}"
