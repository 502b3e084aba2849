"""Units that come from a file: what production, a dealer or another system knows of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import (
    Column,
    ColumnKind,
    Outcome,
    Record,
    Verdict,
    note_column,
    why_kept,
)
from aftercare.domain.units.events import UnitEdited, UnitsImported, UnitsRemoved
from aftercare.domain.units.models import Ownership, ProductionBatch, Unit, UnitDate
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.steps.unit_rows import DATES, PLAIN, UnitRow, read_unit_rows
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all, insert_all, insert_values
from aftercare.kit.events import Event
from aftercare.kit.refs import ref

_FIELDS = (*PLAIN, "account_id", "batch_id", "dealer_account_id")
_WRITTEN = (*PLAIN, "account", "batch", "position", "dealer_account")


@transaction.atomic
def import_units(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Take note of units, their dates, batches and owners, or of more of them, many at once.

    A unit somebody owns stays theirs. What was known of a date stays readable.
    """
    actor.must(UnitPermission.EDIT)
    rows = read_unit_rows(records)
    for row in rows:
        _refuse_future(row, at=at)
    sound = [row for row in rows if row.state in ("new", "changed")]
    told = {id(row): (row.state, _before(row)) for row in sound}
    given = [row for row in sound if row.account and "account_id" in row.changes]
    begun = _begin_batches(sound, at=at)
    units = _save(sound, at=at)
    noted = {"noted_by": str(actor.ref), "at": at}
    owned = _own(given, units, noted)
    dated = _date(sound, units, noted)
    outcomes = []
    for row in rows:
        if id(row) not in told:
            outcomes.append(_left(row))
            continue
        state, before = told[id(row)]
        unit = units[id(row)]
        after = _values(unit)
        after |= {"dates": dated.get(unit.pk, []), "owner": owned.get(unit.pk)}
        after["batch_is_new"] = unit.batch_id in begun
        outcomes.append(Outcome(state, str(ref(unit)), before, after))
    _announce(outcomes, actor=actor, at=at)
    return outcomes


def _refuse_future(row: UnitRow, *, at: datetime) -> None:
    late = next((kind for kind, on in row.dates.items() if on > at.date()), "")
    if late and not row.why:
        row.column, row.why = late, _("%(day)s is still to come.") % {"day": row.dates[late]}


def _left(row: UnitRow) -> Outcome:
    if row.known is None or row.why:
        return Outcome("error", reason=row.why)
    return Outcome("same", str(ref(row.known)))


def _before(row: UnitRow) -> dict[str, Any]:
    """Return what an undo has to put back; nothing for a unit that is new."""
    if row.known is None:
        return {}
    replaced = [row.dated[kind].pk for kind in row.new_dates if kind in row.dated]
    return _values(row.known) | {"dates": replaced}


def _values(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in _FIELDS}


def _begin_batches(rows: Sequence[UnitRow], *, at: datetime) -> set[int]:
    """Save the batches nobody has heard of, and return their keys."""
    fresh = {id(row.batch): row.batch for row in rows if row.batch and not row.batch.pk}
    for batch in fresh.values():
        batch.taken_in_at = at
    insert_all([*fresh.values()])
    return {batch.pk for batch in fresh.values()}


def _save(rows: Sequence[UnitRow], *, at: datetime) -> dict[int, Unit]:
    """Write units, new ones and known ones, each in one statement; return them by their rows."""
    units = {id(row): row.known or _unit(row, at=at) for row in rows}
    placed = []
    for row in rows:
        unit = units[id(row)]
        if row.batch and unit.batch_id is None:
            placed.append(unit)
        changes = row.changes
        if "dealer" in changes:
            unit.dealer_account_id = None
        for name, value in changes.items():
            setattr(unit, name, value)
    _place(placed)
    insert_all([unit for unit in units.values() if not unit.pk])
    changed = [row.known for row in rows if row.known]
    Unit.objects.bulk_update(changed, _WRITTEN)
    return units


def _unit(row: UnitRow, *, at: datetime) -> Unit:
    serial = row.serial.strip()
    return Unit(item=row.item, serial=serial, serial_key=row.key, known_since=at)


def _place(units: Sequence[Unit]) -> None:
    """Give units the next places in their batches."""
    batches = ProductionBatch.objects.filter(pk__in={unit.batch_id for unit in units})
    held = list(batches.select_for_update().order_by("pk"))
    last = Unit.objects.filter(batch__in=held).order_by().values("batch")
    places = dict(last.annotate(last=Max("position")).values_list("batch", "last"))
    for unit in units:
        if unit.batch_id:
            unit.position = places[unit.batch_id] = places.get(unit.batch_id, 0) + 1


def _own(
    rows: Sequence[UnitRow], units: Mapping[int, Unit], noted: Mapping[str, Any]
) -> dict[int, int]:
    """Note whose units are that nobody had, and return the notes by unit."""
    owners = [
        {
            "unit_id": units[id(row)].pk,
            "account_id": row.account.pk,
            "how": OwnedBy.SHIPPED if DateKind.SHIPPED in row.dates else OwnedBy.BOUGHT,
            "since": _since(row, noted["at"]),
            **noted,
        }
        for row in rows
        if row.account
    ]
    keys = insert_values(Ownership, owners)
    return {each["unit_id"]: key for each, key in zip(owners, keys, strict=True)}


def _since(row: UnitRow, at: datetime) -> date:
    told = (DateKind.DELIVERED, DateKind.SOLD, DateKind.SHIPPED)
    return next((row.dates[kind] for kind in told if kind in row.dates), at.date())


def _date(
    rows: Sequence[UnitRow], units: Mapping[int, Unit], noted: Mapping[str, Any]
) -> dict[int, list[int]]:
    """Note the dates of units, and return the notes by unit."""
    replaced = [row.dated[kind].pk for row in rows for kind in row.new_dates if kind in row.dated]
    UnitDate.objects.filter(pk__in=replaced).update(replaced_at=noted["at"])
    dates = [
        {"unit_id": units[id(row)].pk, "kind": kind, "on": on, **noted}
        for row in rows
        for kind, on in row.new_dates.items()
    ]
    keys: dict[int, list[int]] = {}
    for each, key in zip(dates, insert_values(UnitDate, dates), strict=True):
        keys.setdefault(each["unit_id"], []).append(key)
    return keys


def _announce(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> None:
    new = tuple(each.key for each in outcomes if each.state == "new")
    events: list[Event] = [UnitsImported(units=new)] if new else []
    events += [
        UnitEdited(unit_id=each.key, changed=_changed(each))
        for each in outcomes
        if each.state == "changed"
    ]
    announce_all(events, actor=actor, at=at)


def _changed(outcome: Outcome) -> tuple[str, ...]:
    names = [name for name in PLAIN if outcome.after[name] != outcome.before[name]]
    return tuple(names + ["dates"] * bool(outcome.after["dates"]))


@transaction.atomic
def undo_units(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to units, where nobody has changed them since."""
    actor.must(UnitPermission.EDIT)
    known = Unit._base_manager.select_for_update().in_bulk([each.key for each in outcomes])
    new = [each.key for each in outcomes if not each.before]
    ours = {UnitDate: _dates(outcomes), Ownership: _owners(outcomes)}
    alone = named_by_nobody(Unit, new, but=ours)
    reasons = [_why_kept(known.get(each.key), each, alone) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    delete_all(UnitDate, _dates(back))
    delete_all(Ownership, _owners(back))
    replaced = [key for each in back for key in each.before.get("dates", ())]
    UnitDate.objects.filter(pk__in=replaced).update(replaced_at=None)
    _put_back([(known[each.key], each) for each in back if each.before])
    gone = tuple(each.key for each in back if not each.before)
    delete_all(Unit, gone)
    begun = {each.after["batch_id"] for each in back if each.after["batch_is_new"]}
    delete_all(ProductionBatch, named_by_nobody(ProductionBatch, begun))
    events: list[Event] = [UnitsRemoved(units=gone)] if gone else []
    events += [UnitEdited(each.key, _changed(each)) for each in back if each.before]
    announce_all(events, actor=actor, at=at)
    return reasons


def _put_back(rows: Sequence[tuple[Unit, Outcome]]) -> None:
    for unit, each in rows:
        for name in _FIELDS:
            setattr(unit, name, each.before.get(name))
        if unit.batch_id is None:
            unit.position = None
    units = [unit for unit, _each in rows]
    Unit.objects.bulk_update(units, _WRITTEN)


def _dates(outcomes: Sequence[Outcome]) -> Collection[int]:
    return {key for each in outcomes for key in each.after["dates"]}


def _owners(outcomes: Sequence[Outcome]) -> Collection[int]:
    return {each.after["owner"] for each in outcomes if each.after["owner"]}


def _why_kept(unit: Unit | None, outcome: Outcome, alone: Collection[int]) -> str:
    # Only an account owns what came from a file; a contact came since.
    values = {"contact_id": unit.contact_id, **_values(unit)} if unit else None
    told = replace(outcome, after={**outcome.after, "contact_id": None})
    return why_kept(values, told, alone=alone)


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(row.state, row.column, row.why) for row in read_unit_rows(records)]


def _identify(record: Record) -> str:
    return f"{record['item'].upper()}/{key_of(record['serial'])}"


_ALSO = {
    DateKind.MANUFACTURED: (
        "made",
        "production date",
        "date of manufacture",
        "manufacturing date",
        "生产日期",
        "製造日期",
        "出厂日期",
    ),
    DateKind.SHIPPED: ("ship date", "shipping date", "发货日期", "出貨日期"),
    DateKind.SOLD: ("sold on", "sale date", "purchase date", "销售日期", "購買日期", "购买日期"),
    DateKind.INVOICED: ("invoice date", "发票日期", "發票日期"),
    DateKind.DELIVERED: ("delivery date", "交货日期", "交貨日期", "收货日期"),
    DateKind.INSTALLED: ("installation date", "安装日期", "安裝日期"),
}

UNITS = Sheet(
    name="units",
    title=pgettext_lazy("things in the field", "Units"),
    text=gettext_lazy("Serials in the field: item, production, customer and dates."),
    icon="device-tv",
    permission=UnitPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_units,
    undo=undo_units,
    columns=(
        Column(
            "serial",
            gettext_lazy("Serial number"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=60,
            example="AX55-2519-B0042",
            also=("serial", "serial no", "s/n", "sn", "序列号", "机身号", "序號", "serye"),
        ),
        Column(
            "item",
            gettext_lazy("Item"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="NW-5540",
            also=("model", "item code", "product", "型号", "料号", "型號", "料號", "modelo"),
        ),
        Column(
            "batch",
            gettext_lazy("Production batch"),
            kind=ColumnKind.CODE,
            longest=40,
            also=("batch", "production", "work order", "生产批次", "批次", "工单", "生產批次"),
        ),
        Column(
            "account",
            gettext_lazy("Customer"),
            kind=ColumnKind.CODE,
            longest=160,
            help=gettext_lazy("Name or number of a customer we have."),
            also=("owner", "company", "customer name", "客户", "客户名称", "客戶", "客戶名稱"),
        ),
        *(Column(str(kind), kind.label, kind=ColumnKind.DAY, also=_ALSO[kind]) for kind in DATES),
        Column(
            "dealer",
            gettext_lazy("Dealer"),
            longest=160,
            also=("shop", "reseller", "经销商", "經銷商", "tindahan"),
        ),
        note_column(),
    ),
)
