"""How a repair ends: handed over, or refused, returned, exchanged, scrapped."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.promises.steps import keep_if_open
from aftercare.domain.customers.models import Account
from aftercare.domain.repairs.events import (
    RepairRefused,
    UnitCameBack,
    UnitCleaned,
    UnitExchanged,
    UnitHandedOver,
    UnitReturned,
    UnitScrapped,
    UnitSentOut,
)
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.bench import SayWhy
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import CURRENCY, days_here, open_quote
from aftercare.domain.repairs.states import (
    OrderStatus,
    PhotoOf,
    QuoteStatus,
    RepairPromise,
    SolvedBy,
)
from aftercare.domain.repairs.steps import (
    MorePhotosNeeded,
    advance,
    announce_order,
    hold_order,
    keep_photos,
    must_be_theirs,
    settle_quote,
)
from aftercare.domain.repairs.steps.goods import (
    exchange_goods,
    give_back_goods,
    scrap_goods_of,
    send_goods_out,
    take_goods_back,
)
from aftercare.domain.repairs.steps.losing import note_lost_demand
from aftercare.domain.shipping.queries import parcel_home
from aftercare.domain.shipping.states import TRAVELS, ParcelStatus
from aftercare.domain.stock.states import Condition
from aftercare.domain.units.models import Unit
from aftercare.domain.units.states import Upload
from aftercare.domain.units.steps.exchanging import give_in_exchange
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class WorkshopMissing(Refused):
    """Who takes a unit back from another workshop says under which number of theirs it was."""


class NotAnotherUnit(Refused):
    """In exchange a customer gets another unit, that nobody else has."""


class GoesByParcel(Refused):
    """What a carrier brings is handed over by its delivery."""


@transaction.atomic
def clean_unit(order: WorkOrder, *, result: str, actor: Actor, at: datetime) -> None:
    """
    Finish a unit: it is clean, and what was done is said in words for the customer.

    What was promised is kept by it. Raises `SayWhy`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if not result.strip():
        raise SayWhy(_("Say in a few words for the customer what was done."))
    keep_if_open(ref(order), RepairPromise.READY, actor=actor, at=at)
    advance(order, OrderStatus.CLEANED, result=result.strip(), actor=actor, at=at)
    announce_order(UnitCleaned, order, actor=actor, at=at)


@transaction.atomic
def hand_over_unit(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """
    Give a repaired unit back to the customer: at the counter, or by the carrier who delivers it.

    Raises `GoesByParcel`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.HAND_OVER)
    order = hold_order(order)
    _must_not_travel(order)
    advance(order, OrderStatus.HANDED_OVER, actor=actor, at=at)
    give_back_goods(order, Condition.USED, actor=actor, at=at)
    days = days_here(order, at.date()) or 0
    announce_order(UnitHandedOver, order, days=days, actor=actor, at=at)


def _must_not_travel(order: WorkOrder) -> None:
    parcel = parcel_home(ref(order))
    if parcel and parcel.status in (ParcelStatus.LABELED, *TRAVELS):
        raise GoesByParcel(
            _("%(carrier)s brings it home. It is handed over when %(parcel)s has arrived.")
            % {"carrier": parcel.carrier_name, "parcel": parcel}
        )


@transaction.atomic
def refuse_repair(order: WorkOrder, *, why: str, actor: Actor, at: datetime) -> None:
    """Decide not to repair a unit, for a reason. Raises `SayWhy`, `IllegalMove`, `StaleRow`."""
    actor.must(RepairPermission.END)
    order = hold_order(order)
    if not why.strip():
        raise SayWhy(_("Say why it is not repaired."))
    note_lost_demand(order, SolvedBy.RETURN, at=at)
    advance(order, OrderStatus.REFUSED, why=why, actor=actor, at=at)
    if quote := open_quote(order):
        settle_quote(quote, QuoteStatus.DECLINED, why=why, actor=actor, at=at)
    announce_order(RepairRefused, order, actor=actor, at=at)


@transaction.atomic
def return_unrepaired(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Give a unit back as it is. Raises `GoesByParcel`, `IllegalMove`, `StaleRow`."""
    actor.must(RepairPermission.HAND_OVER)
    order = hold_order(order)
    _must_not_travel(order)
    advance(order, OrderStatus.RETURNED, actor=actor, at=at)
    give_back_goods(order, Condition.FAULTY, actor=actor, at=at)
    announce_order(UnitReturned, order, actor=actor, at=at)


@transaction.atomic
def exchange_unit(
    order: WorkOrder, *, replacement: Unit, why: str, actor: Actor, at: datetime
) -> None:
    """
    Give the customer another unit for theirs; from today it is theirs, with the old one's term.

    Raises `NotAnotherUnit`, `SayWhy`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.END)
    order = hold_order(order)
    if not why.strip():
        raise SayWhy(_("Say why it is exchanged."))
    replacement = Unit.objects.select_for_update().get(pk=replacement.pk)
    if replacement.pk == order.unit_id or replacement.account_id or replacement.contact_id:
        raise NotAnotherUnit(_("Choose another unit, one that nobody has yet."))
    note_lost_demand(order, SolvedBy.EXCHANGE, at=at)
    advance(order, OrderStatus.EXCHANGED, why=why, replacement=replacement, actor=actor, at=at)
    exchange_goods(order, replacement, actor=actor, at=at)
    give_in_exchange(
        replacement,
        old=order.unit,
        account=order.account,
        contact=order.contact,
        why=why,
        actor=actor,
        at=at,
    )
    announce_order(UnitExchanged, order, actor=actor, at=at)


@transaction.atomic
def scrap_unit(
    order: WorkOrder, *, why: str, proof: Sequence[Upload], actor: Actor, at: datetime
) -> None:
    """Scrap a unit, with proof. Raises `SayWhy`, `MorePhotosNeeded`, `IllegalMove`, `StaleRow`."""
    actor.must(RepairPermission.END)
    order = hold_order(order)
    if not why.strip():
        raise SayWhy(_("Say why it is scrapped."))
    if not keep_photos(order, proof, PhotoOf.PROOF, actor=actor, at=at):
        raise MorePhotosNeeded(_("Add a photo or paper that proves it."))
    note_lost_demand(order, SolvedBy.SCRAP, at=at)
    advance(order, OrderStatus.SCRAPPED, why=why, actor=actor, at=at)
    scrap_goods_of(order, why, actor=actor, at=at)
    announce_order(UnitScrapped, order, actor=actor, at=at)


@transaction.atomic
def send_unit_out(
    order: WorkOrder, *, workshop: Account, number: str = "", actor: Actor, at: datetime
) -> None:
    """
    Send a unit to another workshop; the same unit comes back, under their number.

    Raises `SomebodyElseWorks`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    advance(
        order,
        OrderStatus.AWAY,
        workshop=workshop.name[:120],
        workshop_account=workshop,
        workshop_number=number.strip()[:60],
        actor=actor,
        at=at,
    )
    send_goods_out(order, actor=actor, at=at)
    announce_order(UnitSentOut, order, actor=actor, at=at)


@transaction.atomic
def take_unit_back(
    order: WorkOrder,
    *,
    number: str = "",
    done: str,
    price: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Take a unit back from another workshop, and say what they did. We test it ourselves.

    `price` is what they ask for it, in the currency of our quotes; the order bears it.
    Raises `SayWhy`, `WorkshopMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if not done.strip():
        raise SayWhy(_("Say what the workshop did."))
    theirs = number.strip()[:60] or order.workshop_number
    if order.way.goes_out and not theirs:
        raise WorkshopMissing(_("Say under which number the workshop had it."))
    paid = _paid(order, price)
    advance(
        order, OrderStatus.TESTING, why=done, workshop_number=theirs, **paid, actor=actor, at=at
    )
    take_goods_back(order, actor=actor, at=at)
    announce_order(UnitCameBack, order, actor=actor, at=at)


def _paid(order: WorkOrder, price: Decimal | None) -> dict[str, Any]:
    """Return what an order has cost at other workshops, if it was there before too."""
    if price is None:
        return {}
    currency = str(setting(CURRENCY.name))
    before = order.workshop_price if order.workshop_currency == currency else None
    return {"workshop_price": price + (before or 0), "workshop_currency": currency}
