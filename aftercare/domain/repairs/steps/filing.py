from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from aftercare.base.search.steps import Filing, filing, index_all
from aftercare.domain.repairs.models import Finding, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.kit.refs import ref


def file_order(order: WorkOrder, *, at: datetime) -> None:
    """Make a work order findable by its unit and by all that was found and done."""
    index_all(_filings_of([order], at=at))


def filings_of_orders(keys: Sequence[int], at: datetime) -> list[Filing]:
    """Return what makes work orders findable, by their keys."""
    orders = WorkOrder.objects.select_related("item", "unit").select_for_update(of=("self",))
    return _filings_of(list(orders.filter(pk__in=keys)), at=at)


def _filings_of(orders: Sequence[WorkOrder], *, at: datetime) -> list[Filing]:
    words: dict[int, list[str]] = defaultdict(list)
    found = Finding.objects.filter(order__in=orders).order_by("pk")
    for order, said, lot in found.values_list("order", "words", "lot"):
        words[order] += said, lot
    return [_filing_of(order, words[order.pk], at=at) for order in orders]


def _filing_of(order: WorkOrder, words: Iterable[str], *, at: datetime) -> Filing:
    body = [
        order.past_number,
        str(order.unit or ""),
        order.item.code,
        order.item.name,
        order.workshop_number,
        order.waiting_reason,
        order.result,
        *words,
    ]
    return filing(
        ref(order),
        kind="work_order",
        code=order.code,
        title=order.complaint,
        body="\n".join(filter(None, body)),
        facets={},
        readers=[f"may:{RepairPermission.VIEW}"],
        at=at,
    )
