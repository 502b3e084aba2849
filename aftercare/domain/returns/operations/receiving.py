"""Things come, by scan: as announced, or in one of the ways that somebody has to look at."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce
from aftercare.domain.returns.events import ArrivalSettled, GoodsCame, RmaEvent
from aftercare.domain.returns.models import Arrival, Rma, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import can_be_returned, expected_line, had_by
from aftercare.domain.returns.queries.shipped import has_had, return_awaiting
from aftercare.domain.returns.states import (
    AS_AGREED,
    AWAITED,
    TAKES_GOODS,
    Announced,
    ArrivalKind,
    ArrivalState,
    LineStatus,
    Seen,
)
from aftercare.domain.returns.steps import (
    add_line,
    announce_rma,
    go_on,
    hold_rma,
    move_line,
    owe_decision,
    parcel_is_here,
    take_in,
)
from aftercare.domain.returns.steps.goods import owner_of_goods
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove

NOT_BOOKED = (ArrivalKind.SOMEBODY_ELSES, ArrivalKind.UNKNOWN)
"""What stays out of the books until it is known whose it is."""


class HereAlready(Refused):
    """The unit was scanned in with this return before."""


class NobodyKnowsIt(Refused):
    """What came can be put on a return once it is known what it is, and whose return it is."""


class SettledAlready(Refused):
    """Somebody else has said what becomes of it."""


@transaction.atomic
def receive_return(
    rma: Rma | None, *, seen: Seen, site: Site, key: str, actor: Actor, at: datetime
) -> Arrival:
    """
    Take in what was scanned. Nothing is refused that lies on the table; it is in a state instead.

    Without a return it is the one that announces the unit. The same scan (`key`) again is the
    same arrival. Raises `HereAlready`, and what `post` raises.
    """
    actor.must(ReturnPermission.RECEIVE)
    rma = rma or return_awaiting(seen)
    rma = hold_rma(rma) if rma else None
    known = Arrival.objects.filter(key=key).first()
    if known:
        return known
    arrival = Arrival(rma=rma, site=site, key=key, quantity=seen.quantity, by=str(actor.ref), at=at)
    arrival.text = seen.text[:200]
    arrival.item_id, arrival.unit_id, arrival.lot_id = seen.item_id, seen.unit_id, seen.lot_id
    arrival.line = _line_for(rma, seen) if rma else None
    arrival.kind = _kind_of(rma, arrival.line, seen)
    taken = arrival.kind in AS_AGREED
    arrival.state = ArrivalState.TAKEN if taken else ArrivalState.OPEN
    try:
        with transaction.atomic():
            arrival.save()
    except IntegrityError:  # the same scan, of which nobody knows a return, at the same moment
        return Arrival.objects.get(key=key)
    _book(arrival, actor=actor, at=at)
    said = {"kind": arrival.kind, "quantity": f"{arrival.quantity:f}"}
    _announce_about(GoodsCame, arrival, actor=actor, at=at, **said)
    return arrival


def _line_for(rma: Rma, seen: Seen) -> RmaLine | None:
    lines = RmaLine.objects.filter(rma=rma).select_related("unit")
    line = expected_line(lines, seen)
    if line and line.unit and line.status not in AWAITED:
        raise HereAlready(_("%(unit)s is here already.") % {"unit": line.unit})
    if line is None or line.status == LineStatus.DONE:
        return None
    given_up = line.status == LineStatus.NOT_COMING
    return None if given_up and line.unit and not can_be_returned(line.unit) else line


def _kind_of(rma: Rma | None, line: RmaLine | None, seen: Seen) -> ArrivalKind:
    if seen.item_id is None or not (seen.unit_id or seen.lot_id):
        return ArrivalKind.UNKNOWN
    if rma is None:
        return ArrivalKind.NOT_ANNOUNCED
    if rma.status not in TAKES_GOODS:
        return ArrivalKind.NOT_AGREED
    if line is None:
        return ArrivalKind.NOT_ANNOUNCED if _is_theirs(rma, seen) else ArrivalKind.SOMEBODY_ELSES
    total = line.received + seen.quantity
    if total > line.quantity:
        return ArrivalKind.TOO_MANY
    return ArrivalKind.MATCHES if total == line.quantity else ArrivalKind.TOO_FEW


def _is_theirs(rma: Rma, seen: Seen) -> bool:
    """Return whether what nobody announced can be the sender's; of a lot nobody can tell."""
    if seen.unit_id is None:
        return True
    return has_had(had_by(rma.account, rma.contact), Unit.objects.get(pk=seen.unit_id))


def _book(arrival: Arrival, *, actor: Actor, at: datetime) -> None:
    """Let the line, the stock and the return know of what came."""
    rma, line = arrival.rma, arrival.line
    if rma is None:
        return
    if arrival.kind not in NOT_BOOKED:
        parcel_is_here(rma, actor=actor, at=at)
        take_in(arrival, owner_of_goods(rma, actor=actor, at=at), actor=actor, at=at)
    if line and rma.status in TAKES_GOODS:
        _count(line, arrival.quantity - _surplus(arrival, line))
        owe_decision(rma, actor=actor, at=at)
    go_on(rma, actor=actor, at=at)


def _surplus(arrival: Arrival, line: RmaLine) -> Decimal:
    """
    Return how much of what came is more than was announced; it waits for somebody.

    The same at any later time: only what was scanned before it decides.
    """
    if arrival.kind != ArrivalKind.TOO_MANY:
        return Decimal(0)
    before = Arrival.objects.filter(line=line, pk__lt=arrival.pk)
    fitting = before.exclude(kind=ArrivalKind.TOO_MANY).aggregate(sum=Sum("quantity"))["sum"]
    was_full = before.filter(kind=ArrivalKind.TOO_MANY).exists()
    left = Decimal(0) if was_full else max(line.quantity - (fitting or 0), Decimal(0))
    return arrival.quantity - left


def _count(line: RmaLine, quantity: Decimal) -> None:
    if not quantity:
        return
    total = line.received + quantity
    if line.status in AWAITED:
        move_line(line, LineStatus.RECEIVED, received=total)
    else:
        RmaLine.objects.filter(pk=line.pk).update(received=total)
        line.received = total


def _announce_about(
    happened: type[RmaEvent], arrival: Arrival, *, actor: Actor, at: datetime, **said: str
) -> None:
    """Announce something of an arrival; also of one that belongs to no return."""
    if arrival.rma:
        details = {"arrival_id": arrival.pk, **said}
        announce_rma(happened, arrival.rma, actor=actor, at=at, **details)
        return
    event: Any = happened
    units = (arrival.unit_id,) if arrival.unit_id else ()
    came = event(
        rma_id=None,
        case_id=None,
        account_id=None,
        contact_id=None,
        units=units,
        arrival_id=arrival.pk,
        **said,
    )
    announce(came, actor=actor, at=at)


@transaction.atomic
def add_arrival(
    arrival: Arrival, *, rma: Rma | None = None, why: str = "", actor: Actor, at: datetime
) -> RmaLine:
    """
    Put what came unannounced on its return, or on another; of too many, take all.

    Raises `SettledAlready`, `NobodyKnowsIt`, `IllegalMove`, and what `post` raises.
    """
    actor.must(ReturnPermission.RECEIVE)
    arrival = _hold(arrival)
    was_booked = arrival.rma_id is not None and arrival.kind not in NOT_BOOKED
    known = rma or arrival.rma
    rma = hold_rma(known) if known else None
    if rma is None or arrival.item_id is None or not (arrival.unit_id or arrival.lot_id):
        raise NobodyKnowsIt(_("Say first what it is and which return it belongs to."))
    if rma.status not in TAKES_GOODS:
        raise IllegalMove(_("Approve %(return)s first.") % {"return": rma})
    line = arrival.line or _new_line(arrival, rma, at)
    arrival.rma, arrival.line = rma, line
    _settle(arrival, ArrivalState.ADDED, why, actor, at)
    if not was_booked:
        take_in(arrival, owner_of_goods(rma, actor=actor, at=at), actor=actor, at=at)
    is_surplus = arrival.kind == ArrivalKind.TOO_MANY
    _count(line, _surplus(arrival, line) if is_surplus else arrival.quantity)
    owe_decision(rma, actor=actor, at=at)
    go_on(rma, actor=actor, at=at)
    _announce_about(ArrivalSettled, arrival, state=arrival.state, actor=actor, at=at)
    return line


def _new_line(arrival: Arrival, rma: Rma, at: datetime) -> RmaLine:
    """Return the line for what came: the one that announces it by now, else a new one."""
    seen = Seen(arrival.text, arrival.item_id, arrival.unit_id, arrival.lot_id, arrival.quantity)
    awaited = RmaLine.objects.filter(rma=rma, status__in=AWAITED).select_related("unit")
    line = expected_line(awaited, seen)
    if line:
        return line
    assert arrival.item_id  # noqa: S101  # asked for above
    each = Announced(arrival.item_id, arrival.unit_id, arrival.lot_id, arrival.quantity)
    return add_line(rma, each, announced=False, at=at)


@transaction.atomic
def set_arrival_aside(arrival: Arrival, *, why: str, actor: Actor, at: datetime) -> None:
    """Say that what came stays apart, and why. Raises `SettledAlready`, `NobodyKnowsIt`."""
    actor.must(ReturnPermission.RECEIVE)
    arrival = _hold(arrival)
    if not why.strip():
        raise NobodyKnowsIt(_("Say where it lies and what becomes of it."))
    _settle(arrival, ArrivalState.SET_ASIDE, why, actor, at)
    if arrival.rma:
        go_on(hold_rma(arrival.rma), actor=actor, at=at)
    _announce_about(ArrivalSettled, arrival, state=arrival.state, actor=actor, at=at)


def _hold(arrival: Arrival) -> Arrival:
    held = Arrival.objects.select_for_update(of=("self",)).select_related("rma", "line", "site")
    row = held.get(pk=arrival.pk)
    if row.state != ArrivalState.OPEN:
        raise SettledAlready(
            _("This was settled already: %(state)s.") % {"state": row.get_state_display()}
        )
    return row


def _settle(arrival: Arrival, state: ArrivalState, why: str, actor: Actor, at: datetime) -> None:
    arrival.state, arrival.why = state, why.strip()[:300]
    arrival.settled_by, arrival.settled_at = str(actor.ref), at
    arrival.save()
