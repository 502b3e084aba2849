from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_number, register_setting
from aftercare.base.promises.models import PromiseMove
from aftercare.base.promises.states import PauseReason
from aftercare.domain.cases.models import Case
from aftercare.domain.customers.queries import owned_by
from aftercare.domain.repairs.models import Photo, StatusChange, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.states import CLOSED, OrderStatus
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.units.models import Unit, UnitDate
from aftercare.domain.units.states import DateKind
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

PAST = "PR"
"""The kind of number of past repairs: those of our own go on without gaps."""
register_number(PAST, _("Past repairs"))
register_number("WO", _("Repairs"))

PHOTOS_AT_RECEIPT = register_setting(
    Setting("repairs.photos_at_receipt", 2, _("Photos without which no unit is taken in."))
)
QUOTE_HOURS = register_setting(
    Setting("repairs.quote_hours", 16, _("Working hours from receipt until the quote is owed."))
)
READY_HOURS = register_setting(
    Setting("repairs.ready_hours", 40, _("Working hours from approval until a repair is promised."))
)
GUARANTEE_DAYS = register_setting(
    Setting("repairs.guarantee_days", 90, _("Days of guarantee on a repair."))
)


FROM_THESE = (DateKind.SOLD, DateKind.DELIVERED, DateKind.SHIPPED, DateKind.MANUFACTURED)
"""From which of its dates the age of a unit counts: the first that is known."""


def born_on(units: Collection[Unit]) -> dict[int, date]:
    """
    Return from when the age of units counts, by their keys, as far as it is known. One query.

    When one was made is known from its batch where nobody said it.
    """
    born = {each.pk: each.batch.made_from for each in units if each.batch and each.batch.made_from}
    rows = UnitDate.objects.filter(unit__in=list(units), kind__in=FROM_THESE, replaced_at=None)
    known = list(rows.values_list("kind", "unit", "on"))
    known.sort(key=lambda each: FROM_THESE.index(DateKind(each[0])), reverse=True)
    return born | {unit: on for _kind, unit, on in known}


def visible_work_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """Return the work orders `actor` may know; a customer sees what is theirs."""
    orders = WorkOrder.objects.select_related(
        "item", "unit", "account", "contact", "team", "assignee"
    )
    if actor.kind == "customer":
        return orders.filter(owned_by(actor))
    return orders if actor.may(RepairPermission.VIEW) else orders.none()


def open_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """Return the work orders that are not closed, what is due first."""
    return visible_work_orders(actor).exclude(status__in=CLOSED).order_by("due_at", "pk")


def find_order(token: str) -> WorkOrder | None:
    """Return the work order whose page for the customer has this token."""
    orders = WorkOrder.objects.select_related(
        "item", "unit", "account", "contact", "case", "site", "assignee"
    )
    return orders.filter(token=token).first() if token else None


def order_sent_in(parcel: Parcel) -> WorkOrder | None:
    """Return the work order whose unit goes home in a parcel."""
    kind, _colon, key = parcel.belongs_to.partition(":")
    if kind != "work_order" or parcel.way != ParcelWay.OUT:
        return None
    return WorkOrder.objects.filter(pk=int(key)).first()


def orders_of_case(case: Case, actor: Actor) -> QuerySet[WorkOrder]:
    """Return the work orders of a case, the newest first."""
    return visible_work_orders(actor).filter(case=case).order_by("-pk")


def orders_beside(case: Case, actor: Actor) -> QuerySet[WorkOrder]:
    """Return number, state and item of the work orders of a case, the newest first."""
    shown = orders_of_case(case, actor).select_related(None).select_related("item")
    return shown.only("code", "status", "item__name", "item__names")


def orders_about(unit: Unit, actor: Actor) -> QuerySet[WorkOrder]:
    """Return the work orders of a unit, the newest first."""
    return visible_work_orders(actor).filter(unit=unit).order_by("-opened_at", "-pk")


def moves_of(order: WorkOrder) -> QuerySet[PromiseMove]:
    """
    Return how the day of a repair was moved, with the reasons, the newest first.

    That a quote was accepted for its day is no news to who has accepted it.
    """
    moves = PromiseMove.objects.filter(promise__subject=str(ref(order)))
    return moves.exclude(reason__startswith=f"{order.code} / ").order_by("-pk")


def newest_move(order: WorkOrder) -> PromiseMove | None:
    """Return how the day of a repair was moved last."""
    return moves_of(order).first()


def earlier_order_of(unit: Unit) -> WorkOrder | None:
    """Return the last repair of a unit that was handed over, if there was one."""
    repaired = WorkOrder.objects.filter(unit=unit, status=OrderStatus.HANDED_OVER)
    return repaired.order_by("-closed_at", "-pk").first()


def photos_of(order: WorkOrder) -> QuerySet[Photo]:
    """Return the photos of a work order, the oldest first."""
    return Photo.objects.filter(order=order).select_related("file").order_by("pk")


def changes_of(order: WorkOrder) -> QuerySet[StatusChange]:
    """Return the way of a work order so far, in order."""
    return StatusChange.objects.filter(order=order).order_by("pk")


def days_here(order: WorkOrder, today: date) -> int | None:
    """Return how many days a unit has been or was here; None if it never came."""
    if order.received_at is None:
        return None
    return ((order.closed_at.date() if order.closed_at else today) - order.received_at.date()).days


AGES = (3, 7, 14)
"""Days in the workshop at which work is counted as older."""


@dataclass(frozen=True)
class WorkLoad:
    """
    How much a team has to do, how old it is, and how long repairs took lately.

    `aged` is how many have been here up to each of `AGES` days, and longer.
    """

    team_id: int | None
    team: str
    open: int
    late: int
    waiting: int
    for_part: int
    aged: tuple[int, ...]
    oldest: datetime | None
    turnaround: timedelta | None

    @property
    def days(self) -> float | None:
        """How many days a repair took in the mean."""
        return self.turnaround / timedelta(days=1) if self.turnaround is not None else None


def _ages(at: datetime) -> dict[str, Count]:
    """Count how many have been here so long, by steps of `AGES`."""
    edges = [at - timedelta(days=days) for days in AGES]
    inside = zip([None, *edges], [*edges, None], strict=True)
    counts = {}
    for number, (until, since) in enumerate(inside):
        younger = Q(received_at__gt=since) if since else Q()
        older = Q(received_at__lte=until) if until else Q()
        counts[f"age_{number}"] = Count("pk", filter=Q(received_at__isnull=False) & younger & older)
    return counts


def work_by_team(actor: Actor, *, since: datetime, at: datetime) -> list[WorkLoad]:
    """
    Return the load of each team, what waits, and the turn-around of what was handed over.

    Repairs taken over were the work of nobody here: they would pass for those of no team.
    """
    orders = visible_work_orders(actor).select_related(None).order_by()
    took = orders.filter(status=OrderStatus.HANDED_OVER, closed_at__gte=since, past_number="")
    times = dict(took.values_list("team").annotate(took=Avg(F("closed_at") - F("received_at"))))
    rows = orders.exclude(status__in=CLOSED).values("team", "team__name")
    counted: Any = rows.annotate(
        count=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=at, waiting_for="")),
        waits=Count("pk", filter=Q(status=OrderStatus.WAITING)),
        part=Count("pk", filter=Q(waiting_for=PauseReason.PART)),
        oldest=Min("received_at"),
        **_ages(at),
    ).order_by("team__name")
    return [
        WorkLoad(
            row["team"],
            row["team__name"] or "",
            row["count"],
            row["late"],
            row["waits"],
            row["part"],
            tuple(row[f"age_{number}"] for number in range(len(AGES) + 1)),
            row["oldest"],
            times.get(row["team"]),
        )
        for row in counted
    ]
