"""Price lists of suppliers that come from a file."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet
from aftercare.base.spreadsheets.states import Column, ColumnKind, Outcome, Record, Verdict
from aftercare.base.spreadsheets.steps.named_rows import NamedRows
from aftercare.domain.catalog.queries import find_items, is_currency
from aftercare.domain.supply.events import SupplierPriceChanged
from aftercare.domain.supply.models import Supplier, SupplierPrice
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.states import PurchaseKind
from aftercare.kit.actors import Actor

ONE = Decimal(1)


def _price_changed(price: SupplierPrice, change: str) -> SupplierPriceChanged:
    return SupplierPriceChanged(price.supplier_id, price.item_id, change)


ROWS = NamedRows(
    SupplierPrice,
    named_by=("item_id", "supplier_id", "kind", "currency", "from_quantity"),
    says=("unit_price", "pack", "lead_days", "their_number"),
    happened=_price_changed,
)


@transaction.atomic
def import_supplier_prices(
    records: Sequence[Record], *, actor: Actor, at: datetime
) -> list[Outcome]:
    """Say what suppliers ask for items, or correct it, many at once."""
    actor.must(SupplyPermission.SET_UP)
    outcomes, events = ROWS.write(_read(records))
    announce_all(events, actor=actor, at=at)
    return outcomes


@transaction.atomic
def undo_supplier_prices(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import said of suppliers' prices, where nobody has changed it since."""
    actor.must(SupplyPermission.SET_UP)
    reasons, events = ROWS.undo(outcomes)
    announce_all(events, actor=actor, at=at)
    return reasons


def _check(records: Sequence[Record]) -> list[Verdict]:
    return ROWS.judge(_read(records))


def _read(records: Sequence[Record]) -> list[SupplierPrice | Verdict]:
    """Return what rows say, not saved yet, or why they say nothing."""
    items = find_items({record["item"] for record in records})
    codes = {record["supplier"].upper() for record in records}
    suppliers = {
        row.account.code.upper(): row
        for row in Supplier.objects.select_related("account").filter(account__code__in=codes)
    }
    return [
        _price(record, suppliers.get(record["supplier"].upper()), items.get(record["item"]))
        for record in records
    ]


def _price(record: Record, supplier: Supplier | None, item: Any) -> SupplierPrice | Verdict:
    if supplier is None:
        why = _("There is no supplier with this number. Enter the supplier first.")
        return Verdict("error", "supplier", why)
    if item is None:
        return Verdict("error", "item", _("There is no item with this number, or several with it."))
    currency = (record.get("currency") or supplier.currency).upper()
    if not is_currency(currency):
        why = _("Write the currency in three letters, such as USD.")
        return Verdict("error", "currency", why)
    quantity = Decimal(record["from_quantity"]) if record.get("from_quantity") else ONE
    pack = Decimal(record["pack"]) if record.get("pack") else ONE
    amount = Decimal(record["unit_price"])
    if pack <= 0:
        return Verdict("error", "pack", _("A pack holds more than nothing."))
    if quantity <= 0 or amount < 0:
        why = _("A price is not below nothing, and holds for more than nothing.")
        return Verdict("error", "unit_price" if amount < 0 else "from_quantity", why)
    return SupplierPrice(
        supplier=supplier,
        item=item,
        kind=record.get("kind") or PurchaseKind.NORMAL,
        from_quantity=quantity,
        pack=pack,
        unit_price=amount,
        currency=currency,
        lead_days=int(Decimal(record["lead_days"])) if record.get("lead_days") else None,
        their_number=record.get("their_number") or "",
    )


def _identify(record: Record) -> str:
    names = ("supplier", "item", "kind", "currency", "from_quantity")
    return "/".join((record.get(name) or "").upper() for name in names)


SUPPLIER_PRICES = Sheet(
    name="supplier-prices",
    title=gettext_lazy("Prices of suppliers"),
    text=gettext_lazy("What suppliers ask for items, from how many on, and how long it takes."),
    icon="truck-delivery",
    permission=SupplyPermission.SET_UP,
    identify=_identify,
    check=_check,
    apply=import_supplier_prices,
    undo=undo_supplier_prices,
    columns=(
        Column(
            "supplier",
            gettext_lazy("Number of the supplier"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=20,
            example="A-2026-00012",
            also=("supplier", "vendor", "供应商", "供應商", "tagatustos"),
        ),
        Column(
            "item",
            gettext_lazy("Item"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="PS-5500",
            also=("code", "item code", "part number", "sku", "料号", "物料编码", "料號", "品號"),
        ),
        Column(
            "unit_price",
            gettext_lazy("Price of one"),
            kind=ColumnKind.NUMBER,
            is_required=True,
            whole=10,
            places=6,
            example="12.50",
            also=("price", "unit price", "单价", "价格", "單價", "價格", "presyo"),
        ),
        Column(
            "currency",
            gettext_lazy("Currency"),
            longest=3,
            example="USD",
            help=gettext_lazy("Empty for that of the supplier."),
            also=("curr", "币种", "货币", "幣別", "pera"),
        ),
        Column(
            "from_quantity",
            gettext_lazy("From how many on"),
            kind=ColumnKind.NUMBER,
            whole=10,
            places=3,
            example="100",
            also=(
                "moq",
                "minimum",
                "from quantity",
                "起订量",
                "最小起订量",
                "起訂量",
                "pinakakaunti",
            ),
        ),
        Column(
            "pack",
            gettext_lazy("In packs of"),
            kind=ColumnKind.NUMBER,
            whole=10,
            places=3,
            example="10",
            help=gettext_lazy("Empty where single pieces are sold."),
            also=(
                "pack",
                "multiple",
                "order multiple",
                "包装量",
                "最小包装",
                "包裝量",
                "bawat pakete",
            ),
        ),
        Column(
            "kind",
            pgettext_lazy("purchase", "Bought as"),
            choices=tuple(PurchaseKind.choices),
            help=gettext_lazy("Empty for the usual."),
            also=("kind", "采购类型", "採購類型", "uri"),
        ),
        Column(
            "lead_days",
            gettext_lazy("Lead time in days"),
            kind=ColumnKind.NUMBER,
            whole=4,
            places=0,
            example="21",
            also=("lead time", "days", "交期", "交货期", "交期（天）", "araw"),
        ),
        Column(
            "their_number",
            gettext_lazy("Their number of it"),
            longest=80,
            example="VX-2231",
            also=("supplier part", "vendor part", "供应商料号", "供應商料號"),
        ),
    ),
)
