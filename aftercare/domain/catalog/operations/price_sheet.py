"""Price lists that come from a file."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet
from aftercare.base.spreadsheets.states import Column, ColumnKind, Outcome, Record, Verdict
from aftercare.base.spreadsheets.steps.named_rows import NamedRows
from aftercare.domain.catalog.events import PriceSet
from aftercare.domain.catalog.models import Item, ItemPrice
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import is_currency
from aftercare.domain.catalog.queries import find_items
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.steps.prices import why_no_price
from aftercare.kit.actors import Actor


def _price_set(price: ItemPrice, change: str) -> PriceSet:
    return PriceSet(price.item_id, price.kind, price.currency, change)


ROWS = NamedRows(
    ItemPrice,
    named_by=("item_id", "kind", "currency", "from_on"),
    says=("amount", "until_on"),
    happened=_price_set,
)


@transaction.atomic
def import_prices(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Say what items cost, or correct it, many at once."""
    actor.must(CatalogPermission.EDIT)
    outcomes, events = ROWS.write(_read(records))
    announce_all(events, actor=actor, at=at)
    return outcomes


@transaction.atomic
def undo_prices(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import said of prices, where nobody has changed it since."""
    actor.must(CatalogPermission.EDIT)
    reasons, events = ROWS.undo(outcomes)
    announce_all(events, actor=actor, at=at)
    return reasons


def _check(records: Sequence[Record]) -> list[Verdict]:
    return ROWS.judge(_read(records))


def _read(records: Sequence[Record]) -> list[ItemPrice | Verdict]:
    """Return what rows say, not saved yet, or why they say nothing."""
    items = find_items({record["item"] for record in records})
    return [_price(record, items.get(record["item"])) for record in records]


def _price(record: Record, item: Item | None) -> ItemPrice | Verdict:
    if item is None:
        return Verdict("error", "item", _("There is no item with this number, or several with it."))
    from_on, until_on = (
        date.fromisoformat(record[name]) if record.get(name) else None
        for name in ("from_on", "until_on")
    )
    currency, amount = record["currency"].upper(), Decimal(record["amount"])
    if why := why_no_price(currency, amount, from_on, until_on):
        column = "until_on" if amount >= 0 else "amount"
        return Verdict("error", column if is_currency(currency) else "currency", why)
    return ItemPrice(
        item=item,
        kind=record.get("kind") or PriceKind.LIST,
        currency=currency,
        amount=amount,
        from_on=from_on,
        until_on=until_on,
    )


def _identify(record: Record) -> str:
    return "/".join(
        record.get(name, "").upper() for name in ("item", "kind", "currency", "from_on")
    )


PRICES = Sheet(
    name="prices",
    title=pgettext_lazy("of items", "Prices"),
    text=gettext_lazy("What items cost in the list, in service, and as mere material."),
    icon="cash",
    permission=CatalogPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_prices,
    undo=undo_prices,
    columns=(
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
            "kind",
            gettext_lazy("Kind"),
            choices=tuple(PriceKind.choices),
            help=gettext_lazy("Empty for the list price."),
            also=("price list", "type", "价格类型", "價格類型", "uri"),
        ),
        Column(
            "currency",
            gettext_lazy("Currency"),
            is_required=True,
            longest=3,
            example="USD",
            also=("curr", "币种", "货币", "幣別", "pera"),
        ),
        Column(
            "amount",
            pgettext_lazy("money", "Amount"),
            kind=ColumnKind.NUMBER,
            is_required=True,
            whole=10,
            places=6,
            example="12.50",
            also=("price", "unit price", "单价", "价格", "單價", "價格", "presyo"),
        ),
        Column(
            "from_on",
            gettext_lazy("From"),
            kind=ColumnKind.DAY,
            example="2026-01-01",
            also=("valid from", "start", "begins", "生效日期", "起始日期", "生效日", "mula"),
        ),
        Column(
            "until_on",
            gettext_lazy("Until"),
            kind=ColumnKind.DAY,
            help=gettext_lazy("The first day on which it holds no more."),
            also=("valid until", "end", "ends", "失效日期", "结束日期", "失效日", "hanggang"),
        ),
    ),
)
