"""What is kept here of a person, for who hands it out."""

from typing import Any

from aftercare.domain.customers.queries import Person
from aftercare.domain.repairs.models import WorkOrder


def repairs_with(person: Person) -> list[dict[str, Any]]:
    """Return the repairs of units of a person."""
    orders = WorkOrder.objects.filter(contact__in=person.ids).select_related("item", "unit")
    return [
        {
            "code": order.code,
            "item": order.item.code,
            "serial": str(order.unit or ""),
            "complaint": order.complaint,
            "accessories": order.accessories,
            "result": order.result,
            "status": order.status,
            "opened_at": order.opened_at.isoformat(),
            "closed_at": order.closed_at.isoformat() if order.closed_at else None,
        }
        for order in orders.order_by("pk")
    ]
