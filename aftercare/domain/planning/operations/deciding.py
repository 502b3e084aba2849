"""What a planner decides about an exception: approve, change, put off, take back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.planning.events import (
    ExceptionApproved,
    ExceptionReopened,
    ExceptionSnoozed,
    LastBuysApproved,
)
from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.states import EXCEPTION_MOVES, ExceptionKind, ExceptionStatus
from aftercare.domain.planning.steps.deciding import carry_out
from aftercare.domain.planning.steps.orders import call_drafts_off
from aftercare.domain.planning.steps.transfers import let_transfer_go
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class WhyOtherwise(Refused):
    """Something else than proposed is wanted, and nobody said why."""


class NothingShared(Refused):
    """A budget buys none of what can be bought for the last time."""


class LaterThanThat(Refused):
    """Something is put off until a time that has passed."""


@transaction.atomic
def approve_exception(
    exception: PlanException, *, quantity: int, reason: str, actor: Actor, at: datetime
) -> None:
    """
    Approve what is proposed, or another quantity with a reason.

    What is to be ordered is drafted for the buyers; a transfer is held on the shelves it leaves,
    for the warehouse to send. Raises `WhyOtherwise`, `NowhereToSend`, `NothingWanted`,
    `NotSoldLikeThis`, `NothingToSend`, `IllegalMove`, `StaleRow`.
    """
    actor.must(PlanningPermission.DECIDE)
    is_changed = quantity != exception.quantity
    if is_changed and not reason.strip():
        raise WhyOtherwise(_("Say why it should be another quantity."))
    carry_out(exception, quantity, reason=reason, actor=actor, at=at)
    approved = ExceptionApproved(
        plan_exception_id=exception.pk,
        item_id=exception.item_id,
        kind=exception.kind,
        proposal=exception.proposal,
        quantity=quantity,
        is_changed=is_changed,
        document=exception.document,
    )
    announce(approved, actor=actor, at=at)


@transaction.atomic
def approve_last_buys(
    quantities: Mapping[int, int], *, budget: str, actor: Actor, at: datetime
) -> list[PlanException]:
    """
    Approve last buys within a budget, all or none: so many of each, drafted for the buyers.

    quantities: by key of the exception; of what gets none nothing is decided. Raises
    `NothingShared`, `NowhereToSend`, `NotSoldLikeThis`, `IllegalMove`, `StaleRow`.
    """
    actor.must(PlanningPermission.DECIDE)
    wanted = {key: quantity for key, quantity in quantities.items() if quantity > 0}
    rows = PlanException.objects.select_for_update(of=("self",)).select_related("item", "target")
    rows = rows.filter(pk__in=wanted, kind=ExceptionKind.LAST_BUY)
    found = list(rows.order_by("pk"))
    if not found:
        raise NothingShared(_("The budget buys nothing. Enter a larger one."))
    for row in found:
        is_changed = wanted[row.pk] != row.quantity
        reason = _("Within a budget of %(budget)s.") % {"budget": budget} if is_changed else ""
        carry_out(row, wanted[row.pk], reason=reason, actor=actor, at=at)
    approved = LastBuysApproved(
        items=[row.item_id for row in found],
        quantities=[wanted[row.pk] for row in found],
        documents=[row.document for row in found],
        budget=budget,
    )
    announce(approved, actor=actor, at=at)
    return found


@transaction.atomic
def snooze_exception(
    exception: PlanException, *, until: datetime, reason: str, actor: Actor, at: datetime
) -> None:
    """Put an exception off until a time. Raises `LaterThanThat`, `IllegalMove`, `StaleRow`."""
    actor.must(PlanningPermission.DECIDE)
    if until <= at:
        raise LaterThanThat(_("Choose a day to come."))
    decided = {
        "rests_until": until,
        "reason": reason.strip()[:200],
        "decided_by": str(actor.ref),
        "decided_at": at,
    }
    move(exception, ExceptionStatus.SNOOZED, moves=EXCEPTION_MOVES, **decided)
    snoozed = ExceptionSnoozed(
        plan_exception_id=exception.pk,
        item_id=exception.item_id,
        kind=exception.kind,
        until=until.date().isoformat(),
    )
    announce(snoozed, actor=actor, at=at)


@transaction.atomic
def reopen_exception(exception: PlanException, *, actor: Actor, at: datetime) -> None:
    """
    Take a decision back, and what it has held. Raises `IllegalMove`, `StaleRow`.

    A draft is called off with it; what was ordered meanwhile is the buyers' to call off.
    """
    actor.must(PlanningPermission.DECIDE)
    cleared = {"decided_quantity": None, "rests_until": None, "reason": "", "document": ""}
    move(exception, ExceptionStatus.OPEN, moves=EXCEPTION_MOVES, **cleared)
    let_transfer_go(ref(exception), actor=actor, at=at)
    call_drafts_off(ref(exception), actor=actor, at=at)
    reopened = ExceptionReopened(
        plan_exception_id=exception.pk, item_id=exception.item_id, kind=exception.kind
    )
    announce(reopened, actor=actor, at=at)
