"""A return is agreed or not, and what may be sent comes in time or not."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.returns.events import (
    LineNotComing,
    ReturnCancelled,
    ReturnExpired,
    ReturnExpiring,
    ReturnRefused,
    ReturnReopened,
)
from aftercare.domain.returns.models import Replacement, Rma, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries.shipped import can_be_returned
from aftercare.domain.returns.states import LineStatus, RmaStatus
from aftercare.domain.returns.steps import (
    advance_rma,
    announce_rma,
    approve,
    await_parcel,
    call_parcel_off,
    go_on,
    hold_line,
    hold_rma,
    move_line,
    note_on_rma,
    want_no_replacement,
)
from aftercare.domain.returns.steps.opening import ReturnedAlready
from aftercare.domain.units.steps import hold_unit
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class SayWhyNot(Refused):
    """Who does not take something back says why."""


class ReplacementIsOut(Refused):
    """What was replaced ahead is awaited: nobody keeps both by calling the return off."""


class DayHasPassed(Refused):
    """What may be sent may be sent until a day to come."""


@transaction.atomic
def approve_return(rma: Rma, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Let a return be sent, also one that was refused before.

    Raises `ReturnedAlready`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.APPROVE)
    rma = hold_rma(rma)
    _announce_approval(rma, why, actor, at)


def _announce_approval(rma: Rma, why: str, actor: Actor, at: datetime) -> None:
    approve(rma, why=why, actor=actor, at=at)
    _await_again(rma)


@transaction.atomic
def refuse_return(rma: Rma, *, why: str, actor: Actor, at: datetime) -> None:
    """Do not take something back, for a reason. Raises `SayWhyNot`, `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.APPROVE)
    rma = hold_rma(rma)
    if not why.strip():
        raise SayWhyNot(_("Say why it is not taken back; the customer reads it."))
    advance_rma(rma, RmaStatus.REFUSED, why=why, actor=actor, at=at)
    note_on_rma(rma, why=why.strip()[:300])
    _await_no_more(rma, actor, at)
    announce_rma(ReturnRefused, rma, actor=actor, at=at)


@transaction.atomic
def cancel_return(rma: Rma, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Call a return off of which nothing has come.

    Raises `ReplacementIsOut`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.OPEN)
    _call_off(rma, why, actor, at)
    announce_rma(ReturnCancelled, rma, actor=actor, at=at)


@transaction.atomic
def cancel_own_return(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """
    Let a customer call off a return of theirs.

    Raises `ReplacementIsOut`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.REQUEST_OWN)
    _call_off(rma, "", actor, at)
    announce_rma(ReturnCancelled, rma, actor=actor, at=at)


def _call_off(rma: Rma, why: str, actor: Actor, at: datetime) -> None:
    rma = hold_rma(rma)
    if Replacement.objects.filter(line__rma=rma).exists():
        raise ReplacementIsOut(
            _(
                "A replacement for %(return)s has gone out already, so the old one is to be sent;"
                " if it does not come, it is charged."
            )
            % {"return": rma}
        )
    advance_rma(rma, RmaStatus.CANCELLED, why=why, actor=actor, at=at)
    _await_no_more(rma, actor, at)


@transaction.atomic
def remind_of_return(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Tell once that what may be sent has not come and soon may not be sent any more."""
    actor.must(ReturnPermission.OPEN)
    rma = hold_rma(rma)
    if rma.status != RmaStatus.APPROVED or rma.reminded_at:
        return
    note_on_rma(rma, reminded_at=at)
    announce_rma(ReturnExpiring, rma, expires_on=str(rma.expires_on), actor=actor, at=at)


@transaction.atomic
def expire_return(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Wait no longer for what did not come in time. Raises `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.OPEN)
    rma = hold_rma(rma)
    advance_rma(rma, RmaStatus.EXPIRED, actor=actor, at=at)
    _await_no_more(rma, actor, at)
    announce_rma(ReturnExpired, rma, actor=actor, at=at)


@transaction.atomic
def reopen_return(rma: Rma, *, until: date, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Let what has expired be sent after all, until another day.

    Raises `DayHasPassed`, `ReturnedAlready`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.OPEN)
    rma = hold_rma(rma)
    if until <= at.date():
        raise DayHasPassed(_("Choose a day that lies ahead."))
    if rma.status != RmaStatus.EXPIRED:
        raise IllegalMove(_("%(return)s has not expired.") % {"return": rma})
    advance_rma(
        rma, RmaStatus.APPROVED, why=why, expires_on=until, reminded_at=None, actor=actor, at=at
    )
    _await_again(rma)
    await_parcel(rma, actor=actor, at=at)
    announce_rma(ReturnReopened, rma, expires_on=str(until), actor=actor, at=at)


def _await_no_more(rma: Rma, actor: Actor, at: datetime) -> None:
    call_parcel_off(rma, actor=actor, at=at)
    for line in RmaLine.objects.filter(rma=rma, status=LineStatus.EXPECTED):
        move_line(line, LineStatus.NOT_COMING)


def _await_again(rma: Rma) -> None:
    rows = RmaLine.objects.filter(rma=rma, status=LineStatus.NOT_COMING).select_related("unit")
    for line in rows.order_by("unit", "pk"):
        if line.unit and not can_be_returned(hold_unit(line.unit)):
            raise ReturnedAlready(_("There is an open return of %(unit)s.") % {"unit": line.unit})
        move_line(line, LineStatus.EXPECTED)


@transaction.atomic
def drop_line(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """Wait no longer for one line of a return. Raises `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.OPEN)
    line = hold_line(line)
    move_line(line, LineStatus.NOT_COMING)
    want_no_replacement(line, was_sent=False, actor=actor, at=at)
    go_on(line.rma, actor=actor, at=at)
    announce_rma(LineNotComing, line.rma, rma_line_id=line.pk, actor=actor, at=at)
