"""Items that come from a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.search.steps import file_later, forget_all
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import (
    Column,
    ColumnKind,
    Outcome,
    Record,
    Verdict,
    note_column,
    outcome_of,
    why_kept,
)
from aftercare.domain.catalog.events import ItemEdited, ItemRemoved, ItemsImported
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import is_item_class, plain_number
from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.catalog.steps import correct, numbers_of
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all, insert_all, is_any_of
from aftercare.kit.events import Event
from aftercare.kit.refs import Ref, ref

_NAMES = ("code", "name", "kind", "item_class", "maker", "part_number", "revision", "note")


@transaction.atomic
def import_items(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Take items into the catalog, or correct them, many at once."""
    actor.must(CatalogPermission.EDIT)
    known = _known(records)
    items = [known.get(record["code"].upper()) or Item(since=at) for record in records]
    before = [_values(item) if item.pk else {} for item in items]
    for record, item in zip(records, items, strict=True):
        details = _details(record)
        correct(item, {**details, "code": item.code or details["code"]})
    outcomes = _save(items, before)
    written = [item for item, each in zip(items, outcomes, strict=True) if each.state != "same"]
    file_later("item", [item.pk for item in written], at=at)
    announce_all(_events(outcomes), actor=actor, at=at)
    return outcomes


def _save(items: Sequence[Item], before: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Write items, new ones and corrected ones, each in one statement."""
    for item in items:
        item.numbers = numbers_of(item)
    insert_all([item for item in items if not item.pk])
    pairs = zip(items, before, strict=True)
    outcomes = [outcome_of(str(ref(item)), was, _values(item)) for item, was in pairs]
    changed = [item for item, each in zip(items, outcomes, strict=True) if each.state == "changed"]
    Item.objects.bulk_update(changed, [*_NAMES, "aliases", "numbers"])
    return outcomes


def _events(outcomes: Sequence[Outcome]) -> list[Event]:
    new = tuple(each.key for each in outcomes if each.state == "new")
    events: list[Event] = [ItemsImported(items=new)] if new else []
    changed = [each for each in outcomes if each.state == "changed"]
    return events + [ItemEdited(each.key, changed=tuple(each.after)) for each in changed]


@transaction.atomic
def undo_items(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to items, where nobody has changed them since."""
    actor.must(CatalogPermission.EDIT)
    known = Item.objects.select_for_update().in_bulk([each.key for each in outcomes])
    values = {key: _values(item) for key, item in known.items()}
    alone = named_by_nobody(Item, [each.key for each in outcomes if each.is_new])
    reasons = [why_kept(values.get(each.key), each, alone=alone) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    put_back = [(known[each.key], each.before) for each in back if not each.is_new]
    _put_back(put_back, actor=actor, at=at)
    gone = [each.key for each in back if each.is_new]
    delete_all(Item, gone)
    forget_all(Ref("item", key) for key in gone)
    announce_all([ItemRemoved(item_id=key) for key in gone], actor=actor, at=at)
    return reasons


def _put_back(
    rows: Sequence[tuple[Item, Mapping[str, Any]]], *, actor: Actor, at: datetime
) -> None:
    items = [item for item, _before in rows]
    for item, before in rows:
        correct(item, before)
        item.numbers = numbers_of(item)
    Item.objects.bulk_update(items, [*_NAMES, "aliases", "numbers"])
    file_later("item", [item.pk for item in items], at=at)
    events = [ItemEdited(item_id=item.pk, changed=tuple(before)) for item, before in rows]
    announce_all(events, actor=actor, at=at)


def _values(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in (*_NAMES, "aliases")}


def _details(record: Record) -> dict[str, Any]:
    """Return what a row says; an empty cell says nothing."""
    said: dict[str, Any] = {name: record[name] for name in _NAMES if record.get(name)}
    if record.get("aliases"):
        aliases = record["aliases"].replace("，", ",").replace(";", ",").split(",")
        said["aliases"] = list(dict.fromkeys(filter(None, map(str.strip, aliases))))
    return {
        name: " ".join(value.split()) if isinstance(value, str) and name != "note" else value
        for name, value in said.items()
    }


def _known(records: Sequence[Record]) -> dict[str, Item]:
    codes = {record["code"].upper() for record in records}
    items = Item.objects.filter(is_any_of(Upper("code"), codes))
    return {item.code.upper(): item for item in items}


def _check(records: Sequence[Record]) -> list[Verdict]:
    known = _known(records)
    return [_verdict(record, known.get(record["code"].upper())) for record in records]


def _verdict(record: Record, item: Item | None) -> Verdict:
    if not plain_number(record["code"]):
        return Verdict("error", "code", _("A code has letters or digits."))
    if record.get("item_class") and not is_item_class(record["item_class"]):
        return Verdict("error", "item_class", _("Small letters and dots, as television.lcd."))
    if item is None:
        if not record.get("kind"):
            return Verdict("error", "kind", _("Something has to stand here."))
        return Verdict("new")
    details = {name: value for name, value in _details(record).items() if name != "code"}
    is_same = all(getattr(item, name) == value for name, value in details.items())
    return Verdict("same" if is_same else "changed")


def _identify(record: Record) -> str:
    return record.get("code", "").upper()


ITEMS = Sheet(
    name="items",
    title=gettext_lazy("Items"),
    text=gettext_lazy("Devices, boards, panels and parts, with makers' part numbers."),
    icon="package",
    permission=CatalogPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_items,
    undo=undo_items,
    columns=(
        Column(
            "code",
            gettext_lazy("Code"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=60,
            example="NW-5540",
            also=("item", "item code", "item number", "sku", "料号", "物料编码", "料號", "品號"),
        ),
        Column(
            "name",
            gettext_lazy("Name"),
            is_required=True,
            longest=160,
            also=("description", "item name", "名称", "描述", "品名", "名稱", "paglalarawan"),
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            choices=tuple(ItemKind.choices),
            also=("type", "category", "类型", "類型", "uri"),
        ),
        Column(
            "item_class",
            gettext_lazy("Class"),
            longest=60,
            example="television.lcd",
            also=("item class", "分类", "分類"),
        ),
        Column(
            "maker",
            gettext_lazy("Maker"),
            longest=80,
            also=("manufacturer", "brand", "mfr", "厂商", "制造商", "廠商", "製造商"),
        ),
        Column(
            "part_number",
            gettext_lazy("Part number"),
            kind=ColumnKind.CODE,
            longest=80,
            also=("mpn", "manufacturer part number", "maker part number", "型号", "型號"),
        ),
        Column(
            "aliases",
            gettext_lazy("Other numbers"),
            kind=ColumnKind.CODE,
            help=gettext_lazy("Several between commas."),
            also=("aliases", "alias", "别名", "別名"),
        ),
        Column("revision", gettext_lazy("Revision"), longest=20, also=("rev", "版本")),
        note_column(),
    ),
)
