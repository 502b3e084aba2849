"""
Which service level is whose, asked of all open cases at once.

`fitting_level` asks it of one matter when that comes in; here the same conditions are put
to the database, so that a change is shown before it is made, and applied where it is wanted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from aftercare.base.company.queries import default_calendar
from aftercare.base.promises.queries import open_promises
from aftercare.domain.cases.models import Case, ServiceLevel
from aftercare.domain.cases.policies import FALLBACK, Party
from aftercare.domain.cases.queries.cases import parties_of, visible_cases
from aftercare.domain.cases.states import UNSETTLED, CasePromise
from aftercare.kit.actors import Actor

EXAMPLES = 3
NO_LEVEL, NEW_LEVEL = 0, -1
"""Stand for “no service level” and “one that is not stored yet” where a number is needed."""

CLOCKS = {
    CasePromise.FIRST_RESPONSE: "first_response",
    CasePromise.NEXT_REPLY: "next_reply",
    CasePromise.SOLUTION_OR_DATE: "solution_or_date",
}
"""What a service level promises, and where its time stands."""


@dataclass(frozen=True)
class PlannedLevel:
    """A service level as it is, or as it would be after a change."""

    pk: int
    name: str
    active: bool
    channels: tuple[str, ...]
    priorities: tuple[str, ...]
    tiers: tuple[str, ...]
    parties: tuple[Party, ...]
    first_response: int
    next_reply: int
    solution_or_date: int
    calendar_id: int | None

    @property
    def clock(self) -> tuple[int | None, ...]:
        return (self.first_response, self.next_reply, self.solution_or_date, self.calendar_id)

    def condition(self) -> Q:
        """Return which cases it is for. `level_fits` says the same of one."""
        wanted: dict[str, Any] = {
            "channel__in": self.channels,
            "priority__in": self.priorities,
            "account__tier__in": self.tiers,
        }
        found = Q(pk__isnull=False, **{name: values for name, values in wanted.items() if values})
        return found & reduce(or_, map(_opened_by, self.parties)) if self.parties else found


def _opened_by(party: Party) -> Q:
    """Return which cases are a party's. `Party.is_in` says the same of one."""
    bounds = {"opened_at__date__gte": party.begins_on, "opened_at__date__lte": party.ends_on}
    return Q(account=party.account_id, **{name: day for name, day in bounds.items() if day})


@dataclass(frozen=True)
class LevelShift:
    """Open cases that come from one level to another, or whose level gets other times."""

    before: str
    after: str
    count: int
    examples: list[Case]

    @property
    def keeps_level(self) -> bool:
        return self.before == self.after


def planned_levels() -> list[PlannedLevel]:
    """Return all service levels as they are, switched off ones too, in order. Three queries."""
    levels = ServiceLevel.objects.prefetch_related("accounts", "contracts").order_by("position")
    return [
        PlannedLevel(
            pk=level.pk,
            name=level.name,
            active=level.active,
            channels=tuple(level.channels),
            priorities=tuple(level.priorities),
            tiers=tuple(level.tiers),
            parties=parties_of(level.accounts.all(), level.contracts.all()),
            first_response=level.first_response,
            next_reply=level.next_reply,
            solution_or_date=level.solution_or_date,
            calendar_id=level.calendar_id,
        )
        for level in levels
    ]


def level_shifts(planned: PlannedLevel, *, actor: Actor) -> list[LevelShift]:
    """
    Return what would become of the open cases if `planned` were saved, the largest shift first.

    A level that is not stored yet is asked last. Four queries, and one for the examples of
    each shift.
    """
    stored = planned_levels()
    before = next((level for level in stored if level.pk == planned.pk), None)
    levels = [planned if level.pk == planned.pk else level for level in stored]
    levels += [] if before else [planned]
    recounted = [planned.pk] if before and before.clock != planned.clock else []
    cases = visible_cases(actor).filter(status__in=UNSETTLED)
    cases = cases.annotate(
        now=Coalesce("service_level_id", NO_LEVEL),
        then=_by_level(levels, [Value(level.pk) for level in levels], Value(NO_LEVEL)),
    )
    shifting = cases.filter(~Q(now=F("then")) | Q(then__in=recounted))
    counted = shifting.order_by().values_list("now", "then").annotate(count=Count("pk"))
    names = {level.pk: level.name for level in levels} | {NO_LEVEL: ""}
    return [
        LevelShift(
            names[now],
            names[then],
            count,
            list(shifting.filter(now=now, then=then).order_by("-active_at")[:EXAMPLES]),
        )
        for now, then, count in sorted(counted, key=lambda row: -row[2])
    ]


def cases_beside_levels() -> QuerySet[Case]:
    """
    Return the open cases to which something else was promised than their level says now.

    They have another level than fits them, or one of its clocks was started with another
    time. Dates that were agreed upon are nobody's clock.
    """
    levels = planned_levels()
    then = _by_level(levels, [Value(level.pk) for level in levels], Value(NO_LEVEL))
    clocks = {f"clock_{name}": _clock(levels, kind) for kind, name in CLOCKS.items()}
    cases = Case.objects.filter(status__in=UNSETTLED).annotate(
        now=Coalesce("service_level_id", NO_LEVEL), then=then, hours=_hours(levels), **clocks
    )
    counted = open_promises().filter(
        subject=Concat(Value("case:"), Cast(OuterRef("pk"), models.CharField())), work__isnull=False
    )
    otherwise = ~Q(calendar_id=OuterRef("hours"))
    wrong = [
        Q(kind=kind) & (otherwise | ~Q(work=OuterRef(f"clock_{name}")))
        for kind, name in CLOCKS.items()
    ]
    beside = counted.filter(wrong[0] | wrong[1] | wrong[2])
    return cases.filter(~Q(now=F("then")) | Exists(beside)).order_by("pk")


def _clock(levels: Sequence[PlannedLevel], kind: CasePromise) -> models.Case:
    times = [Value(getattr(level, CLOCKS[kind])) for level in levels]
    return _by_level(levels, times, Value(int(FALLBACK[kind].total_seconds())))


def _hours(levels: Sequence[PlannedLevel]) -> models.Case:
    usual = default_calendar()
    fallback = usual.pk if usual else 0
    hours = [Value(level.calendar_id or fallback) for level in levels]
    return _by_level(levels, hours, Value(fallback))


def _by_level(
    levels: Iterable[PlannedLevel], values: Iterable[Value], otherwise: Value
) -> models.Case:
    """Return the value of the first level whose conditions hold."""
    asked = [
        When(level.condition(), then=value)
        for level, value in zip(levels, values, strict=True)
        if level.active
    ]
    return models.Case(*asked, default=otherwise, output_field=models.BigIntegerField())
