"""What is kept here of a person, for who hands it out."""

from typing import Any

from aftercare.domain.customers.queries import Person
from aftercare.domain.returns.models import Rma, RmaLine


def returns_with(person: Person) -> list[dict[str, Any]]:
    """Return what a person has sent back."""
    rows = Rma.objects.filter(contact__in=person.ids).select_related("reason").order_by("pk")
    return [
        {
            "code": rma.code,
            "reason": rma.reason.name,
            "words": rma.words,
            "status": rma.status,
            "opened_at": rma.opened_at.isoformat(),
            "lines": [
                {
                    "item": line.item.code,
                    "what": str(line),
                    "found": line.found,
                    "findings": line.findings,
                    "outcome": line.outcome,
                }
                for line in RmaLine.objects.filter(rma=rma).select_related("item", "unit", "lot")
            ],
        }
        for rma in rows
    ]
