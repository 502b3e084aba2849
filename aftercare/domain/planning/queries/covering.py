"""How a part can be had before it is short: the ways the shortage desk would find, ranked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.queries.settings import buy_terms, center_site
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import Ranked
from aftercare.domain.supply.queries.ways import ways_to_cover
from aftercare.kit.actors import Actor

_YEAR = timedelta(days=365)


def ways_for_part(plan: PartPlan, actor: Actor, *, at: datetime) -> list[Ranked]:
    """
    Return the ways to one more piece of a part at the center, for who may see supply.

    It is due when the part runs out, as likely as not, or in a year; helping without it costs what
    one too few is planned with.
    """
    site = center_site()
    if site is None or not actor.may(SupplyPermission.VIEW):
        return []
    costs = plan.price * buy_terms().missing
    return ways_to_cover(
        plan.item,
        site=site,
        due_at=_runs_out_at(plan, at),
        whole=", ".join(plan.figures["models"]) or plan.item.code,
        exit_costs=round(Decimal(costs), 2) if plan.price else None,
        at=at,
    )


def _runs_out_at(plan: PartPlan, at: datetime) -> datetime:
    if plan.runs_out_in is None:
        return at + _YEAR
    month = plan.figures["now"] + plan.runs_out_in
    return max(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC), at)
