from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from aftercare.base.people.models import Absence, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.queries import visible_absences, visible_teams, visible_users
from aftercare.base.people.states import UserKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page

MOST_PEOPLE = 200
MOST_ABSENCES = 1000
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """A day of the month, as a column."""

    on: date
    today: bool

    @property
    def is_weekend(self) -> bool:
        return self.on.weekday() >= SATURDAY


@require_GET
def away(request: ActorRequest) -> HttpResponse:
    """Show who of a team, or of all, is away when in a month."""
    if not request.actor.may(PeoplePermission.VIEW):
        raise Http404
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    team = visible_teams(request.actor).filter(code=request.GET.get("team", "")).first()
    people = visible_users(request.actor).filter(is_active=True, kind=UserKind.USER)
    if team:
        people = people.filter(memberships__team=team)
    people = people[:MOST_PEOPLE]
    absences = visible_absences(request.actor).filter(
        user__in=list(people), from_on__lte=last, until_on__gte=first
    )[:MOST_ABSENCES]
    days = [Day(first + timedelta(n), first + timedelta(n) == localdate()) for n in range(last.day)]
    context = {
        "team": team,
        "teams": visible_teams(request.actor),
        "first": first,
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
        "days": days,
        "rows": [(person, _row(person, days, list(absences))) for person in people],
        "absences": absences,
    }
    return page(request, "workspace/profile/away.html", context)


def _month(typed: str) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return localdate().replace(day=1)


def _row(
    person: User, days: list[Day], absences: list[Absence]
) -> list[tuple[Day, Absence | None]]:
    mine = [each for each in absences if each.user_id == person.pk]
    return [
        (day, next((each for each in mine if each.from_on <= day.on <= each.until_on), None))
        for day in days
    ]
