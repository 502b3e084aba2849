"""Which repair of a unit comes after which, once past ones are known."""

from collections.abc import Collection

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import OrderStatus


def relink_repeats(units: Collection[int], *, without: Collection[int] = ()) -> None:
    """
    Let every repair of some units be a repeat of the last one before it that went home.

    As `begin_order` says it of a new one; `without` those that are about to go.
    """
    orders = list(WorkOrder.objects.filter(unit__in=units).order_by("opened_at", "pk"))
    ended: dict[int | None, list[WorkOrder]] = {}
    for order in orders:
        if order.status == OrderStatus.HANDED_OVER and order.pk not in without:
            ended.setdefault(order.unit_id, []).append(order)
    changed = []
    for order in orders:
        before = _last_before(order, ended.get(order.unit_id, ()))
        if order.repeats_id != (before.pk if before else None):
            order.repeats = before
            changed.append(order)
    WorkOrder.objects.bulk_update(changed, ["repeats"])


def _last_before(order: WorkOrder, ended: Collection[WorkOrder]) -> WorkOrder | None:
    earlier = [
        each
        for each in ended
        if each.pk != order.pk and each.closed_at and each.closed_at <= order.opened_at
    ]
    return max(earlier, key=lambda each: (each.closed_at, each.pk), default=None)
