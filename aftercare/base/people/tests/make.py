from datetime import UTC, datetime

from aftercare.base.people.models import Role, Team, TeamMember
from aftercare.base.people.operations.accounts import enroll_user
from aftercare.base.people.operations.teams import save_team
from aftercare.base.people.queries import actor_for
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def make_user(name="Liza", *, roles=("agent",), teams=(), **given):
    details = {
        "email": f"{name.lower().replace(' ', '.')}@northwell.example",
        "name": name,
        "password": "secret-word-9",
    }
    user = enroll_user(
        **details | given, roles=list(Role.objects.filter(code__in=roles)), actor=SYSTEM, at=MONDAY
    )
    for team in teams:
        TeamMember.objects.create(team=team, user=user)
    return user


def make_actor(*permissions, name="Ana"):
    """Return somebody whose only role has these permissions."""
    role = Role.objects.create(code=name.lower(), name=name, permissions=list(permissions))
    return actor_for(make_user(name, roles=[role.code]))


def make_team(code="service", **given):
    existing = Team.objects.filter(code=code).first()
    return existing or save_team(
        None, **{"code": code, "name": code.title()} | given, actor=SYSTEM, at=MONDAY
    )


def role(code):
    return Role.objects.get(code=code)
