"""Free spares noted as given or taken back, for verbs that move them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.events import SparesGiven, SparesTakenBack
from aftercare.domain.coverage.models import Contract, SpareGiven
from aftercare.domain.coverage.policies.spares import SparesDue
from aftercare.domain.coverage.queries.spares import spares_of
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NoFreeSpares(Refused):
    """The contract gives no free spares by a ratio, or is with nobody."""


class MoreThanDue(Refused):
    """More free spares would be given than are due, and nobody says why."""


def hold_contract(contract: Contract) -> Contract:
    """Return a contract as it is now, held until the transaction ends."""
    return Contract._base_manager.select_for_update(of=("self",)).get(pk=contract.pk)


def spares_given_by(contract: Contract, key: str) -> SpareGiven | None:
    """Return what was given under a contract by this key, if it was."""
    return SpareGiven.objects.filter(contract=contract, key=key).first()


def must_be_due(
    contract: Contract, item: Item | None, quantity: Decimal, *, reason: str
) -> SparesDue:
    """Return what is due; more than that needs a reason. Raises `NoFreeSpares`, `MoreThanDue`."""
    due = spares_of(contract)
    if due is None or contract.account_id is None:
        raise NoFreeSpares(
            _("This contract gives no free spares. Write the ratio down as its service mode first.")
        )
    left = due.may_give(item.pk if item else None)
    if quantity > left and not reason.strip():
        raise MoreThanDue(
            _("Only %(left)s are still due. Give fewer, or say why it is more.")
            % {"left": f"{left.normalize():f}"}
        )
    return due


def note_given(
    contract: Contract,
    item: Item | None,
    *,
    key: str,
    spare_id: int,
    quantity: Decimal,
    due: SparesDue,
    reason: str,
    actor: Actor,
    at: datetime,
) -> tuple[SpareGiven, SparesGiven]:
    """Note what a customer got under a contract, and return it and what is to be announced."""
    more = quantity > due.may_give(item.pk if item else None)
    given = SpareGiven.objects.create(
        contract=contract,
        key=key,
        clause=due.clause,
        item=item,
        spare_id=spare_id,
        quantity=quantity,
        reason=reason.strip() if more else "",
        by=str(actor.ref),
        at=at,
    )
    return given, SparesGiven(**_told(given), more=more)


def note_taken_back(given: SpareGiven, *, reason: str, at: datetime) -> SparesTakenBack | None:
    """Note that free spares were not given after all; return what is to be announced, once."""
    undone = SpareGiven.objects.filter(pk=given.pk, undone_at=None)
    if not undone.update(undone_at=at, undone_because=reason.strip()[:200]):
        return None
    return SparesTakenBack(**_told(given))


def _told(given: SpareGiven) -> dict[str, Any]:
    return {
        "contract_id": given.contract_id,
        "account_id": given.contract.account_id,
        "item_id": given.spare_id,
        "quantity": f"{given.quantity.normalize():f}",
    }
