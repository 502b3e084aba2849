"""How an open quote is settled, and the day that was quoted promised."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from aftercare.base.people.models import TeamMember
from aftercare.base.people.steps import notify
from aftercare.base.promises.queries import open_promises
from aftercare.base.promises.steps import move_promise, promise
from aftercare.domain.repairs.models import Quote, WorkOrder
from aftercare.domain.repairs.states import QuoteStatus, RepairPromise
from aftercare.domain.repairs.steps.orders import (
    READERS,
    concerned_by,
    owner_of_order,
    refresh_order_due,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

CLOSING_TIME = time(18)


def settle_quote(
    quote: Quote, status: QuoteStatus, *, why: str = "", actor: Actor, at: datetime
) -> bool:
    """Note what became of a quote; return False if it was settled already."""
    rows = Quote.objects.filter(pk=quote.pk, status=QuoteStatus.SENT)
    return bool(
        rows.update(status=status, decided_by=str(actor.ref), decided_at=at, why=why.strip()[:300])
    )


def promise_quoted_day(order: WorkOrder, quote: Quote, *, actor: Actor, at: datetime) -> None:
    """Promise the repair for the day that was quoted, unless that has passed."""
    zone = ZoneInfo(order.site.time_zone)
    due_at = datetime.combine(quote.ready_on, CLOSING_TIME, zone)
    if due_at <= at:
        return
    owed = open_promises().filter(subject=str(ref(order)), kind=RepairPromise.READY)
    if owed.exists():
        move_promise(
            ref(order), RepairPromise.READY, due_at=due_at, reason=str(quote), actor=actor, at=at
        )
    else:
        promise(
            ref(order),
            RepairPromise.READY,
            owner=owner_of_order(order),
            readers=READERS,
            about=concerned_by(order),
            due_at=due_at,
            actor=actor,
            at=at,
        )
    refresh_order_due(order)


def tell_who_repairs(order: WorkOrder, kind: str, *, at: datetime) -> None:
    """Let who has a unit, else their team, know of something."""
    team = TeamMember.objects.filter(team=order.team_id).values_list("user", flat=True)
    whom = [order.assignee_id] if order.assignee_id else sorted(team)
    data = {"code": order.code, "subject": order.complaint[:80]}
    notify(*whom, kind=kind, about=ref(order), data=data, at=at)
