"""Price lists that come from a file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from aftercare.domain.catalog.events import PriceSet
from aftercare.domain.catalog.models import Item, ItemPrice
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import is_currency
from aftercare.domain.catalog.queries import find_items
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.steps.prices import why_no_price
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import ref

PriceKey = tuple[int, str, str, date | None]


@transaction.atomic
def import_prices(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Say what items cost, or correct it, many at once."""
    actor.must(CatalogPermission.EDIT)
    said = _read(records)
    known = _known([price for price in said if price])
    fresh = [price for price in said if price and _key(price) not in known]
    insert_all(fresh)
    outcomes = [
        _outcome(price, known.get(_key(price))) if price else Outcome("error", reason=_no_item())
        for price in said
    ]
    changed = [
        known[_key(price)]
        for price, each in zip(said, outcomes, strict=True)
        if price and each.state == "changed"
    ]
    for price in said:
        if price and (old := known.get(_key(price))):
            old.amount, old.until_on = price.amount, _until(price, old)
    ItemPrice.objects.bulk_update(changed, ["amount", "until_on"])
    _announce({"added": fresh, "corrected": changed}, actor=actor, at=at)
    return outcomes


def _until(price: ItemPrice, old: ItemPrice) -> date | None:
    """Return the end of a price; an empty cell says nothing."""
    return price.until_on or old.until_on


def _outcome(price: ItemPrice, old: ItemPrice | None) -> Outcome:
    if old is None:
        return Outcome("new", str(ref(price)), {}, _kept(price))
    after = _kept(price) | {"until_on": _day(_until(price, old))}
    return outcome_of(str(ref(old)), _kept(old), after)


def _announce(changes: Mapping[str, Sequence[ItemPrice]], *, actor: Actor, at: datetime) -> None:
    events = [
        PriceSet(price.item_id, price.kind, price.currency, change)
        for change, prices in changes.items()
        for price in prices
    ]
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_prices(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import said of prices, where nobody has changed it since."""
    actor.must(CatalogPermission.EDIT)
    known = ItemPrice.objects.select_for_update().in_bulk([each.key for each in outcomes])
    values = {key: _kept(price) for key, price in known.items()}
    reasons = [why_kept(values.get(each.key), each) for each in outcomes]
    pairs = zip(outcomes, reasons, strict=True)
    back = [(known[each.key], each) for each, why in pairs if not why]
    for price, each in back:
        for name, value in _said(each.before).items():
            setattr(price, name, value)
    put_back = [price for price, each in back if each.before]
    ItemPrice.objects.bulk_update(put_back, ["amount", "until_on"])
    gone = [price for price, each in back if not each.before]
    ItemPrice.objects.filter(pk__in=[price.pk for price in gone]).delete()
    _announce({"removed": gone, "corrected": put_back}, actor=actor, at=at)
    return reasons


def _kept(price: ItemPrice) -> dict[str, Any]:
    return {"amount": f"{price.amount.normalize():f}", "until_on": _day(price.until_on)}


def _said(kept: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(kept)
    if "amount" in said:
        said["amount"] = Decimal(said["amount"])
    if said.get("until_on"):
        said["until_on"] = date.fromisoformat(said["until_on"])
    return said


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _key(price: ItemPrice) -> PriceKey:
    return price.item_id, price.kind, price.currency, price.from_on


def _read(records: Sequence[Record]) -> list[ItemPrice | None]:
    """Return what rows say, not saved yet; None where the item is not known."""
    items = find_items({record["item"] for record in records})
    return [_price(record, items.get(record["item"])) for record in records]


def _price(record: Record, item: Item | None) -> ItemPrice | None:
    if item is None:
        return None
    days = {
        name: date.fromisoformat(record[name]) if record.get(name) else None
        for name in ("from_on", "until_on")
    }
    return ItemPrice(
        item=item,
        kind=record.get("kind") or PriceKind.LIST,
        currency=record["currency"].upper(),
        amount=Decimal(record["amount"]),
        **days,
    )


def _known(prices: Sequence[ItemPrice]) -> dict[PriceKey, ItemPrice]:
    items = {price.item_id for price in prices}
    return {_key(price): price for price in ItemPrice.objects.filter(item__in=items)}


def _check(records: Sequence[Record]) -> list[Verdict]:
    said = _read(records)
    known = _known([price for price in said if price])
    return [_verdict(price, known) for price in said]


def _verdict(price: ItemPrice | None, known: Mapping[PriceKey, ItemPrice]) -> Verdict:
    if price is None:
        return Verdict("error", "item", _no_item())
    why = why_no_price(price.currency, price.amount, price.from_on, price.until_on)
    if why:
        column = "until_on" if price.amount >= 0 else "amount"
        return Verdict("error", column if is_currency(price.currency) else "currency", why)
    old = known.get(_key(price))
    return Verdict(_outcome(price, old).state if old else "new")


def _no_item() -> str:
    return _("There is no item with this number, or several with it.")


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
