"""What becomes of goods: scrapped with proof, in another condition, harvested, corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import link, store
from aftercare.domain.stock.events import ConditionChanged, GoodsScrapped, PartsHarvested
from aftercare.domain.stock.models import Balance, Movement, Place
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import Condition, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.correcting import announce_correction
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused

READERS = [f"may:{StockPermission.VIEW}"]


class NotScrapped(Refused):
    """Parts are harvested from what has been scrapped."""


class ReasonIsMissing(Refused):
    """Who scraps, changes or corrects says why."""


@transaction.atomic
def scrap_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    reason: str,
    proof: IO[bytes] | bytes,
    proof_name: str,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Scrap goods, with a photo or paper that proves it. Raises what `post` raises."""
    actor.must(StockPermission.SCRAP)
    if not reason.strip():
        raise ReasonIsMissing(_("Say why it is scrapped."))
    posting = Posting(MovementKind.SCRAPPED, source, target, document, reason=reason)
    scrapped = [replace(line, condition=Condition.SCRAP) for line in lines]
    moved = post(posting, scrapped, actor=actor, at=at)
    kept = store(proof, at=at)
    for each in moved[0]:
        link(kept, ref(each), name=proof_name, readers=READERS, at=at)
    return announce_posted(GoodsScrapped, moved, actor=actor, at=at)


@transaction.atomic
def change_condition(
    lines: Sequence[Line],
    *,
    place: Place,
    document: Ref | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Say that goods on the shelf are in another condition, or production's now for service.

    Raises `ReasonIsMissing` and what `post` raises.
    """
    actor.must(StockPermission.MOVE)
    if not reason.strip():
        raise ReasonIsMissing(_("Say why it is different from now on."))
    posting = Posting(MovementKind.CHANGED, place, place, document, reason=reason)
    return announce_posted(
        ConditionChanged, post(posting, lines, actor=actor, at=at), actor=actor, at=at
    )


@transaction.atomic
def harvest_parts(
    unit: Unit, *, lines: Sequence[Line], source: Place, target: Place, actor: Actor, at: datetime
) -> list[Movement]:
    """
    Take usable parts of a scrapped unit into stock, as used. The unit is their document.

    Raises `NotScrapped` and what `post` raises.
    """
    actor.must(StockPermission.SCRAP)
    scrapped = Balance.objects.filter(unit=unit, place_kind=PlaceKind.SCRAP, quantity__gt=0)
    if not scrapped.exists():
        raise NotScrapped(_("Scrap the unit first; then take parts from it."))
    posting = Posting(MovementKind.HARVESTED, source, target, ref(unit))
    used = [replace(line, goods=replace(line.goods, condition=Condition.USED)) for line in lines]
    return announce_posted(
        PartsHarvested, post(posting, used, actor=actor, at=at), actor=actor, at=at
    )


@transaction.atomic
def correct_movement(
    movement: Movement, *, reason: str, actor: Actor, at: datetime
) -> list[Movement]:
    """
    Post the opposite of a movement that was wrong, at the same cost. Both stay to be seen.

    Raises `AlreadyCorrected`, `ReasonIsMissing` and what `post` raises.
    """
    actor.must(StockPermission.CORRECT)
    if not reason.strip():
        raise ReasonIsMissing(_("Say what was wrong."))
    return announce_correction(movement, reason=reason, actor=actor, at=at)
