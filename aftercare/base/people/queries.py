from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting, setting
from aftercare.base.journal.permissions import JournalPermission
from aftercare.base.people.models import (
    Absence,
    ApiToken,
    Invitation,
    Notification,
    Role,
    Skill,
    Team,
    User,
)
from aftercare.base.people.permissions import FOR_EVERYBODY, PeoplePermission
from aftercare.base.people.policies import signature_in, token_for
from aftercare.base.people.states import UserKind
from aftercare.kit.actors import Actor

NOTICES_KEEP_DAYS = register_setting(
    Setting(
        "people.notices_keep_days",
        60,
        _("Days after which notifications are removed, read or not."),
    )
)


NOBODY = "nobody"
EVERYBODY = "everybody"


def _who_may_need_it() -> list[tuple[str, Any]]:
    roles = Role.objects.exclude(code="customer").order_by("name").values_list("code", "name")
    return [(NOBODY, _("Nobody")), (EVERYBODY, _("All our people")), *roles]


SECOND_FACTOR = register_setting(
    Setting(
        "people.second_factor",
        NOBODY,
        _(
            "Who has to prove who they are by a second factor: who has none sets one up when they"
            " next sign in, before anything else."
        ),
        _who_may_need_it,
    )
)


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
            if code not in FOR_EVERYBODY
        ]
        if codes:
            found[config.label] = codes
    return found


def every_permission() -> set[str]:
    """Return all permission codes."""
    return {code for codes in known_permissions().values() for code in codes}


@dataclass(frozen=True)
class Belonging:
    """For whom somebody from outside signs in."""

    account_id: int | None = None
    contact_id: int | None = None


_belongings: dict[str, Callable[[User], Belonging]] = {}


def register_belonging(kind: UserKind, look: Callable[[User], Belonging]) -> None:
    """Let an app say whom people of a kind belong to; it calls this once, when it is ready."""
    _belongings[kind] = look


def actor_for(user: User) -> Actor:
    """
    Return `user` as one who asks for operations. One query, and one more from outside.

    Codes whose app is gone are left out; somebody who was let go may nothing and is nobody's.
    """
    held: set[str] = set()
    teams: set[int] = set()
    rights = User.objects.filter(pk=user.pk).values_list("roles__permissions", "memberships__team")
    for codes, team in rights:
        held.update(codes or ())
        teams.update([team] if team else ())
    held &= every_permission()
    actor = Actor(
        kind=user.kind,
        id=user.pk,
        name=user.name,
        permissions=FOR_EVERYBODY | held if user.is_active else frozenset(),
        teams=frozenset(teams),
    )
    look = _belongings.get(user.kind)
    if look is None or not user.is_active:
        return actor
    found = look(user)
    return replace(actor, account_id=found.account_id, contact_id=found.contact_id)


def visible_users(actor: Actor) -> QuerySet[User]:
    """Return the people `actor` may see: colleagues see each other, others nobody."""
    users = User.objects.order_by("name")
    return users if actor.may(PeoplePermission.VIEW) else users.none()


def somebody_works_here() -> bool:
    """Return whether anybody of our own has an account; customers may come before."""
    return User.objects.filter(kind=UserKind.USER).exists()


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Return the teams `actor` may see."""
    teams = Team.objects.order_by("name")
    return teams if actor.may(PeoplePermission.VIEW) else teams.none()


def visible_roles(actor: Actor) -> QuerySet[Role]:
    """Return the roles, for who sets people up or invites them."""
    roles = Role.objects.order_by("name")
    may = actor.may(PeoplePermission.SET_UP) or actor.may(PeoplePermission.INVITE)
    return roles if may else roles.none()


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations nobody has answered, the newest first, for who may invite."""
    waiting = Invitation.objects.filter(accepted_by=None).order_by("-pk")
    return waiting if actor.may(PeoplePermission.INVITE) else waiting.none()


def link_of(invitation: Invitation) -> str:
    """Return the address that lets somebody in with this invitation."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/join/{token_for(invitation.pk)}"


def signature_of(actor: Actor, language: str) -> str:
    """Return what stands below a mail of `actor` in `language`. One query."""
    signatures = User.objects.values_list("signatures", flat=True).get(pk=actor.id)
    return signature_in(signatures, language)


def roles_by_permission(user: User) -> dict[str, list[Role]]:
    """Return what somebody may do, and which of their roles let them. One query."""
    why: dict[str, list[Role]] = {}
    for role in Role.objects.filter(users=user).order_by("name"):
        for code in every_permission().intersection(role.permissions):
            why.setdefault(code, []).append(role)
    return why


def needs_second_factor(user: User) -> bool:
    """Return whether it was decided that this one of our people needs a second factor."""
    who = setting(SECOND_FACTOR.name)
    if who == NOBODY or user.kind != UserKind.USER:
        return False
    return who == EVERYBODY or user.roles.filter(code=who).exists()


def has_second_factor(user: User) -> bool:
    """Return whether somebody proves who they are by more than a password."""
    return bool(Authenticator.objects.filter(user=user).exists())


def visible_absences(actor: Actor) -> QuerySet[Absence]:
    """Return who is away when, for colleagues."""
    absences = Absence.objects.select_related("user", "stand_in").order_by("from_on", "pk")
    return absences if actor.may(PeoplePermission.VIEW) else absences.none()


def visible_skills(actor: Actor) -> QuerySet[Skill]:
    """Return what people may know, for colleagues."""
    skills = Skill.objects.order_by("name")
    return skills if actor.may(PeoplePermission.VIEW) else skills.none()


def find_user(email: str) -> User | None:
    """Return who signs in with this address, however it is typed."""
    return User.objects.filter(email__iexact=email.strip()).first()


def teams_of(user: User) -> QuerySet[Team]:
    """Return the teams `user` belongs to."""
    return Team.objects.filter(members__user=user).order_by("name")


def present_members(team_id: int, at: datetime) -> QuerySet[User]:
    """Return who of a team is there: active, available and not absent on their own calendar day."""
    today = Cast(Func(F("time_zone"), Value(at), function="timezone"), output_field=DateField())
    away = Absence.objects.filter(
        user=OuterRef("pk"), from_on__lte=OuterRef("today"), until_on__gte=OuterRef("today")
    )
    here = User.objects.filter(
        memberships__team=team_id, is_active=True, available=True, kind=UserKind.USER
    )
    return here.alias(today=today).filter(~Exists(away)).order_by("pk")


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """Return what `actor` should know of, the newest first."""
    return Notification.objects.filter(user=actor.id).order_by("-pk")


def unread_notifications(actor: Actor) -> QuerySet[Notification]:
    """Return what `actor` has not seen yet, the newest first."""
    return notifications_of(actor).filter(read_at=None)


def has_unread_about(actor: Actor, kind: str) -> Exists:
    """Return, for a query of things of a kind, whether `actor` has not seen news of them."""
    about = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return Exists(unread_notifications(actor).order_by().filter(about=about))


def who_sets_people_up() -> QuerySet[User]:
    """Return who can give permissions to others, by name."""
    mighty = Role.objects.filter(permissions__contains=[PeoplePermission.SET_UP])
    found = User.objects.filter(is_active=True, kind=UserKind.USER, roles__in=mighty)
    return found.distinct().order_by("name")


def auditors() -> list[int]:
    """Return who may look into the journal."""
    found = User.objects.filter(
        is_active=True, roles__permissions__contains=[JournalPermission.AUDIT]
    )
    return sorted(set(found.values_list("pk", flat=True)))


def notices_to_mail(at: datetime) -> QuerySet[Notification]:
    """Return what people want to be mailed by now and have not read: one index."""
    return Notification.objects.filter(mail_at__lte=at, mailed_at=None, read_at=None)


def people_to_mail(at: datetime) -> QuerySet[User]:
    """Return who is to be told of something by mail, as long as they may sign in."""
    waiting = notices_to_mail(at).values("user")
    return User.objects.filter(pk__in=waiting, is_active=True).order_by("pk")


def notices_by_thing(actor: Actor, *, unread: bool = False) -> QuerySet[Any, Any]:
    """
    Return what `actor` should know of, one row per thing: the thing concerned last first.

    A row has `about`, `last` (its newest notification, by which pages go), `unread`.
    """
    things = Notification.objects.filter(user=actor.id).values("about")
    counted = things.annotate(
        last=Max("pk"), unread=Count("pk", filter=Q(read_at__isnull=True))
    ).order_by("-last")
    return counted.filter(unread__gt=0) if unread else counted


SAID_IN_LISTS = ("name", "handle", "kind", "is_active", "available", "max_open")
"""Of the thirty columns of a person: to build a row of all takes three times as long."""


def users_by_id(ids: Iterable[int]) -> dict[int, User]:
    """Return people by their keys, with what lists say of them. One query."""
    return User.objects.only(*SAID_IN_LISTS).in_bulk(set(ids))


TOKEN_MARK = "aft_"  # noqa: S105  # only how one begins
"""How our tokens begin, so that scanners for lost secrets know them."""


def digest_of(secret: str) -> str:
    """Return what is kept of a token. It is long and random, so one round is enough."""
    return sha256(secret.encode()).hexdigest()


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the tokens in use that the actor may revoke: their own, or all to who sets up."""
    tokens = ApiToken.objects.filter(revoked_at=None).select_related("user").order_by("-pk")
    if not actor.may(PeoplePermission.MAKE_TOKENS):
        return tokens.none()
    return tokens if actor.may(PeoplePermission.SET_UP) else tokens.filter(user=actor.id)


def find_token(secret: str) -> ApiToken | None:
    """Return the token somebody brings, unless it was revoked. One query."""
    if not secret.startswith(TOKEN_MARK):
        return None
    found = ApiToken.objects.filter(digest=digest_of(secret), revoked_at=None)
    return found.select_related("user").first()


def actor_with(token: ApiToken) -> Actor:
    """Return who comes in by a token: its person, with what both it and they may."""
    actor = actor_for(token.user)
    return replace(actor, permissions=actor.permissions & frozenset(token.scopes))
