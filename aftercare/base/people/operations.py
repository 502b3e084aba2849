import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from aftercare.base.company.models import Calendar
from aftercare.base.journal.steps import announce
from aftercare.base.people.events import (
    NotificationsRead,
    PersonChanged,
    PersonInvited,
    PersonJoined,
    RoleChanged,
    TeamChanged,
)
from aftercare.base.people.models import (
    Absence,
    Invitation,
    Notification,
    Role,
    Skill,
    Team,
    TeamMember,
    User,
    UserSkill,
)
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.policies import hash_of
from aftercare.base.people.queries import every_permission
from aftercare.base.people.states import UserKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

INVITATION_LASTS = timedelta(days=7)


class NoSuchInvitation(Refused):
    """The invitation was used, has expired, or never was."""


class AddressIsTaken(Refused):
    """Somebody signs in with this address already."""


class MoreThanYouMay(Refused):
    """Nobody gives away permissions they lack themselves."""


class LastAdministrator(Refused):
    """Somebody has to be left who can set people up."""


@transaction.atomic
def enroll_user(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Sequence[Role],
    handle: str = "",
    kind: str = UserKind.USER,
    actor: Actor,
    at: datetime,
    **profile: Any,
) -> User:
    """
    Give somebody an account at once, as the first administrator and the demo are made.

    Raises `AddressIsTaken`, `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.SET_UP)
    _must_hold(actor, roles)
    user = _enroll(
        email=email,
        name=name,
        password=password,
        roles=roles,
        handle=_free_handle(handle or name),
        kind=kind,
        joined_at=at,
        **profile,
    )
    announce(PersonJoined(user_id=user.pk), actor=actor, at=at)
    return user


def _enroll(*, email: str, password: str | None, roles: Sequence[Role], **profile: Any) -> User:
    if User.objects.filter(email__iexact=email).exists():
        raise AddressIsTaken(_("Somebody signs in with this address already."))
    user = User(email=email.strip().lower(), **profile)
    user.set_password(password)
    user.save()
    user.roles.set(roles)
    return user


def _free_handle(wish: str) -> str:
    base = slugify(wish, allow_unicode=False)[:34] or "user"
    handle, number = base, 1
    while User.objects.filter(handle=handle).exists():
        number += 1
        handle = f"{base}-{number}"
    return handle


@transaction.atomic
def invite_user(
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    kind: str = UserKind.USER,
    actor: Actor,
    at: datetime,
) -> str:
    """
    Invite somebody by mail, and return the token of the invitation.

    Raises `AddressIsTaken`, `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.INVITE)
    _must_hold(actor, roles)
    if User.objects.filter(email__iexact=email).exists():
        raise AddressIsTaken(_("Somebody signs in with this address already."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        name=name,
        kind=kind,
        token_hash=hash_of(token),
        invited_by=str(actor.ref),
        at=at,
        expires_at=at + INVITATION_LASTS,
    )
    invitation.roles.set(roles)
    app.configure_task("people.send_invitation").defer(invitation_id=invitation.pk, token=token)
    announce(PersonInvited(invitation_id=invitation.pk), actor=actor, at=at)
    return token


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, actor: Actor, at: datetime) -> User:
    """
    Join with a token that came by mail. It works once.

    Raises `NoSuchInvitation`, `AddressIsTaken`.
    """
    actor.must(PeoplePermission.SET_UP)
    waiting = Invitation.objects.select_for_update().filter(
        token_hash=hash_of(token), accepted_by=None, expires_at__gt=at
    )
    invitation = waiting.first()
    if invitation is None:
        raise NoSuchInvitation(_("This invitation was used or has expired. Ask for a new one."))
    user = _enroll(
        email=invitation.email,
        name=name or invitation.name,
        password=password,
        roles=list(invitation.roles.all()),
        handle=_free_handle(name or invitation.name),
        kind=invitation.kind,
        joined_at=at,
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    announce(PersonJoined(user_id=user.pk), actor=actor, at=at)
    return user


@transaction.atomic
def edit_profile(user: User, *, actor: Actor, at: datetime, **profile: Any) -> None:
    """Change name, language, time zone, theme and the like: one's own, or as who sets people up."""
    actor.must(PeoplePermission.VIEW)
    if user.pk != actor.id:
        actor.must(PeoplePermission.SET_UP)
    changed = {name: value for name, value in profile.items() if getattr(user, name) != value}
    User.objects.filter(pk=user.pk).update(**changed)
    for name, value in changed.items():
        setattr(user, name, value)
    announce(PersonChanged(user_id=user.pk, changed=tuple(changed)), actor=actor, at=at)


@transaction.atomic
def assign_roles(user: User, *, roles: Sequence[Role], actor: Actor, at: datetime) -> None:
    """
    Say which duties somebody has.

    Raises `MoreThanYouMay`, `LastAdministrator`.
    """
    actor.must(PeoplePermission.SET_UP)
    _must_hold(actor, roles)
    user.roles.set(roles)
    _must_leave_an_administrator()
    announce(PersonChanged(user_id=user.pk, changed=("roles",)), actor=actor, at=at)


@transaction.atomic
def deactivate_user(user: User, *, actor: Actor, at: datetime) -> None:
    """Let somebody sign in no longer. What they did stays theirs. Raises `LastAdministrator`."""
    actor.must(PeoplePermission.SET_UP)
    User.objects.filter(pk=user.pk).update(is_active=False)
    _must_leave_an_administrator()
    announce(PersonChanged(user_id=user.pk, changed=("active",)), actor=actor, at=at)


@transaction.atomic
def reactivate_user(user: User, *, actor: Actor, at: datetime) -> None:
    """Let somebody sign in again."""
    actor.must(PeoplePermission.SET_UP)
    User.objects.filter(pk=user.pk).update(is_active=True)
    announce(PersonChanged(user_id=user.pk, changed=("active",)), actor=actor, at=at)


@transaction.atomic
def save_role(
    role: Role | None, *, name: str, permissions: Collection[str], actor: Actor, at: datetime
) -> Role:
    """
    Say what people of a duty may do. Codes nobody knows are left out.

    Raises `MoreThanYouMay`, `LastAdministrator`.
    """
    actor.must(PeoplePermission.SET_UP)
    role = role or Role(code=slugify(name).replace("-", "_")[:40])
    role.name, role.permissions = name, sorted(set(permissions) & every_permission())
    _must_hold(actor, [role])
    role.save()
    _must_leave_an_administrator()
    changed = RoleChanged(role_id=role.pk, permissions=tuple(role.permissions))
    announce(changed, actor=actor, at=at)
    return role


@transaction.atomic
def save_team(
    team: Team | None,
    *,
    code: str,
    name: str,
    calendar: Calendar | None = None,
    actor: Actor,
    at: datetime,
) -> Team:
    """Form a team, or rename it."""
    actor.must(PeoplePermission.SET_UP)
    team = team or Team()
    team.code, team.name, team.calendar = code, name, calendar
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
def record_absence(
    user: User,
    *,
    from_on: date,
    until_on: date,
    reason: str = "",
    stand_in: User | None = None,
    actor: Actor,
    at: datetime,
) -> Absence:
    """Note days on which somebody is not there; nothing is routed to them meanwhile."""
    actor.must(PeoplePermission.VIEW)
    if user.pk != actor.id:
        actor.must(PeoplePermission.SET_UP)
    absence = Absence.objects.create(
        user=user, from_on=from_on, until_on=until_on, reason=reason, stand_in=stand_in
    )
    announce(PersonChanged(user_id=user.pk, changed=("absence",)), actor=actor, at=at)
    return absence


@transaction.atomic
def grant_skill(user: User, *, skill: Skill, level: int, actor: Actor, at: datetime) -> None:
    """Note that somebody knows something, from 1 (learning) to 5 (teaches it)."""
    actor.must(PeoplePermission.SET_UP)
    UserSkill.objects.update_or_create(user=user, skill=skill, defaults={"level": level})
    announce(PersonChanged(user_id=user.pk, changed=("skills",)), actor=actor, at=at)


@transaction.atomic
def read_notifications(*, actor: Actor, at: datetime) -> None:
    """Note that the actor has seen what they should know of."""
    actor.must(PeoplePermission.VIEW)
    unread = Notification.objects.filter(user=actor.id, read_at=None)
    if unread.update(read_at=at):
        announce(NotificationsRead(user_id=actor.id), actor=actor, at=at)


def _must_hold(actor: Actor, roles: Sequence[Role]) -> None:
    given = {code for role in roles for code in role.permissions}
    if actor.kind != "system" and not given <= actor.permissions:
        raise MoreThanYouMay(
            _("You cannot give permissions you do not have: %(permissions)s.")
            % {"permissions": ", ".join(sorted(given - actor.permissions)[:5])}
        )


def _must_leave_an_administrator() -> None:
    # Two administrators who take each other's duty away at once have to queue here.
    list(Role.objects.select_for_update().order_by("pk").values_list("pk"))
    left = User.objects.filter(
        is_active=True, roles__permissions__contains=[PeoplePermission.SET_UP]
    )
    if not left.exists() and User.objects.exists():
        raise LastAdministrator(_("Somebody else has to be able to set people up first."))
