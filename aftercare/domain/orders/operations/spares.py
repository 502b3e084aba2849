"""Free spares by the ratio of a contract: given, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.models import Contract, SpareGiven
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.steps.spares import (
    hold_contract,
    must_be_due,
    note_given,
    note_taken_back,
    spares_given_by,
)
from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.queries import GOOD
from aftercare.domain.stock.states import Goods, Line, MovementKind, Owner, PlaceKind, Purpose
from aftercare.domain.stock.steps.correcting import announce_correction
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NotASpare(Refused):
    """What is given is good, ours, and kept for service."""


class ReasonIsMissing(Refused):
    """Who takes back what was given says why."""


@transaction.atomic
def give_free_spares(
    contract: Contract,
    line: Line,
    *,
    source: Place,
    item: Item | None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> SpareGiven:
    """
    Give a customer free spares by the ratio of their contract, once for each key of a line.

    They leave the place by a movement whose document is the contract. `item` is what was
    delivered and gives the claim. More than due needs a reason, which is kept. Raises
    `NoFreeSpares`, `MoreThanDue`, `NotASpare` and what `post` raises.
    """
    actor.must(CoveragePermission.GIVE_SPARES)
    contract = hold_contract(contract)
    if known := spares_given_by(contract, line.key):
        return known
    due = must_be_due(contract, item, line.quantity, reason=reason)
    _must_be_a_spare(line.goods)
    target = place_outside(PlaceKind.CUSTOMER, contract.account_id, actor=actor, at=at)
    posting = Posting(MovementKind.ISSUED, source, target, ref(contract), contract.code, reason)
    announce_move(posting, [line], actor=actor, at=at)
    given, event = note_given(
        contract,
        item,
        key=line.key,
        spare_id=line.goods.item_id,
        quantity=line.quantity,
        due=due,
        reason=reason,
        actor=actor,
        at=at,
    )
    announce(event, actor=actor, at=at)
    return given


def _must_be_a_spare(goods: Goods) -> None:
    is_ours = (goods.owner, goods.purpose) == (Owner.OURS, Purpose.SERVICE)
    if not is_ours or goods.condition not in GOOD:
        raise NotASpare(_("Give what is good, ours and kept for service."))


@transaction.atomic
def take_back_free_spares(given: SpareGiven, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Undo what was given by mistake: the opposite movement is posted, and it is due again.

    Done twice it is done once. Raises `ReasonIsMissing` and what `post` raises.
    """
    actor.must(CoveragePermission.GIVE_SPARES)
    if not reason.strip():
        raise ReasonIsMissing(_("Say why it was a mistake."))
    hold_contract(given.contract)
    if event := note_taken_back(given, reason=reason, at=at):
        moved = Movement.objects.get(document=str(ref(given.contract)), line=given.key)
        announce_correction(moved, reason=reason, actor=actor, at=at)
        announce(event, actor=actor, at=at)


@transaction.atomic
def note_spares_corrected(movement: Movement, *, actor: Actor, at: datetime) -> None:
    """Let free spares be due again whose movement was corrected at the shelf."""
    actor.must(CoveragePermission.GIVE_SPARES)
    given = SpareGiven.objects.select_related("contract").filter(key=movement.line)
    for each in given.filter(undone_at=None):
        if movement.document == str(ref(each.contract)):
            event = note_taken_back(each, reason=_reason_of(movement), at=at)
            if event:
                announce(event, actor=actor, at=at)


def _reason_of(movement: Movement) -> str:
    return Movement.objects.filter(corrects=movement).values_list("reason", flat=True)[0]
