from datetime import datetime

from aftercare.base.search.steps import index
from aftercare.domain.repairs.models import Finding, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.kit.refs import ref


def file_order(order: WorkOrder, *, at: datetime) -> None:
    """Make a work order findable by its unit and by all that was found and done."""
    found = Finding.objects.filter(order=order).order_by("pk").values_list("words", "lot")
    body = [
        str(order.unit or ""),
        order.item.code,
        order.item.name,
        order.workshop_number,
        order.waiting_reason,
        order.result,
        *(word for words in found for word in words),
    ]
    index(
        ref(order),
        kind="work_order",
        code=order.code,
        title=order.complaint,
        body="\n".join(filter(None, body)),
        facets={},
        readers=[f"may:{RepairPermission.VIEW}"],
        at=at,
    )
