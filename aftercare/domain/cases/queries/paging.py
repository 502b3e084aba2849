"""Pages of lists of cases: by the place of the last row, so page 4,000 costs what page 1 does."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F, Q, QuerySet

from aftercare.domain.cases.models import Case

PAGE = 30
SORTS = ("-active_at", "due_at", "opened_at")
"""The orders lists come in; each has an index of its own."""
IN_SHORT = (
    *("code", "subject", "status", "priority", "tags", "channel", "needs_answer"),
    *("last_from", "last_text", "active_at", "due_at", "opened_at"),
    *("contact__name", "assignee__name"),
)
"""What a row of a list shows: a third of all that is known costs a third of the time."""


@dataclass(frozen=True)
class CasePage:
    """Some cases of a list, and where the list goes on."""

    cases: list[Case]
    after: str
    is_first: bool


def page_of(
    cases: QuerySet[Case],
    *,
    sort: str = "-active_at",
    after: str = "",
    size: int = PAGE,
    in_short: bool = False,
) -> CasePage:
    """
    Return the next cases after a place that an earlier page named. One query.

    `in_short` asks only for what a row shows; whatever else is asked of it costs a query.
    """
    sort = sort if sort in SORTS else SORTS[0]
    place = _read_place(after)
    if place:
        cases = cases.filter(_beyond(sort, *place))
    if in_short:
        cases = cases.only(*IN_SHORT).select_related("contact", "assignee")
    else:
        cases = cases.select_related("contact", "account", "assignee", "team")
    rows = list(sorted_cases(cases, sort)[: size + 1])
    more = place_of(rows[size - 1], sort) if rows[size:] else ""
    return CasePage(rows[:size], more, is_first=place is None)


def place_of(case: Case, sort: str) -> str:
    """Return where `case` stands in a list of this order; `page_of` goes on after it."""
    moment: datetime | None = getattr(case, sort.lstrip("-") if sort in SORTS else "active_at")
    return f"{moment.timestamp():.6f}_{case.pk}" if moment else f"never_{case.pk}"


def count_up_to(most: int, cases: QuerySet[Case]) -> int:
    """Return how many cases there are, but stop counting at `most`."""
    return cases.order_by()[:most].count()


def sorted_cases(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    """Return cases in one of the orders lists come in."""
    if sort == "due_at":
        return cases.order_by(F("due_at").asc(nulls_last=True), "pk")
    return cases.order_by(sort, "-pk" if sort.startswith("-") else "pk")


def _beyond(sort: str, moment: datetime | None, key: int) -> Q:
    column = sort.lstrip("-")
    if moment is None:  # what owes nothing stands behind all that does
        return Q(**{f"{column}__isnull": True}, pk__gt=key)
    later, higher = ("lt", "lt") if sort.startswith("-") else ("gt", "gt")
    same = Q(**{column: moment, f"pk__{higher}": key})
    beyond = Q(**{f"{column}__{later}": moment}) | same
    if column == "due_at":
        return beyond | Q(due_at=None)
    # Said once more without "or", so that the index is entered at the place.
    return Q(**{f"{column}__{later}e": moment}) & beyond


def _read_place(after: str) -> tuple[datetime | None, int] | None:
    moment, _line, key = after.partition("_")
    try:
        instant = None if moment == "never" else datetime.fromtimestamp(float(moment), tz=UTC)
        return instant, int(key)
    except (ValueError, OverflowError, OSError):
        return None
