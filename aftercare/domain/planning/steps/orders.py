"""Orders a planner wants: drafts for the buyers, of the supplier that asks least."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.domain.catalog.models import Item
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.queries.settings import center_site
from aftercare.domain.planning.states import Proposal
from aftercare.domain.supply.events import PurchaseClosed, PurchaseDrafted
from aftercare.domain.supply.models import PurchaseOrder, SupplierPrice
from aftercare.domain.supply.queries import OWN_CURRENCY, cheapest_order
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


class NotSoldLikeThis(Refused):
    """Suppliers sell a part from more on, or in other packs."""


def draft_for(
    exception: PlanException, quantity: Decimal, *, actor: Actor, at: datetime
) -> PurchaseOrder:
    """Return a draft of so many. Raises `NowhereToSend`, `NothingWanted`, `NotSoldLikeThis`."""
    site = exception.target or center_site()
    if site is None:
        raise NowhereToSend(
            _("Enter a site under Settings first, so that goods can come somewhere.")
        )
    last = exception.proposal == Proposal.LAST_ORDER
    kind = PurchaseKind.LAST_TIME_BUY if last else PurchaseKind.NORMAL
    price = _cheapest(exception.item, quantity, is_last=last)
    paid = price.unit_price if price and price.currency == price.supplier.currency else None
    order = begin_purchase(
        price.supplier if price else None,
        [Wanted(exception.item_id, quantity, kind, paid)],
        site=site,
        because=str(ref(exception)),
        words=exception.reason,
        actor=actor,
        at=at,
    )
    announce_purchase(PurchaseDrafted, order, actor=actor, at=at)
    return order


def _cheapest(item: Item, quantity: Decimal, *, is_last: bool) -> SupplierPrice | None:
    """
    Return the price of who asks least for so many; without one a draft waits for the buyers.

    Raises `NotSoldLikeThis`.
    """
    kinds = [PurchaseKind.NORMAL, *([PurchaseKind.LAST_TIME_BUY] if is_last else [])]
    rows = SupplierPrice.objects.filter(item=item, kind__in=kinds, supplier__retired=False)
    prices = list(rows.select_related("supplier__account").order_by("unit_price", "pk"))
    ours = str(setting(OWN_CURRENCY.name))
    prices = [row for row in prices if row.currency == ours] or prices
    fitting = [row for row in prices if row.offer.least(quantity) == quantity]
    if fitting or not prices:
        return fitting[0] if fitting else None
    _offer, enough = cheapest_order((row.offer for row in prices), quantity) or (None, quantity)
    raise NotSoldLikeThis(
        _("No supplier sells %(quantity)s of %(item)s at once. Order %(enough)s.")
        % {
            "quantity": f"{quantity.normalize():f}",
            "item": item,
            "enough": f"{enough.normalize():f}",
        }
    )


def call_drafts_off(document: Ref, *, actor: Actor, at: datetime) -> None:
    """Call off what was drafted for an exception and not ordered yet; orders stand."""
    drafts = PurchaseOrder.objects.select_for_update(of=("self",)).filter(
        because=str(document), status__in=NOT_ORDERED
    )
    why = _("The planner took the decision back.")
    for order in drafts.select_related("supplier__account", "site").order_by("pk"):
        advance_purchase(order, PurchaseStatus.CANCELLED, why=why, actor=actor, at=at)
        announce_purchase(PurchaseClosed, order, status=order.status, actor=actor, at=at)
