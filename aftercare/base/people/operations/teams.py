"""Who works with whom, and who knows what."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aftercare.base.company.models import Calendar
from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonChanged, SkillNamed, TeamChanged
from aftercare.base.people.models import Skill, Team, TeamMember, User, UserSkill
from aftercare.base.people.permissions import PeoplePermission
from aftercare.kit.actors import Actor


@transaction.atomic
def save_team(
    team: Team | None,
    *,
    code: str,
    name: str,
    mail_name: str = "",
    calendar: Calendar | None = None,
    actor: Actor,
    at: datetime,
) -> Team:
    """Form a team, or say anew what it is called, as whom it writes and when it works."""
    actor.must(PeoplePermission.SET_UP)
    team = team or Team()
    team.code, team.name, team.calendar, team.mail_name = code, name, calendar, mail_name
    team.save()
    announce(TeamChanged(team_id=team.pk), actor=actor, at=at)
    return team


@transaction.atomic
def set_team_members(team: Team, *, users: Sequence[User], actor: Actor, at: datetime) -> None:
    """Say who belongs to a team."""
    actor.must(PeoplePermission.SET_UP)
    TeamMember.objects.filter(team=team).exclude(user__in=users).delete()
    for user in users:
        TeamMember.objects.get_or_create(team=team, user=user)
    announce(TeamChanged(team_id=team.pk), actor=actor, at=at)


@transaction.atomic
def add_member(
    team: Team, *, user: User, is_lead: bool = False, actor: Actor, at: datetime
) -> None:
    """Let somebody belong to a team, or lead it."""
    actor.must(PeoplePermission.SET_UP)
    TeamMember.objects.update_or_create(team=team, user=user, defaults={"is_lead": is_lead})
    announce(TeamChanged(team_id=team.pk, user_id=user.pk), actor=actor, at=at)


@transaction.atomic
def remove_member(team: Team, *, user: User, actor: Actor, at: datetime) -> None:
    """Let somebody belong to a team no longer. What they work on stays with them."""
    actor.must(PeoplePermission.SET_UP)
    if TeamMember.objects.filter(team=team, user=user).delete()[0]:
        announce(TeamChanged(team_id=team.pk, user_id=user.pk), actor=actor, at=at)


@transaction.atomic
def assign_teams(user: User, *, teams: Sequence[Team], actor: Actor, at: datetime) -> None:
    """Say which teams somebody belongs to. Where they lead a team they stay in, they lead it."""
    actor.must(PeoplePermission.SET_UP)
    TeamMember.objects.filter(user=user).exclude(team__in=teams).delete()
    for team in teams:
        TeamMember.objects.get_or_create(team=team, user=user)
    announce(PersonChanged(user_id=user.pk, changed=("teams",)), actor=actor, at=at)


@transaction.atomic
def save_skill(skill: Skill | None, *, code: str, name: str, actor: Actor, at: datetime) -> Skill:
    """Name something people may know, or name it anew."""
    actor.must(PeoplePermission.SET_UP)
    skill = skill or Skill()
    skill.code, skill.name = code, name
    skill.save()
    announce(SkillNamed(skill_id=skill.pk), actor=actor, at=at)
    return skill


@transaction.atomic
def grant_skill(user: User, *, skill: Skill, level: int, actor: Actor, at: datetime) -> None:
    """Note that somebody knows something, from 1 (learning) to 5 (teaches it)."""
    actor.must(PeoplePermission.SET_UP)
    UserSkill.objects.update_or_create(
        user=user,
        skill=skill,
        defaults={"level": level},
        create_defaults={"level": level, "since_on": at.date()},
    )
    announce(PersonChanged(user_id=user.pk, changed=("skills",)), actor=actor, at=at)


@transaction.atomic
def revoke_skill(user: User, *, skill: Skill, actor: Actor, at: datetime) -> None:
    """Note that somebody does not know something after all."""
    actor.must(PeoplePermission.SET_UP)
    if UserSkill.objects.filter(user=user, skill=skill).delete()[0]:
        announce(PersonChanged(user_id=user.pk, changed=("skills",)), actor=actor, at=at)
