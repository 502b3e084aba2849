"""A work order as the screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import promises_for
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.repairs.models import (
    FinalTestPoint,
    FinalTestResult,
    Finding,
    StatusChange,
    WorkOrder,
)
from aftercare.domain.repairs.queries import points_for, results_of
from aftercare.domain.repairs.states import CLOSED, OrderStatus
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.texts import PROMISE_NAMES
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref

TONES = {
    OrderStatus.EXPECTED: "secondary",
    OrderStatus.QUOTED: "orange",
    OrderStatus.WAITING: "orange",
    OrderStatus.AWAY: "orange",
    OrderStatus.CLEANED: "green",
    OrderStatus.HANDED_OVER: "green",
    OrderStatus.REFUSED: "red",
    OrderStatus.SCRAPPED: "red",
}
LINE: tuple[tuple[Any, tuple[OrderStatus, ...]], ...] = (
    (OrderStatus.RECEIVED.label, (OrderStatus.RECEIVED,)),
    (OrderStatus.DIAGNOSED.label, (OrderStatus.DIAGNOSED,)),
    (pgettext_lazy("step of a repair", "Approval"), (OrderStatus.QUOTED, OrderStatus.APPROVED)),
    (_("Repair"), (OrderStatus.WAITING, OrderStatus.REPAIRING, OrderStatus.AWAY)),
    (pgettext_lazy("step of a repair", "Test"), (OrderStatus.TESTING, OrderStatus.TESTED)),
    (OrderStatus.CLEANED.label, (OrderStatus.CLEANED,)),
    (OrderStatus.HANDED_OVER.label, (OrderStatus.HANDED_OVER,)),
)
"""The steps of the usual way, with the statuses that belong to each."""


@dataclass(frozen=True)
class ShownStep:
    """A step on the line of a work order."""

    label: Any
    state: str
    note: str


def steps_of(order: WorkOrder, changes: Sequence[StatusChange]) -> list[ShownStep]:
    """Return the line of a work order: what is done, where it stands, what is to come."""
    reached: dict[str, datetime] = {change.status: change.at for change in changes}
    here = next((at for at, (_l, each) in enumerate(LINE) if order.status in each), None)
    if here is None:
        passed = (at for at, (_l, each) in enumerate(LINE) if set(each) & set(reached))
        here = max(passed, default=-1)
    steps = []
    for at, (label, statuses) in enumerate(LINE):
        times = [reached[each] for each in statuses if each in reached]
        state = "done" if at < here or (order.status in CLOSED and at <= here) else ""
        if at == here and order.status not in CLOSED:
            state = "now"
        shown = at <= here and times
        steps.append(ShownStep(label, state, _moment(max(times)) if shown else ""))
    return steps


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


@dataclass(frozen=True)
class ShownFinding:
    """What was found at one place, in the language of the reader."""

    finding: Finding
    symptom: str
    fault: str
    cause: str
    action: str

    @property
    def title(self) -> str:
        return self.fault or self.cause or self.symptom or self.finding.words


def shown_findings(order: WorkOrder) -> list[ShownFinding]:
    """Return what was found. One query."""
    rows = order.findings.select_related("symptom", "fault", "cause", "action", "part")
    return [
        ShownFinding(
            each, _named(each.symptom), _named(each.fault), _named(each.cause), _named(each.action)
        )
        for each in rows.order_by("pk")
    ]


def _named(code: FaultCode | None) -> str:
    return code.name_in(nearest_language(get_language() or "en")) if code else ""


@dataclass(frozen=True)
class ShownPoint:
    """A point of the test with what was measured in this round."""

    point: FinalTestPoint
    result: FinalTestResult | None
    minutes_run: int

    @property
    def state(self) -> str:
        if self.result is None:
            return "open"
        if self.result.passed is None:
            return "runs"
        return "passed" if self.result.passed else "failed"


def shown_points(order: WorkOrder, at: datetime) -> list[ShownPoint]:
    """Return the test of a unit as far as it is."""
    results = {each.point_id: each for each in results_of(order)}
    return [
        ShownPoint(point, found, _ran(found, at))
        for point in points_for(order)
        for found in [results.get(point.pk)]
    ]


def _ran(result: FinalTestResult | None, at: datetime) -> int:
    if result is None:
        return 0
    return int(((result.ended_at or at) - result.began_at).total_seconds()) // 60


@dataclass(frozen=True)
class OwedForOrder:
    """What is owed for a work order, with the state the screen shows it in."""

    row: Promise
    label: Any
    state: str


def owed_for(order: WorkOrder, at: datetime) -> list[OwedForOrder]:
    """Return what is or was owed for a work order, what is open first."""
    owed = [
        OwedForOrder(each, PROMISE_NAMES.get(each.kind, each.kind), state_of(each, at))
        for each in promises_for(ref(order))
    ]
    ended = {"kept", "broken", "gone"}
    return sorted(owed, key=lambda each: (each.state in ended, each.row.due_at))
