"""Parts that go out of units and into them, so that the tree of what is inside stays true."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.units.models import Unit
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.states import NewPart, OldPart
from aftercare.domain.units.steps.swapping import swap_inside
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NothingToSwap(Refused):
    """Neither a part to take out nor one to put in was named."""


@transaction.atomic
def swap_part(
    unit: Unit,
    *,
    out: OldPart | None,
    put_in: NewPart | None,
    why: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """
    Take a part out of a unit, put another in, or both at once.

    What is inside is true again at once, and both parts have it in their story. Raises
    `NothingToSwap`, `PartIsGone`, `PartIsElsewhere`, `PlaceIsTaken`, `UnknownItem`.
    """
    actor.must(UnitPermission.SWAP)
    if out is None and put_in is None:
        raise NothingToSwap(_("Say which part goes out, or which goes in."))
    swapped = swap_inside(unit, out=out, put_in=put_in, why=why, actor=actor, at=at)
    announce(swapped, actor=actor, at=at)
