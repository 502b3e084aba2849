"""Free spares by the ratio of contracts, as pages show them: due, given, still due."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.spares import (
    Owed,
    SparesDue,
    ratio_contracts,
    spares_of_contracts,
    visible_spares_given,
)
from aftercare.domain.customers.models import Account
from aftercare.kit.actors import Actor

HISTORY = 20


@dataclass(frozen=True)
class ShownRow:
    """What is owed for one item, with the item."""

    owed: Owed
    item: Item | None


@dataclass(frozen=True)
class ShownSpares:
    """What a contract owes of free spares, as it is shown."""

    contract: Contract
    due: SparesDue
    rows: list[ShownRow]

    @property
    def fixed(self) -> str:
        """What the list of all that was given is asked for."""
        return f"contract={self.contract.code}"


def shown_spares(contracts: Iterable[Contract]) -> list[ShownSpares]:
    """Return what contracts owe of free spares, as it is shown. Four queries for all."""
    asked = list(contracts)
    dues = spares_of_contracts(asked)
    keys = {row.item_id for due in dues.values() for row in due.rows}
    items: dict[int | None, Item] = {**Item.objects.in_bulk([key for key in keys if key])}
    return [
        ShownSpares(
            each, due, [ShownRow(row, items.get(row.item_id)) for row in dues[each.pk].rows]
        )
        for each in asked
        if (due := dues.get(each.pk))
    ]


def spares_left(account: Account | None, actor: Actor) -> list[ShownSpares]:
    """Return by which contracts a customer may have free spares."""
    if account is None:
        return []
    contracts = list(ratio_contracts(actor).filter(account=account))
    return shown_spares(contracts) if contracts else []


def spares_shown(contract: Contract, actor: Actor) -> dict[str, Any]:
    """Return what the card of free spares shows of a contract; nothing where there are none."""
    found = shown_spares([contract]) if contract.account_id else []
    if not found:
        return {}
    given = list(visible_spares_given(actor).filter(contract=contract)[: HISTORY + 1])
    return {
        "spares": found[0],
        "given": given[:HISTORY],
        "more_given": len(given) > HISTORY,
        "may_give": actor.may(CoveragePermission.GIVE_SPARES),
    }
