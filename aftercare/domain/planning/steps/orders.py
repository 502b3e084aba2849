"""Orders a planner wants: drafts for the buyers, of the supplier that asks least."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.states import Proposal
from aftercare.domain.supply.events import PurchaseClosed, PurchaseDrafted
from aftercare.domain.supply.models import PurchaseOrder, Supplier, SupplierPrice
from aftercare.domain.supply.states import NOT_ORDERED, PurchaseKind, PurchaseStatus, Wanted
from aftercare.domain.supply.steps.purchases import (
    advance_purchase,
    announce_purchase,
    begin_purchase,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused


class NowhereToSend(Refused):
    """Nobody has said where the company is, so goods can come nowhere."""


def draft_for(
    exception: PlanException, quantity: Decimal, *, actor: Actor, at: datetime
) -> PurchaseOrder:
    """Return a draft of so many. Raises `NowhereToSend`, `NothingWanted`."""
    site = exception.target or Site.objects.order_by("pk").first()
    if site is None:
        raise NowhereToSend(
            _("Enter a site under Settings first, so that goods can come somewhere.")
        )
    last = exception.proposal == Proposal.LAST_ORDER
    kind = PurchaseKind.LAST_TIME_BUY if last else PurchaseKind.NORMAL
    order = begin_purchase(
        _cheapest(exception.item_id, quantity),
        [Wanted(exception.item_id, quantity, kind)],
        site=site,
        because=str(ref(exception)),
        words=exception.reason,
        actor=actor,
        at=at,
    )
    announce_purchase(PurchaseDrafted, order, actor=actor, at=at)
    return order


def _cheapest(item_id: int, quantity: Decimal) -> Supplier | None:
    """Return who asks least for so many; without one a draft waits for the buyers."""
    prices = SupplierPrice.objects.filter(
        item=item_id, from_quantity__lte=quantity, supplier__retired=False
    )
    price = prices.select_related("supplier__account").order_by("unit_price", "pk").first()
    return price.supplier if price else None


def call_drafts_off(document: Ref, *, actor: Actor, at: datetime) -> None:
    """Call off what was drafted for an exception and not ordered yet; orders stand."""
    drafts = PurchaseOrder.objects.select_for_update(of=("self",)).filter(
        because=str(document), status__in=NOT_ORDERED
    )
    why = _("The planner took the decision back.")
    for order in drafts.select_related("supplier__account", "site").order_by("pk"):
        advance_purchase(order, PurchaseStatus.CANCELLED, why=why, actor=actor, at=at)
        announce_purchase(PurchaseClosed, order, status=order.status, actor=actor, at=at)
