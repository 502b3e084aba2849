from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.domain.stock.events import MovementCorrected
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.queries import goods_after
from aftercare.domain.stock.states import Line, MovementKind
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class AlreadyCorrected(Refused):
    """A movement is corrected once, and a correction not at all: post it anew."""


def announce_correction(
    movement: Movement, *, reason: str, actor: Actor, at: datetime
) -> list[Movement]:
    """Post the opposite of a movement and tell of it. `AlreadyCorrected`, what `post` raises."""
    row = Movement.objects.select_for_update().get(pk=movement.pk)
    if row.corrects_id or Movement.objects.filter(corrects=row).exists():
        raise AlreadyCorrected(_("This was corrected already. Post what is right as a new one."))
    posting = Posting(MovementKind.CORRECTED, row.target, row.source, ref(row), reason=reason)
    moved = post(posting, [_opposite(row)], actor=actor, at=at)
    return announce_posted(MovementCorrected, moved, actor=actor, at=at)


def _opposite(row: Movement) -> Line:
    return Line(
        goods_after(row),
        row.quantity,
        unit_cost=None if row.cost is None else row.cost / row.quantity,
        condition=row.condition,
        purpose=row.purpose,
        owner=row.owner if row.owner_after else "",
        account_id=row.account_id if row.owner_after else None,
        corrects_id=row.pk,
    )
