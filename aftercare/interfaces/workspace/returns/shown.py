"""A return as the screen shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import promises_for
from aftercare.domain.returns.models import Rma, RmaChange, RmaLine, SupplierReturn
from aftercare.domain.returns.queries import wants_of
from aftercare.domain.returns.states import LineStatus, RmaStatus
from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.states import ReservationStatus
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.queries.shortages import shortages_of_document
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.texts import PROMISE_NAMES
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

TONES = {
    RmaStatus.REQUESTED: "orange",
    RmaStatus.DECIDED: "green",
    RmaStatus.CLOSED: "green",
    RmaStatus.REFUSED: "red",
    RmaStatus.EXPIRED: "orange",
    RmaStatus.CANCELLED: "secondary",
}
LINE_TONES = {
    LineStatus.EXPECTED: "secondary",
    LineStatus.NOT_COMING: "secondary",
    LineStatus.DECIDED: "green",
    LineStatus.DONE: "green",
}
LINE: tuple[tuple[Any, RmaStatus], ...] = (
    (RmaStatus.REQUESTED.label, RmaStatus.REQUESTED),
    (RmaStatus.APPROVED.label, RmaStatus.APPROVED),
    (RmaStatus.RECEIVED.label, RmaStatus.RECEIVED),
    (RmaStatus.DECIDED.label, RmaStatus.DECIDED),
    (RmaStatus.CLOSED.label, RmaStatus.CLOSED),
)
MOST_LINES = 2


@dataclass(frozen=True)
class ListedReturn:
    """A return in a list, with the first of its lines."""

    rma: Rma
    tone: str
    lines: list[RmaLine]
    more: int


def listed(returns: Sequence[Rma]) -> list[ListedReturn]:
    """Return returns with their lines. One query."""
    return [
        ListedReturn(
            rma,
            TONES.get(RmaStatus(rma.status), "blue"),
            lines[:MOST_LINES],
            max(len(lines) - MOST_LINES, 0),
        )
        for rma, lines in with_all_lines(returns)
    ]


def with_all_lines(returns: Sequence[Rma]) -> list[tuple[Rma, list[RmaLine]]]:
    """Return returns, each with its lines. One query."""
    rows = RmaLine.objects.filter(rma__in=returns).select_related("item", "unit", "lot")
    lines: dict[int, list[RmaLine]] = {}
    for line in rows.order_by("number"):
        lines.setdefault(line.rma_id, []).append(line)
    return [(rma, lines.get(rma.pk, [])) for rma in returns]


@dataclass(frozen=True)
class ShownStep:
    """A step on the way of a return."""

    label: Any
    state: str
    note: str


def steps_of(rma: Rma, changes: Sequence[RmaChange]) -> list[ShownStep]:
    """Return the way of a return: what is done, where it stands, what is to come."""
    reached = {change.status: change.at for change in changes}
    passed = [at for at, (_label, status) in enumerate(LINE) if status in reached]
    here = next(
        (at for at, (_label, status) in enumerate(LINE) if status == rma.status),
        max(passed, default=0),
    )
    return list(_steps(rma, reached, here))


def _steps(rma: Rma, reached: dict[str, datetime], here: int) -> Iterator[ShownStep]:
    for at, (label, status) in enumerate(LINE):
        state = "done" if at < here or (rma.is_ended and at <= here) else ""
        if at == here and not rma.is_ended:
            state = "now"
        moment = reached.get(status)
        note = _moment(moment) if moment and at <= here else ""
        yield ShownStep(label, state, note)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


@dataclass(frozen=True)
class Owed:
    """What is owed for a return, with the state the screen shows it in."""

    row: Promise
    label: Any
    state: str


def owed_for(rma: Rma, at: datetime) -> list[Owed]:
    """Return what is or was owed for a return, what is open first."""
    owed = [
        Owed(each, PROMISE_NAMES.get(each.kind, each.kind), state_of(each, at))
        for each in promises_for(ref(rma))
    ]
    ended = {"kept", "broken", "gone"}
    return sorted(owed, key=lambda each: (each.state in ended, each.row.due_at))


@dataclass(frozen=True)
class ShownWait:
    """That a line waits for a replacement: what is said of it, and the shortage if it is one."""

    text: str
    shortage: str
    is_held: bool


def waits_of(rma: Rma, actor: Actor) -> dict[int, ShownWait]:
    """Return which lines of a return wait for a replacement, and how that stands."""
    wants = list(wants_of(rma))
    if not wants:
        return {}
    short = {each.line: each for each in shortages_of_document(ref(rma), actor)}
    held = Reservation.objects.filter(document=str(ref(rma)), status=ReservationStatus.HELD)
    lying = {each.line: each for each in held.select_related("balance__place", "balance__unit")}
    return {int(each.line): _wait(short.get(each.line), lying.get(each.line)) for each in wants}


def _wait(short: Shortage | None, lying: Reservation | None) -> ShownWait:
    if lying:
        where = lying.balance.place.code
        said = {"goods": lying.balance.unit or "", "place": where}
        return ShownWait(_("Held for it: %(place)s %(goods)s") % said, "", is_held=True)
    if short is None:
        return ShownWait(_("A replacement is not here yet."), "", is_held=False)
    text = short.get_way_display() or _("is short: choose what to do")
    if short.expected_at:
        day = date_format(localtime(short.expected_at), "DATE_FORMAT")
        text = _("%(way)s, expected by %(day)s") % {"way": text, "day": day}
    return ShownWait(text, short.code, is_held=False)


NEXT = {
    RmaStatus.REQUESTED: pgettext_lazy("next of a return", "Look at the evidence, then decide."),
    RmaStatus.APPROVED: pgettext_lazy("next of a return", "The customer sends it."),
    RmaStatus.RECEIVED: pgettext_lazy("next of a return", "Inspect what has come, and decide."),
    RmaStatus.DECIDED: pgettext_lazy("next of a return", "Do what was decided."),
}


def sent_on_to(lines: Sequence[RmaLine]) -> list[SupplierReturn]:
    """Return the returns to suppliers that lines went into, the newest first."""
    found = {each.supplier_return for line in lines for each in line.sent_on.all()}
    return sorted(found, key=lambda each: -each.pk)
