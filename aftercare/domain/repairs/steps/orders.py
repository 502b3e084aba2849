"""Writes that several verbs of repairs share, and that higher apps may include."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aftercare.base.files.steps import link, store
from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import next_due, open_promises
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import (
    keep_if_open,
    pause_promises,
    promise,
    resume_promises,
    withdraw_all,
)
from aftercare.domain.repairs.events import OrderEvent
from aftercare.domain.repairs.models import Photo, StatusChange, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.states import CLOSED, PAUSED, OrderStatus, PhotoOf, RepairPromise
from aftercare.domain.repairs.steps.filing import file_order
from aftercare.domain.repairs.steps.parts import let_parts_go
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move

READERS = [f"may:{RepairPermission.VIEW}"]


class MorePhotosNeeded(Refused):
    """What a photo has to show is shown by none."""


class SomebodyElseWorks(Refused):
    """Another technician has the unit on the bench."""


def hold_order(order: WorkOrder) -> WorkOrder:
    """Return a work order as it is now, held until the transaction ends."""
    held = WorkOrder.objects.select_for_update(of=("self",)).select_related("item", "unit")
    return held.get(pk=order.pk)


def must_be_theirs(order: WorkOrder, actor: Actor) -> None:
    """Refuse who works on a unit that another technician has. Raises `SomebodyElseWorks`."""
    if order.assignee_id and actor.kind == "user" and order.assignee_id != actor.id:
        raise SomebodyElseWorks(
            _("%(order)s is on the bench of %(name)s. Take it over first.")
            % {"order": order, "name": order.assignee}
        )


def advance(
    order: WorkOrder, to: OrderStatus, *, why: str = "", actor: Actor, at: datetime, **changes: Any
) -> None:
    """
    Let a work order go on as its kind does, and keep when and why.

    Clocks stand still where we cannot work. Raises `IllegalMove`, `StaleRow`.
    """
    if order.status == OrderStatus.WAITING:
        changes = {"waiting_for": "", "waiting_reason": "", **changes}
    if to in CLOSED:
        changes["closed_at"] = at
    move(order, to, moves=order.way.moves, since=at, **changes)
    StatusChange.objects.create(
        order=order, status=to, why=why.strip()[:300], by=str(actor.ref), at=at
    )
    if to in CLOSED or to == OrderStatus.REFUSED:
        let_parts_go(order, actor=actor, at=at)
    _let_clocks(order, actor=actor, at=at)


def _let_clocks(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    if order.status in CLOSED:
        keep_if_open(ref(order), RepairPromise.QUOTE, actor=actor, at=at)
        withdraw_all(ref(order), at=at)
    elif reason := order.waiting_for or PAUSED.get(OrderStatus(order.status), ""):
        pause_promises(ref(order), reason=PauseReason(reason), at=at)
    else:
        resume_promises(ref(order), at=at)
    refresh_order_due(order)


def owe(order: WorkOrder, kind: RepairPromise, *, hours: int, actor: Actor, at: datetime) -> None:
    """Promise something within working hours of the site, if it is not owed already."""
    if open_promises().filter(subject=str(ref(order)), kind=kind).exists():
        return
    promise(
        ref(order),
        kind,
        owner=owner_of_order(order),
        readers=READERS,
        about=concerned_by(order),
        work=timedelta(hours=hours),
        calendar=order.site.calendar,
        actor=actor,
        at=at,
    )
    refresh_order_due(order)


def owner_of_order(order: WorkOrder) -> Ref:
    """Return who answers for what is owed: the technician, else the team."""
    if order.assignee_id:
        return Ref("user", order.assignee_id)
    return Ref("team", order.team_id) if order.team_id else Ref("system", 0)


def concerned_by(order: WorkOrder) -> list[Ref]:
    """Return whom the promises of a work order are made to."""
    keys = {"contact": order.contact_id, "account": order.account_id, "case": order.case_id}
    return [Ref(kind, key) for kind, key in keys.items() if key]


def refresh_order_due(order: WorkOrder) -> None:
    """Keep on the row when something is due next; what is paused keeps its last date."""
    rows = WorkOrder.objects.filter(pk=order.pk)
    rows.update(due_at=Coalesce(next_due(ref(order)), "due_at"))
    order.due_at = rows.values_list("due_at", flat=True).get()


def note_on_order(order: WorkOrder, **changes: Any) -> None:
    """Write what is known of a work order now."""
    WorkOrder.objects.filter(pk=order.pk).update(**changes)
    for name, value in changes.items():
        setattr(order, name, value)


def announce_order(
    happened: type[OrderEvent], order: WorkOrder, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a work order, and let it be found by it."""
    file_order(order, at=at)
    event = happened(
        work_order_id=order.pk,
        unit_id=order.unit_id,
        case_id=order.case_id,
        account_id=order.account_id,
        contact_id=order.contact_id,
        **details,
    )
    announce(event, actor=actor, at=at)


def keep_photos(
    order: WorkOrder, photos: Sequence[Upload], of: PhotoOf, *, actor: Actor, at: datetime
) -> int:
    """Keep photos of a work order; return how many of this kind there are now."""
    for each in photos:
        file = store(each.content, at=at)
        link(file, ref(order), name=each.name, readers=READERS, at=at)
        Photo.objects.get_or_create(
            order=order,
            of=of,
            file=file,
            defaults={"name": each.name[:200], "by": str(actor.ref), "at": at},
        )
    return Photo.objects.filter(order=order, of=of).count()
