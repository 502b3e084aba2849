"""Who may what."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonChanged, RoleChanged, RoleRemoved
from aftercare.base.people.models import Role, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.policies import STANDARD_ROLES
from aftercare.base.people.queries import every_permission
from aftercare.base.people.steps import must_have, must_hold, must_leave_an_administrator
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class RoleStays(Refused):
    """Somebody has the role, or it is one of the trade."""


@transaction.atomic
def assign_roles(user: User, *, roles: Sequence[Role], actor: Actor, at: datetime) -> None:
    """
    Say which duties somebody has.

    Raises `MoreThanYouMay`, `LastAdministrator`.
    """
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, set(roles) ^ set(user.roles.all()))
    user.roles.set(roles)
    must_leave_an_administrator()
    announce(PersonChanged(user_id=user.pk, changed=("roles",)), actor=actor, at=at)


@transaction.atomic
def save_role(
    role: Role | None, *, name: str, permissions: Collection[str], actor: Actor, at: datetime
) -> Role:
    """
    Say what people of a duty may do. Codes of apps that are gone stay, unknown ones stay out.

    Raises `MoreThanYouMay`, `LastAdministrator`.
    """
    actor.must(PeoplePermission.SET_UP)
    role = role or Role(code=_free_code(name))
    before, known = set(role.permissions), every_permission()
    role.name, role.permissions = name, sorted(set(permissions) & known | before - known)
    must_have(actor, before ^ set(role.permissions))
    role.save()
    must_leave_an_administrator()
    changed = RoleChanged(role_id=role.pk, permissions=tuple(role.permissions))
    announce(changed, actor=actor, at=at)
    return role


@transaction.atomic
def remove_role(role: Role, *, actor: Actor, at: datetime) -> None:
    """Do without a duty that nobody has. Raises `RoleStays`, `MoreThanYouMay`."""
    actor.must(PeoplePermission.SET_UP)
    must_hold(actor, [role])
    if role.code in STANDARD_ROLES:
        raise RoleStays(_("This role belongs to the trade. Take its permissions away instead."))
    if role.users.exists():
        raise RoleStays(_("Somebody has this role. Give them another one first."))
    announce(RoleRemoved(role_id=role.pk), actor=actor, at=at)
    role.delete()


def _free_code(name: str) -> str:
    base = slugify(name).replace("-", "_")[:36] or "role"
    code, number = base, 1
    while Role.objects.filter(code=code).exists():
        number += 1
        code = f"{base}_{number}"
    return code
