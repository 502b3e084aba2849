"""What is wrong with a unit, where, since when, and by when it will be repaired."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.promises.queries import open_promises
from aftercare.base.promises.steps import keep_if_open, move_promise
from aftercare.domain.coverage.states import LookStep, Shown
from aftercare.domain.coverage.steps.damage import announce_look, begin_look, show_in_look
from aftercare.domain.repairs.events import (
    ReadingTaken,
    ReadyDateSet,
    RepairApproved,
    UnitDiagnosed,
)
from aftercare.domain.repairs.models import Finding, Photo, Reading, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.policies import age_in_days
from aftercare.domain.repairs.queries import READY_HOURS, born_on, is_covered, open_quote
from aftercare.domain.repairs.states import (
    Found,
    OrderStatus,
    Pays,
    PhotoOf,
    QuoteStatus,
    RepairPromise,
)
from aftercare.domain.repairs.steps import (
    MorePhotosNeeded,
    advance,
    announce_order,
    hold_order,
    keep_finding,
    must_be_theirs,
    note_on_order,
    owe,
    promise_quoted_day,
    refresh_order_due,
    settle_quote,
)
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused

AT_BENCH = (OrderStatus.DIAGNOSED, OrderStatus.APPROVED, OrderStatus.WAITING, OrderStatus.REPAIRING)
"""Where something more may be found."""


class NothingFound(Refused):
    """A diagnosis names a fault, or says that there is none."""


class NotAtTheBench(Refused):
    """Nothing can be found in a unit that is not looked at."""


class QuoteItFirst(Refused):
    """What the customer pays for is quoted before it is begun."""


class ReadingMissing(Refused):
    """A reading is a number, before or after."""


@transaction.atomic
def diagnose_unit(
    order: WorkOrder,
    *,
    findings: Sequence[Found],
    no_fault_found: bool = False,
    human_damage: bool = False,
    failed_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Say what is wrong with a unit, by codes and places; or that nothing is.

    Its age when it failed is kept with it. Human damage is shown by a photo. Raises
    `NothingFound`, `MorePhotosNeeded`, `SomebodyElseWorks`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    if bool(findings) == no_fault_found:
        raise NothingFound(_("Name at least one fault, or say that none was found. Not both."))
    if human_damage and not Photo.objects.filter(order=order, of=PhotoOf.DAMAGE).exists():
        raise MorePhotosNeeded(_("Add a photo that shows the damage first. Without it we pay."))
    for each in findings:
        keep_finding(order, each, actor=actor, at=at)
    failed = failed_on or order.failed_on or order.reported_on
    advance(
        order,
        OrderStatus.DIAGNOSED,
        no_fault_found=no_fault_found,
        human_damage=human_damage,
        failed_on=failed,
        age_in_days=age_in_days(_born(order), failed),
        actor=actor,
        at=at,
    )
    if human_damage:
        _show_damage(order, findings, actor=actor, at=at)
    _announce_diagnosis(order, findings, actor=actor, at=at)


def _show_damage(
    order: WorkOrder, findings: Sequence[Found], *, actor: Actor, at: datetime
) -> None:
    """Give coverage what shows the damage; somebody else looks before anything is charged."""
    words = "; ".join(each.words or each.fault or each.symptom for each in findings)
    subject = Ref("case", order.case_id) if order.case_id else ref(order)
    item_class = order.item.item_class
    look = begin_look(subject, item_class=item_class, words=words, actor=actor, at=at)
    if look is None:
        return
    with ExitStack() as opened:
        shown = [*_photos_of_damage(order, opened), *_measured(order)]
        show_in_look(look, LookStep.FIRST, shown, at=at)
    announce_look(look, LookStep.FIRST, actor=actor, at=at)


def _photos_of_damage(order: WorkOrder, opened: ExitStack) -> Iterator[Shown]:
    photos = Photo.objects.filter(order=order, of=PhotoOf.DAMAGE).select_related("file")
    for each in photos.order_by("pk"):
        content = opened.enter_context(each.file.open())
        yield Shown("photo", each.name, Upload(each.name, content))


def _measured(order: WorkOrder) -> Iterator[Shown]:
    for each in order.readings.order_by("pk"):
        if each.before is not None:
            yield Shown("reading", f"{each.name}: {each.before.normalize():f} {each.unit}".strip())


def _born(order: WorkOrder) -> date | None:
    return born_on([order.unit]).get(order.unit.pk) if order.unit else None


def _announce_diagnosis(
    order: WorkOrder, findings: Sequence[Found], *, actor: Actor, at: datetime
) -> None:
    codes = [
        code
        for each in findings
        for code in (each.symptom, each.fault, each.cause, each.action)
        if code
    ]
    announce_order(
        UnitDiagnosed,
        order,
        codes=codes,
        designators=[each.designator for each in findings if each.designator],
        no_fault_found=order.no_fault_found,
        human_damage=order.human_damage,
        age_in_days=order.age_in_days,
        actor=actor,
        at=at,
    )


@transaction.atomic
def add_finding(order: WorkOrder, *, found: Found, actor: Actor, at: datetime) -> Finding:
    """
    Note something more that was found on the way. Raises `NotAtTheBench`, `SomebodyElseWorks`.

    Where no fault had been found, now one has.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    if order.status not in AT_BENCH:
        raise NotAtTheBench(_("Receive and diagnose the unit first."))
    finding = keep_finding(order, found, actor=actor, at=at)
    note_on_order(order, no_fault_found=False)
    _announce_diagnosis(order, [found], actor=actor, at=at)
    return finding


@transaction.atomic
def take_reading(
    order: WorkOrder,
    *,
    name: str,
    unit: str = "",
    low: Decimal | None = None,
    high: Decimal | None = None,
    before: Decimal | None = None,
    after: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> Reading:
    """
    Note what was measured at the bench; of the same name again, what was missing is filled in.

    Raises `ReadingMissing`, `SomebodyElseWorks`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    if not name.strip() or (before is None and after is None):
        raise ReadingMissing(_("Say what was measured, and the value before or after."))
    told = {"unit": unit.strip(), "low": low, "high": high, "before": before, "after": after}
    said = {key: value for key, value in told.items() if value not in ("", None)}
    reading, _new = Reading.objects.update_or_create(
        order=order, name=name.strip()[:120], defaults={**said, "by": str(actor.ref), "at": at}
    )
    announce_order(ReadingTaken, order, actor=actor, at=at)
    return reading


@transaction.atomic
def approve_repair(order: WorkOrder, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Let a repair begin: nothing is to be paid, or the customer has said yes to us.

    What was owed as an answer is kept, and a repair is promised. Where the customer pays, they
    say yes to a quote. Raises `QuoteItFirst`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if order.way.pays == Pays.CUSTOMER and open_quote(order) is None:
        raise QuoteItFirst(_("The customer pays for this repair. Make a quote first."))
    advance(order, OrderStatus.APPROVED, why=why, actor=actor, at=at)
    note_on_order(order, in_guarantee=is_covered(order))
    if quote := open_quote(order):
        settle_quote(quote, QuoteStatus.APPROVED, why=why, actor=actor, at=at)
        promise_quoted_day(order, quote, actor=actor, at=at)
    keep_if_open(ref(order), RepairPromise.QUOTE, actor=actor, at=at)
    owe(order, RepairPromise.READY, hours=setting(READY_HOURS.name), actor=actor, at=at)
    announce_order(RepairApproved, order, actor=actor, at=at)


@transaction.atomic
def promise_ready(
    order: WorkOrder, *, due_at: datetime, reason: str, actor: Actor, at: datetime
) -> None:
    """
    Agree with the customer on another day, with the reason why.

    Raises `NothingPromised`, `ReasonMissing`, `DateHasPassed`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    kinds = open_promises().filter(subject=str(ref(order))).values_list("kind", flat=True)
    kind = RepairPromise.READY if RepairPromise.READY in set(kinds) else RepairPromise.QUOTE
    move_promise(ref(order), kind, due_at=due_at, reason=reason, actor=actor, at=at)
    refresh_order_due(order)
    day = due_at.astimezone(ZoneInfo(order.site.time_zone)).date()
    announce_order(ReadyDateSet, order, due_on=day.isoformat(), actor=actor, at=at)
