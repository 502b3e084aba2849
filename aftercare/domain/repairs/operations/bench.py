"""The work at the bench: begun, waiting, tested within limits, released."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.promises.states import PauseReason
from aftercare.domain.repairs.events import (
    FinalTestBegun,
    PointTested,
    RepairBegun,
    RepairWaits,
    UnitReleased,
)
from aftercare.domain.repairs.models import FinalTestPoint, FinalTestResult, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.policies import passes
from aftercare.domain.repairs.queries import (
    READY_HOURS,
    current_round,
    missing_points,
    newest_test,
    points_for,
)
from aftercare.domain.repairs.states import TO_BENCH_AGAIN, OrderStatus, RepairPromise
from aftercare.domain.repairs.steps import advance, announce_order, hold_order, must_be_theirs, owe
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class SayWhy(Refused):
    """Rework, waiting and refusing are done for a reason."""


class NotInTest(Refused):
    """The unit is not being tested, or not by this point."""


class NotAllPassed(Refused):
    """A unit is released once all points of its test are passed."""


class SameHands(Refused):
    """Who has tested the unit does not release it alone."""


@transaction.atomic
def begin_repair(order: WorkOrder, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Take a unit to the bench, for the first time, after waiting, or for rework.

    Rework is counted, says why, and has all points tested again. Whoever begins has it. Raises
    `SayWhy`, `SomebodyElseWorks`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    changes = {}
    if order.status in TO_BENCH_AGAIN:
        if not why.strip():
            raise SayWhy(_("Say why it has to be done again."))
        changes = {"reworks": order.reworks + 1, "tested_by": "", "released_by": ""}
    if order.assignee_id is None and actor.kind == "user":
        changes["assignee_id"] = actor.id
    advance(order, OrderStatus.REPAIRING, why=why, actor=actor, at=at, **changes)
    owe(order, RepairPromise.READY, hours=setting(READY_HOURS.name), actor=actor, at=at)
    announce_order(RepairBegun, order, rework=order.reworks, actor=actor, at=at)


@transaction.atomic
def let_repair_wait(
    order: WorkOrder, *, waiting_for: PauseReason, reason: str, actor: Actor, at: datetime
) -> None:
    """
    Let a repair wait for a part, the customer or a supplier; its clocks stand still.

    Raises `SayWhy`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if not reason.strip():
        raise SayWhy(_("Say what exactly it waits for."))
    advance(
        order,
        OrderStatus.WAITING,
        why=reason,
        waiting_for=waiting_for,
        waiting_reason=reason.strip()[:200],
        actor=actor,
        at=at,
    )
    announce_order(RepairWaits, order, waiting_for=waiting_for, actor=actor, at=at)


@transaction.atomic
def begin_final_test(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """
    Test a unit after the repair, or at once where no fault was found.

    Raises `NotInTest`, `SomebodyElseWorks`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    if order.status == OrderStatus.APPROVED and not order.no_fault_found:
        raise NotInTest(_("Repair it first. Only what has no fault is tested at once."))
    if order.status == OrderStatus.AWAY:
        raise NotInTest(_("It is at another workshop. Take it back first."))
    test = newest_test(order.item)
    advance(order, OrderStatus.TESTING, needs_two=bool(test and test.needs_two), actor=actor, at=at)
    announce_order(FinalTestBegun, order, actor=actor, at=at)


@transaction.atomic
def begin_soak(
    order: WorkOrder, *, point: FinalTestPoint, actor: Actor, at: datetime
) -> FinalTestResult:
    """Let a test run that takes its time; begun already, it goes on. Raises `NotInTest`."""
    actor.must(RepairPermission.WORK)
    order = _in_test(order, point)
    result, is_new = FinalTestResult.objects.get_or_create(
        order=order,
        point=point,
        round=current_round(order),
        defaults={"began_at": at, "by": str(actor.ref)},
    )
    if is_new:
        announce_order(PointTested, order, actor=actor, at=at)
    return result


@transaction.atomic
def note_test(
    order: WorkOrder,
    *,
    point: FinalTestPoint,
    value: Decimal | None = None,
    passed: bool = False,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> FinalTestResult:
    """
    Note how a point of the test went; noted again in the same round, the last counts.

    A measured value decides by itself. What runs for a time has not passed before it has run as
    long. Raises `NotInTest`.
    """
    actor.must(RepairPermission.WORK)
    order = _in_test(order, point)
    result = FinalTestResult.objects.filter(
        order=order, point=point, round=current_round(order)
    ).first() or FinalTestResult(order=order, point=point, round=current_round(order), began_at=at)
    result.value, result.note, result.by = value, note.strip()[:200], str(actor.ref)
    result.ended_at = at
    result.passed = passes(
        point.kind,
        value=value,
        says=passed,
        low=point.low,
        high=point.high,
        ran=int((at - result.began_at).total_seconds()) // 60,
        minutes=point.minutes,
    )
    result.save()
    WorkOrder.objects.filter(pk=order.pk).update(tested_by=str(actor.ref))
    announce_order(PointTested, order, passed=result.passed, actor=actor, at=at)
    return result


def _in_test(order: WorkOrder, point: FinalTestPoint) -> WorkOrder:
    order = hold_order(order)
    if order.status != OrderStatus.TESTING or point.pk not in {
        each.pk for each in points_for(order)
    }:
        raise NotInTest(_("The unit is not being tested by this. Begin the test first."))
    return order


def _has_tested(order: WorkOrder, actor: Actor) -> bool:
    """Return whether somebody has tested any point of the round."""
    mine = FinalTestResult.objects.filter(
        order=order, round=current_round(order), by=str(actor.ref)
    )
    return mine.exists()


@transaction.atomic
def release_unit(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """
    Stand for it that a unit is good: all points are passed.

    Where two are asked for it is somebody who has tested no point of it. Raises `NotAllPassed`,
    `SameHands`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if order.status != OrderStatus.TESTING:
        raise IllegalMove(_("%(order)s is not being tested.") % {"order": order})
    if missing := missing_points(order):
        raise NotAllPassed(
            _("Not passed yet: %(points)s.") % {"points": ", ".join(each.name for each in missing)}
        )
    if order.needs_two and _has_tested(order, actor):
        raise SameHands(_("You have tested it yourself. A colleague has to release it."))
    advance(order, OrderStatus.TESTED, released_by=str(actor.ref), actor=actor, at=at)
    announce_order(UnitReleased, order, actor=actor, at=at)
