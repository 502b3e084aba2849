"""Purchase orders as lists and pages show them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_number, register_setting
from aftercare.domain.supply.models import (
    PurchaseChange,
    PurchaseLine,
    PurchaseOrder,
    PurchaseReceipt,
)
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.states import ENDED, PurchaseStatus
from aftercare.kit.actors import Actor

register_number("PO", _("Purchase orders"))

OWN_CURRENCY = register_setting(
    Setting("supply.currency", "USD", _("Currency in which stock is worth something to us."))
)
WITHIN_DAYS = register_setting(
    Setting("supply.within_days", 14, _("Days until goods come of a supplier nobody knows yet."))
)


def visible_purchases(actor: Actor) -> QuerySet[PurchaseOrder]:
    """Return the purchase orders, the newest first, for who may see them."""
    rows = PurchaseOrder.objects.select_related("supplier__account", "site", "buyer")
    return rows.order_by("-pk") if _may_see(actor) else rows.none()


def open_purchases(actor: Actor) -> QuerySet[PurchaseOrder]:
    """Return the purchase orders that have not ended, what comes first at the top."""
    return visible_purchases(actor).exclude(status__in=ENDED).order_by("due_at", "pk")


def visible_purchase_lines(actor: Actor) -> QuerySet[PurchaseLine]:
    """Return the lines of purchase orders with their items, for who may see them."""
    rows = PurchaseLine.objects.select_related("item", "order__supplier__account", "order__site")
    return rows.order_by("order", "number") if _may_see(actor) else rows.none()


def lines_of_purchase(order: PurchaseOrder) -> QuerySet[PurchaseLine]:
    """Return the lines of a purchase order in their order."""
    return PurchaseLine.objects.filter(order=order).select_related("item").order_by("number")


def receipts_of(order: PurchaseOrder) -> QuerySet[PurchaseReceipt]:
    """Return what has come for a purchase order, the newest first."""
    rows = PurchaseReceipt.objects.filter(line__order=order).order_by("-pk")
    return rows.select_related("line__item", "movement__target", "movement__lot", "movement__unit")


def changes_of_purchase(order: PurchaseOrder) -> QuerySet[PurchaseChange]:
    """Return the way of a purchase order so far, in order."""
    return PurchaseChange.objects.filter(order=order).order_by("pk")


def find_by_wish(once: str) -> PurchaseOrder | None:
    """Return the purchase order that was made for a wish, unless it was called off."""
    rows = PurchaseOrder.objects.filter(once=once).exclude(status=PurchaseStatus.CANCELLED)
    return rows.first() if once else None


def _may_see(actor: Actor) -> bool:
    return actor.kind in ("user", "system") and actor.may(SupplyPermission.VIEW)
