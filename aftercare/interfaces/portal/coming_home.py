"""When a unit is home: what the customer of a repair wants to know first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aftercare.base.promises.queries import open_promises
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import points_for, results_of
from aftercare.domain.repairs.states import CLOSED, OrderStatus, RepairPromise
from aftercare.domain.shipping.queries import address_of_customer, home_after
from aftercare.domain.shipping.states import TRAVELS
from aftercare.interfaces.portal.delivery import Delivery
from aftercare.kit.refs import ref

NOT_COMING = (OrderStatus.EXPECTED, OrderStatus.REFUSED)
"""Where nobody can say yet when it is home."""
NO_DAY = {*NOT_COMING, OrderStatus.CLEANED, *CLOSED}
"""Where the workshop promises no day, or none any more."""


@dataclass(frozen=True)
class Home:
    """
    When a unit is home, `on` the day as far as anybody can say it.

    `ready_on` is when the workshop is done; `is_fetched`, that the customer comes for it;
    `is_on_its_way`, that a carrier has it.
    """

    ready_on: date | None = None
    on: date | None = None
    is_fetched: bool = False
    is_on_its_way: bool = False


def home_of(order: WorkOrder, delivery: Delivery, *, at: datetime) -> Home:
    """Return when a unit is home. In the time zone of the customer."""
    said, parcel = delivery.said, delivery.parcel
    if parcel and parcel.status in TRAVELS:
        on = localdate(parcel.expected_at) if parcel.expected_at else None
        return Home(on=on, is_on_its_way=True)
    if order.is_closed or order.status in NOT_COMING:
        return Home()
    is_fetched = parcel is None and not _can_be_sent(order)
    is_fetched = said.is_collected if said else is_fetched
    ready_on = _ready_on(order, at)
    if ready_on is None:
        return Home(is_fetched=is_fetched)
    if is_fetched:
        return Home(ready_on, ready_on, is_fetched=True)
    if parcel and parcel.expected_at:
        return Home(ready_on, localdate(parcel.expected_at))
    on = home_after(ready_on)
    if said and said.not_before:
        on = max(on, said.not_before)
    return Home(ready_on, on)


def _can_be_sent(order: WorkOrder) -> bool:
    return address_of_customer(order.account, order.contact).is_complete


def _ready_on(order: WorkOrder, at: datetime) -> date | None:
    """Return the day on which the workshop is done; None where that is not promised now."""
    if order.status == OrderStatus.CLEANED:
        return localdate(at)
    return ready_days([order], at=at)[0][1]


def ready_days(orders: Iterable[WorkOrder], *, at: datetime) -> list[tuple[WorkOrder, date | None]]:
    """Return repairs with the day on which the workshop is done with each, where it is promised."""
    shown = list(orders)
    asked = {str(ref(each)): each for each in shown if each.status not in NO_DAY}
    owed = open_promises().filter(kind=RepairPromise.READY, subject__in=asked, paused_at=None)
    due = dict(owed.order_by("-due_at", "-pk").values_list("subject", "due_at"))
    # What is late is not promised for a day that has passed.
    days = {asked[name].pk: max(localdate(on), localdate(at)) for name, on in due.items()}
    return [(each, days.get(each.pk)) for each in shown]


def tests_told(order: WorkOrder) -> str:
    """Return how far the test of a unit is, in words; nothing while it is not tested."""
    if order.status not in (OrderStatus.TESTING, OrderStatus.TESTED, OrderStatus.CLEANED):
        return ""
    points: Any = points_for(order)
    passed = results_of(order).filter(passed=True).count()
    if not points:
        return ""
    told = {"passed": passed, "all": len(points)}
    return _("It passed %(passed)s of %(all)s tests.") % told
