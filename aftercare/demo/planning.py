"""How Northwell's planner shares a budget among parts that can be bought for the last time."""

from datetime import UTC, datetime
from decimal import Decimal

from aftercare.base.company.queries import setting
from aftercare.demo.founding import HOUR, Northwell
from aftercare.domain.planning.operations.deciding import approve_last_buys
from aftercare.domain.planning.operations.runs import begin_plan, make_plan_at_once
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.plans import last_buys_due
from aftercare.domain.planning.queries.reviews import first_day
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.supply.queries import OWN_CURRENCY
from aftercare.kit.money import in_figures

SHARE = 0.6
"""What of the money for all last buys there is."""
THOUSAND = 1000
MONTHS_PLANNED = 3
"""Of so many months that have ended there was a plan as they began."""


def _first_days(until: datetime) -> list[datetime]:
    """Return the mornings on which the last months began: what came is held against these plans."""
    this = month_number(until.date())
    days = [first_day(this - back) for back in range(MONTHS_PLANNED, 0, -1)]
    return [datetime(day.year, day.month, day.day, 3, tzinfo=UTC) for day in days]


def decide_last_buy(northwell: Northwell) -> None:
    """Let plans be made each month, and one last buy be decided within a budget; others wait."""
    # Whoever only looks at the other pages need not carry numpy and scipy.
    from aftercare.domain.planning.queries.budgets import share_out  # noqa: PLC0415  # see above

    planner, at = northwell.who("ana"), northwell.until - 16 * HOUR
    for day in (*_first_days(northwell.until), at):
        make_plan_at_once(begin_plan(actor=planner, at=day), actor=planner, at=day)
    due, terms = last_buys_due(planner), buy_terms()
    wanted = sum(row.wanted for row in share_out(due, None, terms=terms))
    budget = Decimal(int(wanted * SHARE) // THOUSAND * THOUSAND)
    got = [each for each in share_out(due, budget, terms=terms) if each.quantity]
    if got:
        said = in_figures(budget, str(setting(OWN_CURRENCY.name)))
        safer = max(got, key=lambda each: each.without - each.with_it)
        first = {safer.row.pk: safer.quantity}
        approve_last_buys(first, budget=said, actor=planner, at=at + HOUR)
