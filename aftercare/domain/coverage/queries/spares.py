"""Free spares by the ratio of a contract: due, given, still due; counted, never typed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.coverage.models import Contract, ContractVersion, SpareGiven
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.spares import (
    FREE_SPARES,
    NONE,
    Owed,
    SparesDue,
    is_of_ratio,
    spares_due,
)
from aftercare.domain.units.queries import delivered_to
from aftercare.kit.actors import Actor

__all__ = [
    "Owed",
    "SparesDue",
    "are_given_by",
    "counted_in",
    "may_see_spares",
    "ratio_contracts",
    "spares_of",
    "spares_of_contracts",
    "spares_still_due",
    "visible_spares_given",
]

Had = dict[int | None, Decimal]


def may_see_spares(actor: Actor) -> bool:
    """Return whether `actor` may know what contracts give of free spares."""
    return actor.may(CoveragePermission.VIEW) or actor.may(CoveragePermission.GIVE_SPARES)


def ratio_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts `actor` may see by which a customer gets free spares, newest first."""
    found = _of_ratio().select_related("account").order_by("-pk")
    return found if may_see_spares(actor) else found.none()


def visible_spares_given(actor: Actor) -> QuerySet[SpareGiven]:
    """Return the free spares that were given, also those taken back, the newest first."""
    rows = SpareGiven.objects.select_related("contract__account", "item", "spare").order_by("-pk")
    return rows if may_see_spares(actor) else rows.none()


def are_given_by(contract: Contract, key: str) -> bool:
    """Return whether free spares were given under a contract by this key."""
    return SpareGiven.objects.filter(contract=contract, key=key).exists()


def spares_of(contract: Contract) -> SparesDue | None:
    """Return what a contract owes of free spares; None where it gives none by ratio."""
    return spares_of_contracts([contract]).get(contract.pk)


def spares_of_contracts(contracts: Collection[Contract]) -> dict[int, SparesDue]:
    """Return what contracts owe of free spares, those that give any. Three queries for all."""
    said = ContractVersion.objects.filter(contract__in=contracts, number=F("contract__version"))
    modes = {
        key: clauses.get("mode", {}) for key, clauses in said.values_list("contract", "clauses")
    }
    of_ratio = [each for each in contracts if is_of_ratio(modes.get(each.pk, {}))]
    delivered, given = _delivered(of_ratio), _given(of_ratio)
    return {
        each.pk: spares_due(modes[each.pk], delivered[each.pk], given[each.pk]) for each in of_ratio
    }


def counted_in(contract: Contract, clauses: dict[str, Any]) -> dict[str, Any]:
    """Return clauses in which a ratio of free spares says how many were shipped and used so far."""
    mode = clauses.get("mode", {})
    if not is_of_ratio(mode):
        return clauses
    known = contract.pk is not None
    delivered = _delivered([contract])[contract.pk] if known else {}
    due = spares_due(mode, delivered, _given([contract])[contract.pk] if known else {})
    return clauses | {"mode": mode | {"shipped": due.delivered, "used": int(due.given)}}


def spares_still_due() -> dict[int, Decimal]:
    """
    Return how many of which items customers may still ask for as free spares.

    What was delivered as a part is owed itself. For a whole device it is one of its parts: those
    that were given under the contract before, in the same shares; where none were, nobody knows.
    """
    contracts = list(_of_ratio())
    given: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counted = _standing(contracts).values("contract", "spare").annotate(all=Sum("quantity"))
    for contract, spare, quantity in counted.values_list("contract", "spare", "all"):
        given[contract][spare] = quantity
    dues = spares_of_contracts(contracts)
    parts = _parts(row.item_id for due in dues.values() for row in due.rows if row.item_id)
    still: dict[int, Decimal] = defaultdict(Decimal)
    for contract, due in dues.items():
        itself = {row.item_id: row.left for row in due.rows if row.item_id in parts}
        for item, quantity in itself.items():
            still[item] += quantity  # type: ignore[index]  # parts are items
        rest = max(due.left - sum(itself.values(), NONE), NONE)
        whole = sum(given[contract].values(), NONE)
        for spare, quantity in given[contract].items():
            still[spare] += rest * quantity / whole
    return {item: quantity for item, quantity in still.items() if quantity}


def _of_ratio() -> QuerySet[Contract]:
    # The version that holds now says it; earlier ones may have said something else.
    return Contract.objects.filter(
        versions__number=F("version"), versions__clauses__mode__kind=FREE_SPARES
    )


def _standing(contracts: Collection[Contract]) -> QuerySet[SpareGiven]:
    return SpareGiven.objects.filter(contract__in=contracts, undone_at=None).order_by()


def _given(contracts: Collection[Contract]) -> dict[int, Had]:
    found: dict[int, Had] = defaultdict(dict)
    counted = _standing(contracts).values("contract", "item").annotate(all=Sum("quantity"))
    for contract, item, quantity in counted.values_list("contract", "item", "all"):
        found[contract][item] = quantity
    return found


def _delivered(contracts: Collection[Contract]) -> dict[int, dict[int, int]]:
    """Return by contract and item how many units were delivered while it held."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    of_account: Mapping[int, list[Contract]] = _by_account(contracts)
    for row in delivered_to(list(of_account)):
        for contract in of_account[row.account_id]:
            if _holds(contract, row.on):
                found[contract.pk][row.item_id] += row.units
    return found


def _by_account(contracts: Collection[Contract]) -> dict[int, list[Contract]]:
    found: dict[int, list[Contract]] = defaultdict(list)
    for each in contracts:
        if each.account_id:
            found[each.account_id].append(each)
    return found


def _holds(contract: Contract, on: date) -> bool:
    return (contract.begins_on or date.min) <= on <= (contract.ends_on or date.max)


def _parts(items: Any) -> set[int | None]:
    found = Item.objects.filter(pk__in=set(items)).exclude(kind=ItemKind.DEVICE)
    return set(found.values_list("pk", flat=True))
