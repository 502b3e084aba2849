"""Bills of materials that come from a file: one part of one bill a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet
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
from aftercare.domain.catalog.events import BomChanged
from aftercare.domain.catalog.models import Bom, BomLine, Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import made_of
from aftercare.domain.catalog.steps import correct
from aftercare.domain.catalog.steps.bom_rows import FACTS, BomRow, facts_of, read_bom_rows
from aftercare.domain.catalog.steps.boms import made_of_itself, places_taken
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import ref


@transaction.atomic
def import_bom_lines(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Put parts into bills of materials, or correct them, many at once.

    Parts a file does not name stay in their bill. Raises `PlaceIsTaken`, `MadeOfItself`.
    """
    actor.must(CatalogPermission.EDIT)
    rows = read_bom_rows(records)
    added = _begin_bills(rows)
    outcomes = [_outcome(row) for row in rows]
    fresh = [row.line for row in rows if row.line and row.state == "new"]
    insert_all(fresh)
    changed = [row.known for row in rows if row.known and row.state == "changed"]
    for row in rows:
        if row.known and row.line:
            correct(row.known, facts_of(row.line))
    BomLine.objects.bulk_update(changed, FACTS)
    touched = {line.bom_id: line.bom for line in (*fresh, *changed)}
    _must_fit_together([*touched.values()])
    _announce(touched.values(), added, actor=actor, at=at)
    return [
        replace(each, subject=str(ref(row.known or row.line))) if row.line else each
        for row, each in zip(rows, outcomes, strict=True)
    ]


def _begin_bills(rows: Sequence[BomRow]) -> set[int]:
    """Save the bills that are not there yet, let lines point to them, return their keys."""
    fresh = {row.key: row.line.bom for row in rows if row.line and not row.line.bom.pk}
    insert_all([*fresh.values()])
    for row in rows:
        if row.line and row.key in fresh:
            row.line.bom = fresh[row.key]
    return {bom.pk for bom in fresh.values()}


def _outcome(row: BomRow) -> Outcome:
    if row.line is None:
        return Outcome("error", reason=row.why)
    return outcome_of("", _kept(row.known) if row.known else {}, _kept(row.line))


def _must_fit_together(boms: Sequence[Bom]) -> None:
    """Refuse two parts at one place, and what would be made of itself."""
    lines: dict[int, list[BomLine]] = {}
    for line in BomLine.objects.filter(bom__in=boms).select_related("item"):
        lines.setdefault(line.bom_id, []).append(line)
    for bom in boms:
        places = [place for line in lines[bom.pk] for place in line.designators]
        if len(places) != len(set(places)):
            raise places_taken({place for place in places if places.count(place) > 1})
        if around := _around(bom.item, [line.item for line in lines[bom.pk]]):
            raise made_of_itself(around, bom.item)


def _around(item: Item, parts: Sequence[Item]) -> Item | None:
    """Return which of `parts` is or contains `item`, if any; mostly none, and one query."""
    if item.pk not in made_of(*(part.pk for part in parts)):
        return None
    return next((part for part in parts if item.pk in made_of(part.pk)), None)


def _announce(boms: Iterable[Bom], added: set[int], *, actor: Actor, at: datetime) -> None:
    events = [
        BomChanged(bom.item_id, bom.pk, "added" if bom.pk in added else "changed") for bom in boms
    ]
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_bom_lines(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to bills, where nobody has changed it since."""
    actor.must(CatalogPermission.EDIT)
    lines = BomLine.objects.select_related("bom").select_for_update(of=("self",))
    known = lines.in_bulk([each.key for each in outcomes])
    taken = _places_of_others(known)
    reasons = [_why_kept(known.get(each.key), each, taken) for each in outcomes]
    pairs = zip(outcomes, reasons, strict=True)
    back = [(known[each.key], each) for each, why in pairs if not why]
    for line, each in back:
        correct(line, _said(each.before))
    BomLine.objects.bulk_update([line for line, each in back if each.before], FACTS)
    gone = [line.pk for line, each in back if not each.before]
    BomLine.objects.filter(pk__in=gone).delete()
    touched = {line.bom_id: line.bom for line, _each in back}
    _announce(touched.values(), set(), actor=actor, at=at)
    Bom.objects.filter(pk__in=touched, lines=None).delete()
    return reasons


def _places_of_others(lines: Mapping[int, BomLine]) -> dict[int, set[str]]:
    """Return by bill the places of parts that stay as they are."""
    taken: dict[int, set[str]] = {}
    bills = {line.bom_id for line in lines.values()}
    for line in BomLine.objects.filter(bom__in=bills).exclude(pk__in=lines):
        taken.setdefault(line.bom_id, set()).update(line.designators)
    return taken


def _why_kept(line: BomLine | None, outcome: Outcome, taken: Mapping[int, set[str]]) -> str:
    why = why_kept(_kept(line) if line else None, outcome)
    if why or line is None:
        return why
    is_taken = taken.get(line.bom_id, set()).intersection(outcome.before.get("designators", ()))
    return _("Another part sits at the place by now.") if is_taken else ""


def _kept(line: BomLine) -> dict[str, Any]:
    """Return the facts as they are written down with a row."""
    return facts_of(line) | {"quantity": f"{line.quantity.normalize():f}"}


def _said(kept: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(kept)
    return facts | ({"quantity": Decimal(facts["quantity"])} if "quantity" in facts else {})


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(row.state, row.column, row.why) for row in read_bom_rows(records)]


def _identify(record: Record) -> str:
    return "/".join(record.get(name, "").upper() for name in ("item", "batch", "part"))


BOMS = Sheet(
    name="boms",
    title=gettext_lazy("Bills of materials"),
    text=gettext_lazy("What items are made of, in each production, with places on the board."),
    icon="sitemap",
    permission=CatalogPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_bom_lines,
    undo=undo_bom_lines,
    columns=(
        Column(
            "item",
            gettext_lazy("Item"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="MB-5500",
            help=gettext_lazy("The number of what is made."),
            also=("assembly", "parent", "product", "board", "成品", "母件", "父项", "成品料號"),
        ),
        Column(
            "batch",
            gettext_lazy("Production batch"),
            kind=ColumnKind.CODE,
            longest=60,
            help=gettext_lazy("Empty for all productions."),
            also=("batch", "production", "work order", "生产批次", "批次", "工单", "生產批次"),
        ),
        Column(
            "part",
            gettext_lazy("Part"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="NT71102",
            also=("component", "child", "material", "part number", "子件", "物料", "元件", "料号"),
        ),
        Column(
            "quantity",
            gettext_lazy("Quantity"),
            kind=ColumnKind.NUMBER,
            help=gettext_lazy("Empty where the places say how many."),
            also=("qty", "amount", "数量", "用量", "數量", "dami"),
        ),
        Column(
            "designators",
            gettext_lazy("Places"),
            longest=20_000,
            example="R1, R2, C10-C14",
            also=("designator", "designators", "reference", "refdes", "位号", "位置", "位號"),
        ),
        note_column(longest=200),
    ),
)
