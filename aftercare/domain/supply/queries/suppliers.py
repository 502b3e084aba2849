"""Who sells what to us, and for how much."""

from decimal import Decimal

from django.db.models import QuerySet

from aftercare.domain.supply.models import SparesShare, Supplier, SupplierPrice
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.policies import Break, price_from
from aftercare.kit.actors import Actor


def visible_suppliers(actor: Actor) -> QuerySet[Supplier]:
    """Return the suppliers by name, those we still buy of, for who may see purchases."""
    rows = Supplier.objects.select_related("account").filter(retired=False)
    return rows.order_by("account__name", "pk") if _may_see(actor) else rows.none()


def visible_supplier_prices(actor: Actor) -> QuerySet[SupplierPrice]:
    """Return what suppliers ask for, by item and quantity, for who may see purchases."""
    rows = SupplierPrice.objects.select_related("supplier__account", "item")
    rows = rows.order_by("item__code", "kind", "from_quantity", "pk")
    return rows if _may_see(actor) else rows.none()


def visible_shares(actor: Actor) -> QuerySet[SparesShare]:
    """Return which spares contracts give us with mass production, for who may see purchases."""
    rows = SparesShare.objects.select_related("supplier__account", "item").order_by("item__code")
    return rows if _may_see(actor) else rows.none()


def breaks_of(supplier: Supplier, item_id: int, kind: str, currency: str) -> list[Break]:
    """Return what a supplier asks for an item in a currency, by quantity."""
    rows = SupplierPrice.objects.filter(
        supplier=supplier, item=item_id, kind=kind, currency=currency
    )
    return [Break(row.from_quantity, row.unit_price) for row in rows]


def price_of(
    supplier: Supplier, item_id: int, *, kind: str, currency: str, quantity: Decimal
) -> Decimal | None:
    """Return what a piece of so many costs at a supplier; None where they have not said."""
    return price_from(breaks_of(supplier, item_id, kind, currency), quantity)


def _may_see(actor: Actor) -> bool:
    return actor.kind in ("user", "system") and actor.may(SupplyPermission.VIEW)
