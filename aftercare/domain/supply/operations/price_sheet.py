"""Price lists of suppliers that come from a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet
from aftercare.base.spreadsheets.states import (
    Column,
    ColumnKind,
    Outcome,
    Record,
    Verdict,
    outcome_of,
    why_kept,
)
from aftercare.domain.catalog.queries import find_items, is_currency
from aftercare.domain.supply.events import SupplierPriceChanged
from aftercare.domain.supply.models import Supplier, SupplierPrice
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.states import PurchaseKind
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import ref

PriceKey = tuple[int, int, str, str, Decimal]
ONE = Decimal(1)
KEPT = ("unit_price", "lead_days", "their_number")


@transaction.atomic
def import_supplier_prices(
    records: Sequence[Record], *, actor: Actor, at: datetime
) -> list[Outcome]:
    """Say what suppliers ask for items, or correct it, many at once."""
    actor.must(SupplyPermission.SET_UP)
    said = _read(records)
    known = _known(said)
    fresh = [price for price, _why in said if price and _key(price) not in known]
    insert_all(fresh)
    outcomes, changed = [], []
    for price, why in said:
        if price is None:
            outcomes.append(Outcome("error", reason=why))
            continue
        old = known.get(_key(price))
        outcomes.append(_outcome(price, old))
        if old and outcomes[-1].state == "changed":
            for name, value in _values(price, old).items():
                setattr(old, name, value)
            changed.append(old)
    SupplierPrice.objects.bulk_update(changed, KEPT)
    _announce({"added": fresh, "corrected": changed}, actor, at)
    return outcomes


def _values(price: SupplierPrice, old: SupplierPrice) -> dict[str, Any]:
    """Return what a price says now; an empty cell says nothing."""
    return {
        "unit_price": price.unit_price,
        "lead_days": old.lead_days if price.lead_days is None else price.lead_days,
        "their_number": price.their_number or old.their_number,
    }


def _outcome(price: SupplierPrice, old: SupplierPrice | None) -> Outcome:
    if old is None:
        return Outcome("new", str(ref(price)), {}, _kept(vars(price)))
    return outcome_of(str(ref(old)), _kept(vars(old)), _kept(_values(price, old)))


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in KEPT}
    return kept | {"unit_price": f"{values['unit_price'].normalize():f}"}


def _announce(changes: Mapping[str, Sequence[SupplierPrice]], actor: Actor, at: datetime) -> None:
    events = [
        SupplierPriceChanged(price.supplier_id, price.item_id, change)
        for change, prices in changes.items()
        for price in prices
    ]
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_supplier_prices(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import said of suppliers' prices, where nobody has changed it since."""
    actor.must(SupplyPermission.SET_UP)
    known = SupplierPrice.objects.select_for_update().in_bulk([each.key for each in outcomes])
    values = {key: _kept(vars(price)) for key, price in known.items()}
    reasons = [why_kept(values.get(each.key), each) for each in outcomes]
    back = [(known[each.key], each) for each, why in zip(outcomes, reasons, strict=True) if not why]
    for price, each in back:
        for name, value in each.before.items():
            setattr(price, name, Decimal(value) if name == "unit_price" else value)
    put_back = [price for price, each in back if each.before]
    SupplierPrice.objects.bulk_update(put_back, KEPT)
    gone = [price for price, each in back if not each.before]
    SupplierPrice.objects.filter(pk__in=[price.pk for price in gone]).delete()
    _announce({"removed": gone, "corrected": put_back}, actor, at)
    return reasons


def _key(price: SupplierPrice) -> PriceKey:
    return price.supplier_id, price.item_id, price.kind, price.currency, price.from_quantity


def _read(records: Sequence[Record]) -> list[tuple[SupplierPrice | None, str]]:
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


def _price(
    record: Record, supplier: Supplier | None, item: Any
) -> tuple[SupplierPrice | None, str]:
    if supplier is None:
        return None, _("There is no supplier with this number. Enter the supplier first.")
    if item is None:
        return None, _("There is no item with this number, or several with it.")
    currency = (record.get("currency") or supplier.currency).upper()
    if not is_currency(currency):
        return None, _("Write the currency in three letters, such as USD.")
    quantity = Decimal(record["from_quantity"]) if record.get("from_quantity") else ONE
    amount = Decimal(record["unit_price"])
    if quantity <= 0 or amount < 0:
        return None, _("A price is not below nothing, and holds for more than nothing.")
    days = int(Decimal(record["lead_days"])) if record.get("lead_days") else None
    price = SupplierPrice(
        supplier=supplier,
        item=item,
        kind=record.get("kind") or PurchaseKind.NORMAL,
        from_quantity=quantity,
        unit_price=amount,
        currency=currency,
        lead_days=days,
        their_number=record.get("their_number") or "",
    )
    return price, ""


def _known(said: Sequence[tuple[SupplierPrice | None, str]]) -> dict[PriceKey, SupplierPrice]:
    items = {price.item_id for price, _why in said if price}
    return {_key(price): price for price in SupplierPrice.objects.filter(item__in=items)}


def _check(records: Sequence[Record]) -> list[Verdict]:
    said = _read(records)
    known = _known(said)
    return [
        Verdict(_outcome(price, old).state if (old := known.get(_key(price))) else "new")
        if price
        else Verdict("error", "item", why)
        for price, why in said
    ]


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
