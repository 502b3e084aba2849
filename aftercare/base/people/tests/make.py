from datetime import UTC, datetime

from aftercare.base.people.models import Role, Team, TeamMember
from aftercare.base.people.operations import enroll_user, save_team
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


def make_team(code="service", **given):
    existing = Team.objects.filter(code=code).first()
    return existing or save_team(
        None, **{"code": code, "name": code.title()} | given, actor=SYSTEM, at=MONDAY
    )
