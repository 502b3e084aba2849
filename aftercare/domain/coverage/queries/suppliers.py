"""What suppliers guarantee us, as people read it and as a fact of a decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import Node, dates_of, tree_of
from aftercare.domain.units.states import DateKind
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
    return _best_for(unit.item, days)


def upstream_of_part(unit: Unit, part: str) -> dict[str, Any] | None:
    """
    Return what the supplier of a broken part of a unit guarantees us; none if nobody does.

    `part` is the number of its item, or a word of its class, such as `panel`. It counts by the
    dates of the part, else by those of the unit; of a lot, by the last day its date code may
    mean, and whom the lot came from goes before others.
    """
    own = {str(kind): each.on for kind, each in dates_of(unit).items()}
    for held in _called(tree_of(unit), part, own):
        if found := _best_for(held.item, held.days, supplier=held.supplier):
            return found
    return None


@dataclass(frozen=True)
class _Held:
    """A part of a unit, with the days that are known of it."""

    item: Item
    days: dict[str, date]
    supplier: str = ""


def _called(tree: Node, part: str, own: dict[str, date]) -> Iterator[_Held]:
    inside = [node for node in tree.walk() if node is not tree]
    for node in inside:
        if _is_called(node.unit.item, part):
            days = {str(kind): each.on for kind, each in dates_of(node.unit).items()}
            yield _Held(node.unit.item, own | days)
    for node in tree.walk():
        for held in node.lots:
            if _is_called(held.lot.item, part):
                made = max((each.last for each in held.lot.windows.all()), default=None)
                days = {str(DateKind.MANUFACTURED): made} if made else {}
                yield _Held(held.lot.item, own | days, held.lot.supplier)
        for loose in node.loose:
            if _is_called(loose.item, part):
                yield _Held(loose.item, own)


def _is_called(item: Item, part: str) -> bool:
    words = {item.code.casefold(), *item.item_class.casefold().split(".")}
    return bool(part) and part.strip().casefold() in words


def _best_for(item: Item, days: dict[str, date], supplier: str = "") -> dict[str, Any] | None:
    classes = list(_classes_above(item.item_class))
    concerned = Q(item=item.pk) | Q(item=None, item_class__in=classes)
    found = SupplierGuarantee.objects.filter(concerned).select_related("account")
    holding = [each for each in found if _holds(each, days.get(each.starts))]
    theirs = [each for each in holding if supplier and each.account.name == supplier]
    best = max(theirs or holding, key=_rank, default=None)
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
