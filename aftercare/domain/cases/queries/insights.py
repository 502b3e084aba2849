"""What a manager asks of many cases at once, answered from their figures."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import UNSETTLED
from aftercare.kit.actors import Actor

MOST_LISTED = 12
AGES = (1, 3, 7, 14, 30)
"""Days at which the ages of open cases are told apart."""

GROUPS = ("week", "team", "channel", "kind", "priority")

OPENED = """
SELECT
    date_trunc('week', opened_at, %(zone)s)::date AS week, team_id AS team, channel, kind, priority,
    grouping(date_trunc('week', opened_at, %(zone)s)::date, team_id, channel, kind, priority)
        AS level,
    count(*) AS opened,
    count(*) FILTER (WHERE reopened > 0) AS reopened,
    count(*) FILTER (WHERE bounced > 0) AS bounced,
    sum(kept[1]), sum(kept[2]), sum(kept[3]), sum(kept[4]),
    sum(broken[1]), sum(broken[2]), sum(broken[3]), sum(broken[4])
FROM cases_casefigures AS figures
WHERE opened_at >= %(since)s AND opened_at < %(until)s {filters}
GROUP BY GROUPING SETS (
    (date_trunc('week', opened_at, %(zone)s)::date), (team_id), (channel), (kind), (priority), ()
)
"""

TIMES = """
SELECT date_trunc('week', {moment}, %(zone)s)::date AS week,
    count({time}), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {time})
FROM cases_casefigures AS figures
WHERE {moment} >= %(since)s AND {moment} < %(until)s AND {time} IS NOT NULL {filters}
GROUP BY GROUPING SETS ((date_trunc('week', {moment}, %(zone)s)::date), ())
"""

SOLVED = """
SELECT date_trunc('week', solved_at, %(zone)s)::date AS week, count(*)
FROM cases_casefigures AS figures
WHERE solved_at >= %(since)s AND solved_at < %(until)s {filters}
GROUP BY 1
"""

LISTED = """
SELECT word, count(*) FROM cases_casefigures AS figures, unnest({column}) AS word
WHERE opened_at >= %(since)s AND opened_at < %(until)s {filters}
GROUP BY word ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Scope:
    """Which cases are looked at: a half-open time, and what they have to be."""

    since: datetime
    until: datetime
    zone: str = "UTC"
    team: int | None = None
    channel: str = ""
    kind: str = ""
    priority: str = ""
    tag: str = ""

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """Return the filter as SQL, and its values."""
        wanted = {
            "team_id": self.team,
            "channel": self.channel,
            "kind": self.kind,
            "priority": self.priority,
        }
        parts = [f"AND figures.{name} = %({name})s" for name, value in wanted.items() if value]
        if self.tag:
            parts.append("AND figures.tags @> ARRAY[%(tag)s]::varchar[]")
        values = {"since": self.since, "until": self.until, "zone": self.zone, "tag": self.tag}
        return " ".join(parts), values | wanted

    def before(self) -> "Scope":
        """Return the same, for the time of the same length just before."""
        length = self.until - self.since
        return Scope(**self.__dict__ | {"since": self.since - length, "until": self.since})


@dataclass(frozen=True)
class Tally:
    """What was counted of some cases that were opened."""

    opened: int = 0
    reopened: int = 0
    bounced: int = 0
    kept: tuple[int, ...] = (0, 0, 0, 0)
    broken: tuple[int, ...] = (0, 0, 0, 0)


@dataclass(frozen=True)
class Times:
    """How long something took: for how many, the middle, and what nine of ten stayed below."""

    count: int = 0
    median: float | None = None
    ninety: float | None = None


@dataclass
class Insights:
    """The figures of a time."""

    total: Tally
    groups: dict[str, dict[Any, Tally]]
    solved: dict[date, int]
    answers: dict[date | None, Times] = field(default_factory=dict)
    solutions: dict[date | None, Times] = field(default_factory=dict)
    tags: list[tuple[str, int]] = field(default_factory=list)
    models: list[tuple[str, int]] = field(default_factory=list)


def may_see_insights(actor: Actor) -> bool:
    """Return whether `actor` sees figures: they speak of the cases of all teams."""
    return actor.may(CasePermission.VIEW_ALL)


def insights_into(scope: Scope) -> Insights:
    """Return what happened with the cases of a time. Six queries, whatever their number."""
    total, groups = _opened(scope)
    return Insights(
        total=total,
        groups=groups,
        solved=dict(_rows(SOLVED, scope)),
        answers=_times(scope, "opened_at", "coalesce(answered_work, answered_after)"),
        solutions=_times(scope, "solved_at", "coalesce(solved_work, solved_after)"),
        tags=_rows(LISTED, scope, column="tags"),
        models=_rows(LISTED, scope, column="models_named"),
    )


def totals_of(scope: Scope) -> tuple[Tally, int]:
    """Return what became of the cases opened in a time, and how many were solved in it."""
    total, _groups = _opened(scope)
    return total, sum(count for _week, count in _rows(SOLVED, scope))


def _opened(scope: Scope) -> tuple[Tally, dict[str, dict[Any, Tally]]]:
    groups: dict[str, dict[Any, Tally]] = {name: {} for name in GROUPS}
    total = Tally()
    for row in _rows(OPENED, scope):
        *values, level = row[:6]
        sums = [int(each or 0) for each in row[6:]]
        tally = Tally(sums[0], sums[1], sums[2], tuple(sums[3:7]), tuple(sums[7:11]))
        # A bit is set for each column a row does not belong to.
        here = [place for place in range(len(GROUPS)) if not level & (1 << (4 - place))]
        if here:
            groups[GROUPS[here[0]]][values[here[0]]] = tally
        else:
            total = tally
    return total, groups


def _times(scope: Scope, moment: str, time: str) -> dict[date | None, Times]:
    return {
        week: Times(count, *(quantiles or (None, None)))
        for week, count, quantiles in _rows(TIMES, scope, moment=moment, time=time)
    }


def _rows(question: str, scope: Scope, **parts: str) -> list[Any]:
    filters, values = scope.conditions()
    with connection.cursor() as cursor:
        cursor.execute(question.format(filters=filters, **parts), values | {"most": MOST_LISTED})
        found: list[Any] = cursor.fetchall()
    return found


def backlog(scope: Scope, at: datetime) -> dict[int | None, int]:
    """Return how many cases are open now, by the days of age they have not passed. One query."""
    cases = Case.objects.filter(status__in=UNSETTLED)
    named = {name: getattr(scope, name) for name in ("team", "channel", "kind", "priority")}
    wanted = {name: value for name, value in named.items() if value}
    cases = cases.filter(**wanted, **({"tags__contains": [scope.tag]} if scope.tag else {}))
    bounds = [None, *AGES]
    counted = {
        f"age_{days}": Count("pk", filter=_aged(at, younger, days))
        for younger, days in zip(bounds, [*AGES, None], strict=True)
    }
    found = cases.aggregate(**counted)
    return {days: found[f"age_{days}"] for days in [*AGES, None]}


def _aged(at: datetime, younger: int | None, days: int | None) -> Q:
    older_than = Q(opened_at__lte=at - timedelta(days=younger)) if younger else Q()
    return older_than & Q(opened_at__gt=at - timedelta(days=days)) if days else older_than
