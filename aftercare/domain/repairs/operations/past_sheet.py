"""Repairs of the system before, from a file: one row each, or one for each part used."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.company.steps import next_codes
from aftercare.base.journal.steps import announce_all
from aftercare.base.search.steps import file_later, forget_all
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import Outcome, Record, Verdict
from aftercare.domain.repairs.events import RepairsImported, RepairsRemoved
from aftercare.domain.repairs.models import Finding, RepairPart, StatusChange, WorkOrder
from aftercare.domain.repairs.operations.past_columns import COLUMNS
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import PAST
from aftercare.domain.repairs.states import OrderStatus, PartStatus
from aftercare.domain.repairs.steps.past_rows import PastRow, orders_made, read_past_rows
from aftercare.domain.repairs.steps.repeating import relink_repeats
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import Ref, ref


@transaction.atomic
def import_repairs(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Take over repairs of the system before, closed, with what was found and fitted, many at once.

    They move no stock and promise nothing, and nobody is told. Later repairs of the same units
    are repeats of them from now on.
    """
    actor.must(RepairPermission.OPEN)
    rows = read_past_rows(records, today=at.date())
    sound = [row for row in rows if row.state == "new"]
    orders = orders_made(sound)
    codes = next_codes(PAST, len(orders), at=at) if orders else []
    for order, code in zip(orders, codes, strict=True):
        order.code = code
    insert_all(orders)
    made = [(row.past.order, each) for row in sound if row.past for each in row.made]
    findings = [_found(each, order, actor) for order, each in made if isinstance(each, Finding)]
    parts = [_fitted(each, order, actor) for order, each in made if isinstance(each, RepairPart)]
    insert_all(findings)
    insert_all(parts)
    insert_all([change for order in orders for change in _way_of(order, actor)])
    relink_repeats({order.unit_id for order in orders if order.unit_id})
    file_later("work_order", [order.pk for order in orders], at=at)
    outcomes = [_outcome(row) for row in rows]
    _announce(RepairsImported, [row.past.order for row in sound if row.past], actor=actor, at=at)
    return outcomes


def _found(finding: Finding, order: WorkOrder, actor: Actor) -> Finding:
    finding.order, finding.by, finding.at = order, str(actor.ref), order.since
    return finding


def _fitted(part: RepairPart, order: WorkOrder, actor: Actor) -> RepairPart:
    part.order, part.status, part.is_past = order, PartStatus.FITTED, True
    part.by = part.fitted_by = str(actor.ref)
    part.at, part.fitted_at = order.since, order.closed_at
    return part


def _way_of(order: WorkOrder, actor: Actor) -> list[StatusChange]:
    """Return what is known of the way of a past repair: when it came, and how it went."""
    way = ((OrderStatus.RECEIVED, order.received_at), (order.status, order.closed_at))
    by = str(actor.ref)
    return [
        StatusChange(order=order, status=status, by=by, at=moment)
        for status, moment in way
        if moment
    ]


def _outcome(row: PastRow) -> Outcome:
    if row.why or row.past is None:
        return Outcome("error", reason=row.why)
    after = {
        model.__name__: [each.pk for each in row.made if isinstance(each, model)]
        for model in (WorkOrder, Finding, RepairPart)
    }
    return Outcome(row.state, str(ref(row.past.order)), {}, after)


def _announce(
    happened: type[RepairsImported | RepairsRemoved],
    orders: Iterable[WorkOrder],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    found = {order.pk: order.unit_id for order in orders}
    units = tuple(dict.fromkeys(unit for unit in found.values() if unit))
    if found:
        announce_all([happened(orders=tuple(found), units=units)], actor=actor, at=at)


@transaction.atomic
def undo_repairs(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back past repairs, and parts of them, unless something has happened to them since."""
    actor.must(RepairPermission.OPEN)
    known = WorkOrder.objects.select_for_update().in_bulk({each.key for each in outcomes})
    made = {key for each in outcomes for key in each.after["WorkOrder"]}
    kept = made & known.keys() - _alone(made, outcomes)
    reasons = [_why_kept(each, known, kept) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    gone = {key for each in back for key in each.after["WorkOrder"]}
    units = (known[key].unit_id for key in gone)
    relink_repeats({unit for unit in units if unit}, without=gone)
    for model in (Finding, RepairPart):
        keys = [key for each in back for key in each.after[model.__name__]]
        model._base_manager.filter(pk__in=keys).delete()
    StatusChange.objects.filter(order__in=gone).delete()
    WorkOrder.objects.filter(pk__in=gone).delete()
    forget_all(Ref("work_order", key) for key in gone)
    _announce(RepairsRemoved, [known[each.key] for each in back], actor=actor, at=at)
    return reasons


def _alone(made: Collection[int], outcomes: Sequence[Outcome]) -> set[int]:
    """Return which repairs nothing points to but what came with them, and repeats of them."""
    ours = {
        model: {key for each in outcomes for key in each.after[model.__name__]}
        for model in (Finding, RepairPart)
    }
    way = StatusChange.objects.filter(order__in=made).values_list("pk", flat=True)
    again = WorkOrder.objects.filter(repeats__in=made).values_list("pk", flat=True)
    but = ours | {StatusChange: set(way), WorkOrder: set(again)}
    return named_by_nobody(WorkOrder, made, but=but)


def _why_kept(outcome: Outcome, known: Mapping[int, WorkOrder], kept: Collection[int]) -> str:
    if outcome.key not in known:
        return _("It is gone already.")
    return _("Something has happened to it since.") if outcome.key in kept else ""


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(row.state, row.column, row.why, row.remark) for row in read_past_rows(records)]


def _identify(record: Record) -> str:
    return "/".join(
        record.get(name, "").strip().upper()
        for name in ("number", "part", "designator", "symptom", "fault", "lot")
    )


PAST_REPAIRS = Sheet(
    name="repairs",
    title=gettext_lazy("Past repairs"),
    text=gettext_lazy("Repairs of the system before: what was found, what was used, how it ended."),
    icon="history",
    permission=RepairPermission.OPEN,
    identify=_identify,
    check=_check,
    apply=import_repairs,
    undo=undo_repairs,
    columns=COLUMNS,
)
