"""Lots of components that come from a file of production: one lot in one batch a row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

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
from aftercare.domain.units.events import BatchTakenIn
from aftercare.domain.units.models import BatchLot
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.steps import lot_with
from aftercare.domain.units.steps.lot_rows import FACTS, LotRow, facts_of, read_lot_rows
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all
from aftercare.kit.refs import ref


@transaction.atomic
def import_lots(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Say which lots went into batches, from which unit until which, many at once.

    What is told of a lot and was missing is filled in, and stays when the file is taken back.
    """
    actor.must(UnitPermission.TAKE_IN)
    outcomes = [_write(row, actor=actor, at=at) for row in read_lot_rows(records)]
    written = [each.key for each in outcomes if each.state in ("new", "changed")]
    _announce(BatchLot.objects.filter(pk__in=written), actor=actor, at=at)
    return outcomes


def _write(row: LotRow, *, actor: Actor, at: datetime) -> Outcome:
    if row.use is None or row.part is None or row.why:
        return Outcome("error", reason=row.why)
    if row.known and row.state == "same":
        return Outcome("same", str(ref(row.known)))
    told = row.told_of_lot
    use = row.use
    use.lot = lot_with(row.part, row.record["lot"], **told, actor=actor, at=at)
    before = facts_of(row.known) if row.known else {}
    # Two rows of one file may name the same lot, so what is there is asked for once more.
    stored, _is_new = BatchLot.objects.update_or_create(
        batch=use.batch, lot=use.lot, first=use.first, defaults=facts_of(use)
    )
    outcome = outcome_of(str(ref(stored)), before, facts_of(stored))
    return outcome if outcome.state != "same" else Outcome("changed", outcome.subject)


def _announce(uses: Iterable[BatchLot], *, actor: Actor, at: datetime) -> None:
    counted: dict[int, int] = {}
    for use in uses:
        counted[use.batch_id] = counted.get(use.batch_id, 0) + 1
    events = [BatchTakenIn(batch, units=0, lots=lots) for batch, lots in counted.items()]
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_lots(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back which lots a file put into batches, where nobody has changed it since."""
    actor.must(UnitPermission.TAKE_IN)
    known = BatchLot.objects.select_for_update().in_bulk([each.key for each in outcomes])
    there = {key: facts_of(use) for key, use in known.items()}
    reasons = [why_kept(there.get(each.key), each) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    changed = [known[each.key] for each in back if not each.is_new]
    for each in back:
        for name, value in each.before.items():
            setattr(known[each.key], name, value)
    BatchLot.objects.bulk_update(changed, FACTS)
    _announce((known[each.key] for each in back), actor=actor, at=at)
    delete_all(BatchLot, [each.key for each in back if each.is_new])
    return reasons


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(row.state, row.column, row.why) for row in read_lot_rows(records)]


def _identify(record: Record) -> str:
    named = [record.get(name, "").upper() for name in ("item", "batch", "part")]
    return "/".join([*named, *(key_of(record.get(name, "")) for name in ("lot", "first"))])


def _serial(name: str, title: Any, help_text: Any, *also: str) -> Column:
    return Column(name, title, kind=ColumnKind.CODE, longest=60, help=help_text, also=also)


LOTS = Sheet(
    name="production-lots",
    title=gettext_lazy("Lots used in production"),
    text=gettext_lazy("Which reels and charges went into which units, as production noted it."),
    icon="stack-2",
    permission=UnitPermission.TAKE_IN,
    identify=_identify,
    check=_check,
    apply=import_lots,
    undo=undo_lots,
    columns=(
        Column(
            "item",
            gettext_lazy("Item"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="NW-5540",
            help=gettext_lazy("The number of what is made."),
            also=("model", "assembly", "product", "成品", "型号", "母件", "型號"),
        ),
        Column(
            "batch",
            gettext_lazy("Production batch"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=40,
            example="2519",
            also=("batch", "production", "work order", "生产批次", "工单", "生產批次", "工單"),
        ),
        Column(
            "part",
            gettext_lazy("Part"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="NT71102",
            also=("component", "material", "part number", "物料", "元件", "料号", "料號"),
        ),
        Column(
            "lot",
            gettext_lazy("Lot"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=60,
            example="2519-B",
            also=("lot", "lot no", "reel", "批号", "物料批次", "批號", "料卷"),
        ),
        Column(
            "date_code",
            gettext_lazy("Date code"),
            kind=ColumnKind.CODE,
            longest=20,
            example="2519",
            also=("date code", "datecode", "d/c", "dc", "周期", "日期码", "日期碼"),
        ),
        Column("maker", gettext_lazy("Maker"), longest=120, also=("brand", "厂家", "品牌", "廠家")),
        Column(
            "supplier", gettext_lazy("Supplier"), longest=120, also=("vendor", "供应商", "供應商")
        ),
        Column(
            "designators",
            gettext_lazy("Places"),
            longest=20_000,
            example="U3, U4",
            also=("designator", "reference", "refdes", "位号", "位置", "位號"),
        ),
        _serial(
            "first",
            gettext_lazy("From unit"),
            gettext_lazy("Its serial number; empty: from the first of the batch."),
            *("from serial", "first serial", "起始序列号", "起始序號"),
        ),
        _serial(
            "last",
            gettext_lazy("Until unit"),
            gettext_lazy("Its serial number; empty: until the last of the batch."),
            *("to serial", "last serial", "结束序列号", "結束序號"),
        ),
    ),
)
