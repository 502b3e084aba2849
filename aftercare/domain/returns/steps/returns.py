"""Writes that several verbs of returns share."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import next_due, open_promise, open_promises
from aftercare.base.promises.steps import (
    count_work,
    keep_if_open,
    move_promise,
    promise,
    withdraw,
    withdraw_all,
)
from aftercare.base.search.steps import index
from aftercare.domain.returns.events import ReturnApproved, RmaEvent
from aftercare.domain.returns.models import Arrival, Rma, RmaAmount, RmaChange, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.policies import status_by_lines, usual_way
from aftercare.domain.returns.queries import (
    ANSWER_HOURS,
    DECISION_HOURS,
    REPLACEMENT_HOURS,
    VALID_DAYS,
    freight_of,
)
from aftercare.domain.returns.states import (
    ENDED,
    LINE_MOVES,
    RMA_MOVES,
    AmountKind,
    ArrivalState,
    LineStatus,
    ReturnPromise,
    RmaStatus,
)
from aftercare.domain.returns.steps.travel import await_parcel
from aftercare.domain.stock.steps.wanting import end_wants
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.states import move

READERS = [f"may:{ReturnPermission.VIEW}"]


def hold_rma(rma: Rma) -> Rma:
    """Return a return as it is now, held until the transaction ends."""
    held = Rma.objects.select_for_update(of=("self",))
    return held.select_related("reason", "site", "account", "contact").get(pk=rma.pk)


def hold_line(line: RmaLine) -> RmaLine:
    """Return a line as it is now; its return is held, so nobody else changes one of its lines."""
    rma = hold_rma(line.rma)
    held = RmaLine.objects.select_related("item", "unit", "lot").get(pk=line.pk)
    held.rma = rma
    return held


def note_on_rma(rma: Rma, **changes: Any) -> None:
    """Write what is known of a return now."""
    Rma.objects.filter(pk=rma.pk).update(**changes)
    for name, value in changes.items():
        setattr(rma, name, value)


def advance_rma(
    rma: Rma, to: RmaStatus, *, why: str = "", actor: Actor, at: datetime, **changes: Any
) -> None:
    """Let a return go on, and keep when and why. Raises `IllegalMove`, `StaleRow`."""
    changes["ended_at"] = at if to in ENDED else None
    move(rma, to, moves=RMA_MOVES, since=at, **changes)
    RmaChange.objects.create(rma=rma, status=to, why=why.strip()[:300], by=str(actor.ref), at=at)
    if to != RmaStatus.REQUESTED:
        keep_if_open(ref(rma), ReturnPromise.ANSWER, actor=actor, at=at)
    if to in (RmaStatus.DECIDED, RmaStatus.CLOSED):
        keep_if_open(ref(rma), ReturnPromise.DECISION, actor=actor, at=at)
    if to in ENDED:
        end_wants(ref(rma), actor=actor, at=at)
        withdraw_all(ref(rma), at=at)
    _refresh_due(rma)
    file_return(rma)


def approve(rma: Rma, *, rule: str = "", why: str = "", actor: Actor, at: datetime) -> None:
    """Let something be sent, within the days that are set; the parcel it comes in is awaited."""
    until = at.date() + timedelta(days=int(setting(VALID_DAYS.name)))
    advance_rma(
        rma,
        RmaStatus.APPROVED,
        why=why or rule,
        approved_at=at,
        expires_on=until,
        reminded_at=None,
        rule=rule,
        comes_by=rma.comes_by or usual_way(freight_of(rma).customer),
        actor=actor,
        at=at,
    )
    await_parcel(rma, actor=actor, at=at)
    announce_rma(ReturnApproved, rma, rule=rule, actor=actor, at=at)


def move_line(line: RmaLine, to: LineStatus, **changes: Any) -> None:
    """Let a line go on. Raises `IllegalMove`, `StaleRow`."""
    move(line, to, moves=LINE_MOVES, **changes)


def go_on(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Let a return stand where its lines stand; what nobody has looked at keeps it open."""
    statuses = list(RmaLine.objects.filter(rma=rma).values_list("status", flat=True))
    to = RmaStatus(status_by_lines(statuses, rma.status))
    waits = Arrival.objects.filter(rma=rma, state=ArrivalState.OPEN).exists()
    if to == RmaStatus.CLOSED and waits:
        to = RmaStatus.DECIDED
    if to == rma.status:
        _refresh_due(rma)
        return
    if rma.status == RmaStatus.CLOSED and to == RmaStatus.DECIDED:
        advance_rma(rma, RmaStatus.RECEIVED, actor=actor, at=at)
    advance_rma(rma, to, received_at=rma.received_at or at, actor=actor, at=at)


def owe_answer(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Promise an answer to who wants to return something."""
    work = timedelta(hours=int(setting(ANSWER_HOURS.name)))
    _owe(rma, ReturnPromise.ANSWER, work=work, actor=actor, at=at)


def owe_decision(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Promise a decision on what has come, if none was promised when it was on its way."""
    work = timedelta(hours=int(setting(DECISION_HOURS.name)))
    _owe(rma, ReturnPromise.DECISION, work=work, actor=actor, at=at)


def owe_replacement(rma: Rma, *, actor: Actor, at: datetime) -> datetime:
    """Promise a replacement for something of a return, and return by when."""
    work = timedelta(hours=int(setting(REPLACEMENT_HOURS.name)))
    _owe(rma, ReturnPromise.REPLACEMENT, work=work, actor=actor, at=at)
    return open_promises().get(subject=str(ref(rma)), kind=ReturnPromise.REPLACEMENT).due_at


def move_replacement(rma: Rma, due_at: datetime, *, why: str, actor: Actor, at: datetime) -> bool:
    """Promise a replacement for a later day than before; return whether it is a new one."""
    owed = open_promise(ref(rma), ReturnPromise.REPLACEMENT)
    if owed is None or owed.due_at >= due_at or due_at <= at:
        return False
    kind = ReturnPromise.REPLACEMENT
    move_promise(ref(rma), kind, due_at=due_at, reason=why, actor=actor, at=at)
    _refresh_due(rma)
    return True


def owe_no_replacement(rma: Rma, *, was_sent: bool, actor: Actor, at: datetime) -> None:
    """Keep what was promised of replacements, or owe it no longer where none is sent."""
    if was_sent:
        keep_if_open(ref(rma), ReturnPromise.REPLACEMENT, actor=actor, at=at)
    else:
        withdraw(ref(rma), ReturnPromise.REPLACEMENT, at=at)
    _refresh_due(rma)


def expect_decision(rma: Rma, arrives_at: datetime, *, actor: Actor, at: datetime) -> bool:
    """
    Owe a decision from when a parcel is, or will be, here; return whether its day is a new one.

    As the carrier says otherwise, another day is agreed with that as its reason.
    """
    kind, work = ReturnPromise.DECISION, timedelta(hours=int(setting(DECISION_HOURS.name)))
    term = count_work({kind: work}, calendar=rma.site.calendar, at=arrives_at)[kind]
    due_at = term.due_at if term.due_at > at else None
    owed = open_promise(ref(rma), kind)
    if owed is None:
        _owe(rma, kind, work=work, due_at=due_at, actor=actor, at=at)
    elif due_at and due_at != owed.due_at:
        why = _("The carrier has named another day for the parcel.")
        move_promise(ref(rma), kind, due_at=due_at, reason=why, actor=actor, at=at)
        _refresh_due(rma)
    else:
        return False
    return True


def _owner_of(rma: Rma, actor: Actor) -> Ref:
    """Return who answers for a return: who has its case, else who of ours worked on it last."""
    if rma.case and rma.case.assignee_id:
        return Ref("user", rma.case.assignee_id)
    if actor.kind == "user":
        return actor.ref
    done = RmaChange.objects.filter(rma=rma, by__startswith="user:").order_by("-pk")
    last = done.values_list("by", flat=True).first()
    kind, _colon, key = (last or "system:0").partition(":")
    return Ref(kind, int(key))


def _owe(
    rma: Rma,
    kind: ReturnPromise,
    *,
    work: timedelta,
    due_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    if open_promise(ref(rma), kind):
        return
    concerned = {"contact": rma.contact_id, "account": rma.account_id, "case": rma.case_id}
    promise(
        ref(rma),
        kind,
        owner=_owner_of(rma, actor),
        readers=READERS,
        about=[Ref(name, key) for name, key in concerned.items() if key],
        work=work,
        due_at=due_at,
        calendar=rma.site.calendar,
        actor=actor,
        at=at,
    )
    _refresh_due(rma)


def _refresh_due(rma: Rma) -> None:
    """Keep on the row when something is due next; what is awaited is due when it expires."""
    rows = Rma.objects.filter(pk=rma.pk)
    rows.update(due_at=Coalesce(next_due(ref(rma)), "due_at"))
    rma.due_at = rows.values_list("due_at", flat=True).get()


def announce_rma(
    happened: type[RmaEvent], rma: Rma, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a return, its units, case and customer."""
    units = RmaLine.objects.filter(rma=rma, unit__isnull=False).order_by("number")
    event = happened(
        rma_id=rma.pk,
        case_id=rma.case_id,
        account_id=rma.account_id,
        contact_id=rma.contact_id,
        units=tuple(units.values_list("unit", flat=True)),
        **details,
    )
    announce(event, actor=actor, at=at)


def reckon(
    line: RmaLine,
    kind: AmountKind,
    *,
    amount: Decimal,
    currency: str,
    what_for: str,
    actor: Actor,
    at: datetime,
) -> RmaAmount:
    """Keep what is owed because of a line."""
    return RmaAmount.objects.create(
        rma=line.rma,
        line=line,
        kind=kind,
        amount=amount,
        currency=currency,
        what_for=what_for.strip()[:300],
        by=str(actor.ref),
        at=at,
    )


def file_return(rma: Rma) -> None:
    """Make a return findable by its number, its customer, and what is on its lines."""
    lines = RmaLine.objects.filter(rma=rma).select_related("item", "unit", "lot")
    said = [f"{line.item.code} {line.unit or line.lot}" for line in lines]
    names = [str(each) for each in (rma.account, rma.contact) if each]
    index(
        ref(rma),
        kind="return",
        code=rma.code,
        title=f"{rma.reason.name} · {names[0] if names else ''}",
        body=" ".join([*said, *names, rma.words]),
        facets={"status": rma.status, "reason": rma.reason.code},
        readers=READERS,
        at=rma.opened_at,
    )
