"""What a planner says of a part against what the data say: kept with a reason, never silently."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.planning.events import AssumptionKept
from aftercare.domain.planning.models import PartAssumption
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.states import Wish
from aftercare.domain.planning.steps.runs import ask_for_plan
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class ReasonMissing(Refused):
    """Nobody could tell later why the plan is not what the data say."""


@transaction.atomic
def keep_assumption(item: Item, *, wish: Wish, reason: str, actor: Actor, at: datetime) -> None:
    """
    Plan a part by what a planner assumes from now on; an empty wish takes all of it back.

    The plan is made anew of this part only. Raises `ReasonMissing`.
    """
    actor.must(PlanningPermission.DECIDE)
    if not reason.strip():
        raise ReasonMissing(_("Say why the plan should differ from what the data say."))
    said = {
        "propensity": wish.propensity,
        "service_until": _last_day(at, wish.months),
        "repaired": wish.repaired,
        "price": wish.price,
        "last_buy": wish.quantity,
    }
    who = {"reason": reason.strip()[:200], "by": str(actor.ref), "at": at}
    PartAssumption.objects.update_or_create(item=item, defaults=said | who)
    ask_for_plan(actor=actor, at=at)
    changed = [name for name, value in said.items() if value is not None]
    announce(AssumptionKept(item_id=item.pk, changed=changed), actor=actor, at=at)


def _last_day(at: datetime, months: int | None) -> date | None:
    """Return the first day of the last month that is served, `months` from this one on."""
    if months is None:
        return None
    number = 12 * at.year + at.month - 1 + months - 1
    return date(number // 12, number % 12 + 1, 1)
