"""The documents a way out needs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.repairs.events import OrderOpened
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import OrderKind
from aftercare.domain.repairs.steps import announce_order, begin_order
from aftercare.domain.stock.events import GoodsReserved
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.steps.holding import hold_there
from aftercare.domain.supply.events import PurchaseDrafted
from aftercare.domain.supply.models import Shortage, Supplier
from aftercare.domain.supply.policies import Option
from aftercare.domain.supply.states import Wanted, WayOut
from aftercare.domain.supply.steps.purchases import announce_purchase, begin_purchase
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref


def make_papers(shortage: Shortage, option: Option, *, actor: Actor, at: datetime) -> list[Ref]:
    """Make what a way out needs, and return it. Raises what stock and repairs raise."""
    make = _MAKERS.get(WayOut(option.kind))
    return make(shortage, option, actor, at) if make else []


def _hold(shortage: Shortage, option: Option, actor: Actor, at: datetime) -> list[Ref]:
    """Hold it where it lies, until it is sent; what lies here is reserved for the need itself."""
    if option.facts["is_here"]:
        return []
    held = hold_there(
        int(option.facts["balance"]),
        quantity=shortage.quantity,
        document=ref(shortage),
        line="1",
        actor=actor,
        at=at,
    )
    reserved = GoodsReserved(
        item_id=held.balance.item_id, document=held.document, quantity=str(held.quantity)
    )
    announce(reserved, actor=actor, at=at)
    return []


def _wait(shortage: Shortage, option: Option, actor: Actor, at: datetime) -> list[Ref]:
    return [Ref("purchase_order", int(option.facts["order"]))]


def _buy(shortage: Shortage, option: Option, actor: Actor, at: datetime) -> list[Ref]:
    wanted = Wanted(
        shortage.item_id,
        Decimal(option.facts["quantity"]),
        option.facts["kind"],
        Decimal(option.facts["price"]),
    )
    order = begin_purchase(
        Supplier.objects.get(pk=option.facts["supplier_id"]),
        [wanted],
        site=shortage.site,
        because=str(ref(shortage)),
        words=_("For %(shortage)s") % {"shortage": shortage},
        actor=actor,
        at=at,
    )
    announce_purchase(PurchaseDrafted, order, actor=actor, at=at)
    return [ref(order)]


def _repair_core(shortage: Shortage, option: Option, actor: Actor, at: datetime) -> list[Ref]:
    core = Balance.objects.select_related("unit").get(pk=option.facts["balance"])
    order = WorkOrder(item=shortage.item, unit=core.unit, kind=OrderKind.REFURBISHMENT)
    return _open(order, shortage, actor, at)


def _repair_theirs(shortage: Shortage, option: Option, actor: Actor, at: datetime) -> list[Ref]:
    order = WorkOrder(item=shortage.item, case=shortage.case, kind=OrderKind.CUSTOMER_BOARD)
    if shortage.work_order:
        order.account, order.contact = shortage.work_order.account, shortage.work_order.contact
    return _open(order, shortage, actor, at)


def _open(order: WorkOrder, shortage: Shortage, actor: Actor, at: datetime) -> list[Ref]:
    order.site, order.reported_on = shortage.site, at.date()
    if shortage.work_order:
        order.team = shortage.work_order.team
    said = {"shortage": shortage, "order": shortage.work_order or ""}
    order.complaint = _("Repaired because it is short: %(shortage)s %(order)s") % said
    begin_order(order, actor=actor, at=at)
    announce_order(OrderOpened, order, kind=order.kind, actor=actor, at=at)
    return [ref(order)]


_MAKERS: Mapping[WayOut, Callable[[Shortage, Option, Actor, datetime], list[Ref]]] = {
    WayOut.TRANSFER: _hold,
    WayOut.SUBSTITUTE: _hold,
    WayOut.ON_ORDER: _wait,
    WayOut.PURCHASE: _buy,
    WayOut.CUSTOM: _buy,
    WayOut.CORE: _repair_core,
    WayOut.OWN_BOARD: _repair_theirs,
}
