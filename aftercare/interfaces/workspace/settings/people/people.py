from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.base.people.models import Team, User
from aftercare.base.people.queries import visible_roles, visible_teams, visible_users
from aftercare.base.people.states import UserKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.people.sections import PEOPLE
from aftercare.interfaces.workspace.settings.screens import part_of, settings_page

PAGE = 40
LIST = "workspace/settings/people/people.html#rows"


@require_GET
@part_of(PEOPLE)
def people(request: ActorRequest) -> HttpResponse:
    """Show who has an account, by name."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "role", "team", "state")}
    found = _asked_for(visible_users(request.actor), asked)
    rows = list(_from_place(found, request.GET.get("after", ""))[: PAGE + 1])
    context = {
        "people": rows[:PAGE],
        "after": f"{rows[PAGE - 1].name}_{rows[PAGE - 1].pk}" if rows[PAGE:] else "",
        "is_first": "after" not in request.GET,
        "asked": asked,
        "roles": visible_roles(request.actor),
        "teams": visible_teams(request.actor),
    }
    return settings_page(request, LIST, context)


def _asked_for(people: QuerySet[User], asked: dict[str, str]) -> QuerySet[User]:
    if words := asked["q"]:
        people = people.filter(
            Q(name__icontains=words) | Q(email__icontains=words) | Q(handle__icontains=words)
        )
    elif asked["role"] != UserKind.CUSTOMER:  # there may be any number of them
        people = people.exclude(kind=UserKind.CUSTOMER)
    if asked["role"]:
        people = people.filter(roles__code=asked["role"])
    if asked["team"]:
        people = people.filter(memberships__team__code=asked["team"])
    return people.filter(is_active=asked["state"] != "gone")


def _from_place(people: QuerySet[User], after: str) -> QuerySet[User]:
    name, _line, key = after.rpartition("_")
    if key.isdecimal():
        people = people.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(key)))
    teams: Prefetch[Any, Any, Any] = Prefetch(
        "memberships__team", queryset=Team.objects.order_by("name")
    )
    return people.order_by("name", "pk").prefetch_related("roles", teams)
