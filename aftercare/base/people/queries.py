from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Q, QuerySet

from aftercare.base.people.models import Notification, Role, Team, TeamMember, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.states import UserKind
from aftercare.kit.actors import Actor


@cache
def known_permissions() -> dict[str, list[str]]:
    """Return every permission there is, by the app that checks it."""
    found = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.permissions"
        if not config.name.startswith("aftercare.") or find_spec(name) is None:
            continue
        codes = [
            str(code)
            for member in vars(import_module(name)).values()
            if isinstance(member, type) and issubclass(member, StrEnum)
            for code in member
        ]
        if codes:
            found[config.label] = codes
    return found


def every_permission() -> set[str]:
    """Return all permission codes."""
    return {code for codes in known_permissions().values() for code in codes}


def actor_for(user: User) -> Actor:
    """Return `user` as one who asks for operations. Two queries."""
    granted = Role.objects.filter(users=user).values_list("permissions", flat=True)
    teams = TeamMember.objects.filter(user=user).values_list("team", flat=True)
    return Actor(
        kind=user.kind,
        id=user.pk,
        name=user.name,
        permissions=frozenset(code for codes in granted for code in codes),
        teams=frozenset(teams),
    )


def visible_users(actor: Actor) -> QuerySet[User]:
    """Return the people `actor` may see: colleagues see each other, others nobody."""
    users = User.objects.order_by("name")
    return users if actor.may(PeoplePermission.VIEW) else users.none()


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Return the teams `actor` may see."""
    teams = Team.objects.order_by("name")
    return teams if actor.may(PeoplePermission.VIEW) else teams.none()


def visible_roles(actor: Actor) -> QuerySet[Role]:
    """Return the roles, for who sets people up or invites them."""
    roles = Role.objects.order_by("name")
    may = actor.may(PeoplePermission.SET_UP) or actor.may(PeoplePermission.INVITE)
    return roles if may else roles.none()


def present_members(team: Team, at: datetime) -> QuerySet[User]:
    """Return who of `team` is there: active, available and not absent on this day."""
    here = User.objects.filter(
        memberships__team=team, is_active=True, available=True, kind=UserKind.USER
    )
    away = Q(absences__from_on__lte=at.date(), absences__until_on__gte=at.date())
    return here.exclude(pk__in=User.objects.filter(away).values("pk")).order_by("pk")


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """Return what `actor` should know of, the newest first."""
    return Notification.objects.filter(user=actor.id).order_by("-pk")


def users_by_id(ids: Iterable[int]) -> dict[int, User]:
    """Return people by their keys. One query."""
    return User.objects.in_bulk(set(ids))
