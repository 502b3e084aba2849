"""What suppliers guarantee us, as people read it and as a fact of a decision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor

COSTS = ("parts", "labor", "freight", "onsite")


def visible_supplier_guarantees(actor: Actor) -> QuerySet[SupplierGuarantee]:
    """Return the guarantees of suppliers `actor` may see, the newest first."""
    guarantees = SupplierGuarantee.objects.select_related("account", "item").order_by("-pk")
    return guarantees if actor.may(CoveragePermission.VIEW) else guarantees.none()


def upstream_of(unit: Unit, days: dict[str, date]) -> dict[str, Any] | None:
    """
    Return what the supplier of a unit guarantees us, as a fact; none if nobody does.

    `days` are the known dates of its life, by kind. What is agreed for the item goes before
    what is agreed for its class, a narrow class before a wide one, the latest before others.
    """
    classes = list(_classes_above(unit.item.item_class))
    concerned = Q(item=unit.item_id) | Q(item=None, item_class__in=classes)
    found = SupplierGuarantee.objects.filter(concerned).select_related("account")
    holding = [each for each in found if _holds(each, days.get(each.starts))]
    best = max(holding, key=_rank, default=None)
    return None if best is None else _as_fact(best, days[best.starts])


def _classes_above(item_class: str) -> Iterable[str]:
    while item_class:
        yield item_class
        item_class = item_class.rpartition(".")[0]


def _holds(guarantee: SupplierGuarantee, on: date | None) -> bool:
    if on is None:
        return False
    begins, ends = guarantee.begins_on or on, guarantee.ends_on or on
    return begins <= on <= ends


def _rank(guarantee: SupplierGuarantee) -> tuple[bool, int, date, int]:
    since = guarantee.begins_on or date.min
    return guarantee.item_id is not None, len(guarantee.item_class), since, guarantee.pk


def _as_fact(guarantee: SupplierGuarantee, received_on: date) -> dict[str, Any]:
    return {
        "supplier": guarantee.account.name,
        "clause": guarantee.clause,
        "received_on": received_on.isoformat(),
        "months": guarantee.months,
        "shares": {cost: getattr(guarantee, cost) for cost in COSTS},
        "excludes": guarantee.excludes,
    }
