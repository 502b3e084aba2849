import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import tell_browsers
from aftercare.base.people.models import Notification, Role, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.policies import STANDARD_ROLES, permissions_of_role
from aftercare.base.people.queries import every_permission, find_user
from aftercare.base.people.states import UserKind
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused

# A mail waits two minutes, because who is there reads it on the screen meanwhile; or until
# eight o'clock where somebody is.
SAY_ONCE = """
INSERT INTO people_notification (user_id, kind, about, data, at, mail_at)
SELECT id, %(kind)s::text, %(about)s, %(data)s::jsonb, %(at)s, CASE notices->>%(kind)s::text
    WHEN 'mail' THEN %(at)s + interval '2 minutes'
    WHEN 'digest' THEN (
        date_trunc('day', timezone(time_zone, %(at)s) - interval '8 hours') + interval '32 hours'
    ) AT TIME ZONE time_zone
END
FROM people_user
WHERE id = ANY(%(users)s) AND notices->>%(kind)s::text IS DISTINCT FROM 'none'
ORDER BY id
ON CONFLICT (user_id, kind, about) WHERE read_at IS NULL
DO UPDATE SET data = excluded.data, at = excluded.at
"""


class AddressIsTaken(Refused):
    """Somebody signs in with this address already."""


class MoreThanYouMay(Refused):
    """Nobody gives or takes permissions they lack themselves."""


class LastAdministrator(Refused):
    """Somebody has to be left who can set people up."""


def notify(*user_ids: int, kind: str, about: Ref, data: dict[str, Any], at: datetime) -> None:
    """
    Let people know of something: now if a browser of theirs listens, else when they look.

    What they have not read yet is not said twice. A mail follows if they want one for this
    kind and have not read it by then; what they do not want to hear of at all is not kept.
    """
    if not user_ids:
        return
    said: dict[str, Any] = {"users": list(user_ids), "kind": kind, "about": str(about), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(SAY_ONCE, said | {"data": json.dumps(data)})
    tell_browsers(*(Ref("user", user_id) for user_id in user_ids))


def blank_notifications(subjects: Iterable[Ref]) -> None:
    """Take the words out of what people were told of `subjects`; numbers stay."""
    told = Notification.objects.filter(about__in=[str(each) for each in subjects])
    for each in told:
        each.data = {name: value for name, value in each.data.items() if name == "code"}
    Notification.objects.bulk_update(told, ["data"], batch_size=500)


@transaction.atomic
def install_standard_roles() -> None:
    """
    Make the roles of the trade where they are missing, and add what new apps bring.

    What somebody has taken away from a role stays away, what they added stays there.
    """
    known = every_permission()
    for code, (name, patterns) in STANDARD_ROLES.items():
        offer = permissions_of_role(patterns, known)
        role, is_new = Role.objects.select_for_update().get_or_create(
            code=code, defaults={"name": name, "permissions": offer, "offered": offer}
        )
        if not is_new and (added := set(offer) - set(role.offered)):
            role.permissions = sorted({*role.permissions, *added})
            role.offered = sorted({*role.offered, *added})
            role.save(update_fields=["permissions", "offered"])


def enroll(
    *, email: str, name: str, password: str | None, roles: Sequence[Role], **profile: Any
) -> User:
    """Give somebody an account. Raises `AddressIsTaken`."""
    must_be_free(email)
    handle = free_handle(profile.pop("handle", "") or name)
    user = User(email=email.strip().lower(), name=name, handle=handle, **profile)
    user.set_password(password)
    user.save()
    user.roles.set(roles)
    return user


def forget_logins(addresses: Iterable[str]) -> None:
    """Let no customer sign in with these addresses any more, and keep nothing of who did."""
    typed = [each.strip().lower() for each in addresses]
    for user in User.objects.filter(email__in=typed, kind=UserKind.CUSTOMER):
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.email, user.handle = f"forgotten-{user.pk}@invalid.invalid", f"forgotten-{user.pk}"
        user.name, user.signatures, user.is_active = "", {}, False
        user.set_unusable_password()
        user.save()


def must_be_free(email: str) -> None:
    """Refuse an address with which somebody signs in already. Raises `AddressIsTaken`."""
    if find_user(email):
        raise AddressIsTaken(_("Somebody signs in with this address already."))


def free_handle(wish: str) -> str:
    """Return a short name in the manner of `wish` that nobody has."""
    base = slugify(wish, allow_unicode=False)[:34] or "user"
    handle, number = base, 1
    while User.objects.filter(handle=handle).exists():
        number += 1
        handle = f"{base}-{number}"
    return handle


def must_leave_an_administrator() -> None:
    """
    Refuse if what was just written leaves nobody who can set people up.

    Raises `LastAdministrator`.
    """
    # Two administrators who take each other's duty away at once have to queue here. Whoever
    # gives somebody a role holds its key, so that must not be asked for.
    list(Role.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    left = User.objects.filter(
        is_active=True, roles__permissions__contains=[PeoplePermission.SET_UP]
    )
    if not left.exists() and User.objects.exists():
        raise LastAdministrator(_("Somebody else has to be able to set people up first."))


def must_hold(actor: Actor, roles: Iterable[Role]) -> None:
    """Refuse to give or take a role that may more than `actor`. Raises `MoreThanYouMay`."""
    must_have(actor, {code for role in roles for code in role.permissions})


def must_have(actor: Actor, codes: Collection[str]) -> None:
    """Refuse to give or take permissions that `actor` lacks. Raises `MoreThanYouMay`."""
    lacking = set(codes) & every_permission() - actor.permissions
    if lacking and actor.kind != "system":
        raise MoreThanYouMay(
            _("You can neither give nor take permissions you do not have: %(permissions)s.")
            % {"permissions": ", ".join(sorted(lacking)[:5])}
        )
