"""Who has an account: invited, joined, let go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce, later
from aftercare.base.people.events import (
    InvitationWithdrawn,
    PersonChanged,
    PersonInvited,
    PersonJoined,
)
from aftercare.base.people.models import Invitation, Role, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.policies import invitation_of
from aftercare.base.people.states import UserKind
from aftercare.base.people.steps import enroll, must_be_free, must_hold, must_leave_an_administrator
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

ADMINISTRATOR = "administrator"
INVITATION_LASTS = timedelta(days=7)


class NoSuchInvitation(Refused):
    """The invitation was used, has expired, or never was."""


class SomebodyIsHere(Refused):
    """The system has people already; they invite others."""


@transaction.atomic
def enroll_first_administrator(
    *, email: str, name: str, password: str, actor: Actor, at: datetime
) -> User:
    """
    Give the very first person of a new system an account, to set up everything else.

    Raises `SomebodyIsHere`.
    """
    actor.must(PeoplePermission.SET_UP)
    # Two who come at the same moment wait here for each other.
    role = Role.objects.select_for_update().get(code=ADMINISTRATOR)
    if User.objects.filter(kind=UserKind.USER).exists():
        raise SomebodyIsHere(_("Somebody has an account already. Ask them to invite you."))
    return enroll_user(email=email, name=name, password=password, roles=[role], actor=actor, at=at)


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
    must_hold(actor, roles)
    user = enroll(
        email=email,
        name=name,
        password=password,
        roles=roles,
        handle=handle,
        kind=kind,
        joined_at=at,
        **profile,
    )
    announce(PersonJoined(user_id=user.pk), actor=actor, at=at)
    return user


@transaction.atomic
def invite_user(
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    kind: str = UserKind.USER,
    language: str = "en",
    actor: Actor,
    at: datetime,
) -> Invitation:
    """
    Invite somebody by mail. An earlier invitation of theirs ends.

    Raises `AddressIsTaken`, `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.INVITE)
    must_hold(actor, roles)
    must_be_free(email)
    email = email.strip().lower()
    Invitation.objects.filter(email=email, expires_at__gt=at).update(expires_at=at)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        kind=kind,
        language=language,
        invited_by=str(actor.ref),
        at=at,
        expires_at=at + INVITATION_LASTS,
    )
    invitation.roles.set(roles)
    later("people.send_invitation", invitation_id=invitation.pk)
    announce(PersonInvited(invitation_id=invitation.pk), actor=actor, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    """Let an invitation open nothing any longer."""
    actor.must(PeoplePermission.INVITE)
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_by=None, expires_at__gt=at)
    if open_still.update(expires_at=at):
        announce(InvitationWithdrawn(invitation_id=invitation.pk), actor=actor, at=at)


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, actor: Actor, at: datetime) -> User:
    """
    Join with a token that came by mail. It works once.

    Raises `NoSuchInvitation`, `AddressIsTaken`.
    """
    actor.must(PeoplePermission.SET_UP)
    waiting = Invitation.objects.select_for_update().filter(
        pk=invitation_of(token), accepted_by=None, expires_at__gt=at
    )
    invitation = waiting.first()
    if invitation is None:
        raise NoSuchInvitation(_("This invitation was used or has expired. Ask for a new one."))
    user = enroll(
        email=invitation.email,
        name=name or invitation.name,
        password=password,
        roles=list(invitation.roles.all()),
        kind=invitation.kind,
        language=invitation.language,
        joined_at=at,
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    announce(PersonJoined(user_id=user.pk), actor=actor, at=at)
    return user


@transaction.atomic
def deactivate_user(user: User, *, actor: Actor, at: datetime) -> None:
    """
    Let somebody sign in no longer, and end where they are signed in. Their work stays theirs.

    Raises `MoreThanYouMay`, `LastAdministrator`.
    """
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, user.roles.all())
    User.objects.filter(pk=user.pk).update(is_active=False)
    must_leave_an_administrator()
    announce(PersonChanged(user_id=user.pk, changed=("active",)), actor=actor, at=at)


@transaction.atomic
def reactivate_user(user: User, *, actor: Actor, at: datetime) -> None:
    """Let somebody sign in again. Raises `MoreThanYouMay`."""
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, user.roles.all())
    User.objects.filter(pk=user.pk).update(is_active=True)
    announce(PersonChanged(user_id=user.pk, changed=("active",)), actor=actor, at=at)


@transaction.atomic
def change_address(user: User, *, email: str, actor: Actor, at: datetime) -> None:
    """
    Let somebody sign in with another address from now on, and no longer with this one.

    Raises `AddressIsTaken`, `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, user.roles.all())
    email = email.strip().lower()
    if email != user.email:
        must_be_free(email)
        User.objects.filter(pk=user.pk).update(email=email)
        # Addresses the sign-in library has noted would open the account too.
        EmailAddress.objects.filter(user=user).delete()
        user.email = email
        announce(PersonChanged(user_id=user.pk, changed=("email",)), actor=actor, at=at)


@transaction.atomic
def drop_second_factors(user: User, *, actor: Actor, at: datetime) -> None:
    """
    Let somebody who has lost phone or key sign in by password alone, to set up new ones.

    Raises `MoreThanYouMay`.
    """
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, user.roles.all())
    Authenticator.objects.filter(user=user).delete()
    announce(PersonChanged(user_id=user.pk, changed=("second_factors",)), actor=actor, at=at)
