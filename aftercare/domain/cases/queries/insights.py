"""What a manager asks of many cases at once, answered from their figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import UNSETTLED
from aftercare.kit.actors import Actor

MOST_LISTED = 12
MINUTE = 60
ANSWER = "coalesce(answered_work, answered_after)"
SOLUTION = "coalesce(solved_work, solved_after)"
NINE_OF_TEN = 0.9
AGES = (1, 3, 7, 14, 30)
"""Days at which the ages of open cases are told apart."""

GROUPS = ("day", "channel", "kind", "priority")

OPENED = """
SELECT opened_on, channel, kind, priority, count(*)
FROM cases_casefigures AS figures
WHERE opened_on >= %(since)s AND opened_on < %(until)s {filters}
GROUP BY opened_on, channel, kind, priority
"""

BY_TEAM = """
SELECT team_id, count(*),
    count(*) FILTER (WHERE reopened > 0), count(*) FILTER (WHERE bounced > 0),
    sum(kept[1]), sum(kept[2]), sum(kept[3]), sum(kept[4]),
    sum(broken[1]), sum(broken[2]), sum(broken[3]), sum(broken[4])
FROM cases_casefigures AS figures
WHERE opened_on >= %(since)s AND opened_on < %(until)s {filters}
GROUP BY team_id
"""

# Sorting for percentiles costs more than all the rest, counting by minutes next to nothing.
TIMES = """
SELECT ({day} - %(since)s) / 7 AS week, {time} / {step} AS place, count(*)
FROM cases_casefigures AS figures
WHERE {day} >= %(since)s AND {day} < %(until)s AND {time} IS NOT NULL {filters}
GROUP BY 1, 2
"""

SOLVED = """
SELECT solved_on, count(*)
FROM cases_casefigures AS figures
WHERE solved_on >= %(since)s AND solved_on < %(until)s {filters}
GROUP BY solved_on
"""

# Lists are counted as they are and taken apart afterwards: few are different.
LISTED = """
SELECT tags, models_named, count(*) FROM cases_casefigures AS figures
WHERE opened_on >= %(since)s AND opened_on < %(until)s {filters}
GROUP BY tags, models_named
"""

BEFORE = """
SELECT
    (SELECT count(*) FROM cases_casefigures AS figures
     WHERE opened_on >= %(since)s AND opened_on < %(until)s {filters}),
    (SELECT count(*) FROM cases_casefigures AS figures
     WHERE solved_on >= %(since)s AND solved_on < %(until)s {filters})
"""


@dataclass(frozen=True)
class Scope:
    """Which cases are looked at: some weeks from a Monday on, and what they have to be."""

    since: date
    weeks: int
    team: int | None = None
    channel: str = ""
    kind: str = ""
    priority: str = ""
    tag: str = ""

    @property
    def until(self) -> date:
        return self.since + timedelta(weeks=self.weeks)

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
        values = {"since": self.since, "until": self.until, "tag": self.tag}
        return " ".join(parts), values | wanted

    def before(self) -> "Scope":
        """Return the same, for the time of the same length just before."""
        return replace(self, since=self.since - timedelta(weeks=self.weeks))


@dataclass(frozen=True)
class Tally:
    """What was counted of some cases that were opened."""

    opened: int = 0
    reopened: int = 0
    bounced: int = 0
    kept: tuple[int, ...] = (0, 0, 0, 0)
    broken: tuple[int, ...] = (0, 0, 0, 0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.opened + other.opened,
            self.reopened + other.reopened,
            self.bounced + other.bounced,
            tuple(map(add, self.kept, other.kept)),
            tuple(map(add, self.broken, other.broken)),
        )


@dataclass(frozen=True)
class Times:
    """How long something took: for how many, the middle, and what nine of ten stayed below."""

    count: int = 0
    median: float | None = None
    ninety: float | None = None


@dataclass(frozen=True)
class Insights:
    """The figures of a time. Weeks are counted from 0; None is the whole."""

    total: Tally
    teams: dict[int | None, Tally]
    groups: dict[str, Counter[Any]]
    opened: list[int]
    solved: list[int]
    answers: dict[int | None, Times]
    solutions: dict[int | None, Times]
    tags: list[tuple[str, int]]
    models: list[tuple[str, int]]


def may_see_insights(actor: Actor) -> bool:
    """Return whether `actor` sees figures: they speak of the cases of all teams."""
    return actor.may(CasePermission.VIEW_ALL)


def insights_into(scope: Scope) -> Insights:
    """Return what happened with the cases of a time. Six queries, whatever their number."""
    teams = _by_team(scope)
    groups = _groups(scope)
    tags, models = _listed(scope)
    return Insights(
        total=sum(teams.values(), Tally()),
        teams=teams,
        groups=groups,
        opened=_by_week(scope, groups["day"].items()),
        solved=_by_week(scope, _rows(SOLVED, scope)),
        answers=_times(scope, "opened_on", ANSWER, step=MINUTE),
        solutions=_times(scope, "solved_on", SOLUTION, step=10 * MINUTE),
        tags=tags.most_common(MOST_LISTED),
        models=models.most_common(MOST_LISTED),
    )


def opened_and_solved(scope: Scope) -> tuple[int, int]:
    """Return how many cases came in a time, and how many were solved in it. One query."""
    [(opened, solved)] = _rows(BEFORE, scope)
    return opened, solved


def _by_team(scope: Scope) -> dict[int | None, Tally]:
    found = {}
    for team, *counted in _rows(BY_TEAM, scope):
        sums = [int(each or 0) for each in counted]
        found[team] = Tally(sums[0], sums[1], sums[2], tuple(sums[3:7]), tuple(sums[7:]))
    return found


def _groups(scope: Scope) -> dict[str, Counter[Any]]:
    groups: dict[str, Counter[Any]] = {name: Counter() for name in GROUPS}
    for *values, count in _rows(OPENED, scope):
        for name, value in zip(GROUPS, values, strict=True):
            groups[name][value] += count
    return groups


def _listed(scope: Scope) -> tuple[Counter[str], Counter[str]]:
    tags: Counter[str] = Counter()
    models: Counter[str] = Counter()
    for tagged, named, count in _rows(LISTED, scope):
        tags.update(dict.fromkeys(tagged, count))
        models.update(dict.fromkeys(named, count))
    return tags, models


def _by_week(scope: Scope, days: Iterable[tuple[date, int]]) -> list[int]:
    weeks = [0] * scope.weeks
    for day, count in days:
        weeks[(day - scope.since).days // 7] += count
    return weeks


def _times(scope: Scope, day: str, time: str, *, step: int) -> dict[int | None, Times]:
    counted: dict[int | None, Counter[int]] = {None: Counter()}
    for week, place, count in _rows(TIMES, scope, day=day, time=time, step=str(step)):
        counted.setdefault(week, Counter())[place] += count
        counted[None][place] += count
    return {
        week: Times(
            sum(places.values()), _part(places, 0.5) * step, _part(places, NINE_OF_TEN) * step
        )
        for week, places in counted.items()
        if places
    }


def _part(places: Counter[int], share: float) -> int:
    """Return the place at or below which this share of what was counted lies."""
    wanted, seen = share * sum(places.values()), 0
    for place in sorted(places):
        seen += places[place]
        if seen >= wanted:
            return place
    return 0


def _rows(question: str, scope: Scope, **parts: str) -> list[Any]:
    filters, values = scope.conditions()
    with connection.cursor() as cursor:
        cursor.execute(question.format(filters=filters, **parts), values)
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
