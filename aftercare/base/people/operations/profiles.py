"""What people say of themselves: how they like it, and when they are away."""

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonChanged
from aftercare.base.people.models import Absence, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

OWN_PROFILE = {
    "name", "language", "time_zone", "theme", "density", "shortcuts", "after_send",
    "available", "signatures", "notices",
}  # fmt: skip
PROFILE = OWN_PROFILE | {"handle", "max_open"}


class NoSuchTimeZone(Refused):
    """There is no time zone of this name."""


class EndsBeforeItBegins(Refused):
    """The last day of an absence lies before its first."""


@transaction.atomic
def edit_profile(user: User, *, actor: Actor, at: datetime, **profile: Any) -> None:
    """
    Change name, language, time zone, theme and the like: one's own, or as who sets people up.

    Raises `NoSuchTimeZone`.
    """
    actor.must(PeoplePermission.BE_ONESELF)
    if user.pk != actor.id or not profile.keys() <= OWN_PROFILE:
        actor.must(PeoplePermission.SET_UP)
    if unknown := profile.keys() - PROFILE:
        raise TypeError(f"No part of a profile: {unknown}")
    if profile.get("time_zone", "UTC") not in available_timezones():
        raise NoSuchTimeZone(_("There is no time zone of this name. Choose one from the list."))
    changed = {name: value for name, value in profile.items() if getattr(user, name) != value}
    User.objects.filter(pk=user.pk).update(**changed)
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        announce(PersonChanged(user_id=user.pk, changed=tuple(changed)), actor=actor, at=at)


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
    """
    Note days on which somebody is not there; nothing is routed to them meanwhile.

    Raises `EndsBeforeItBegins`.
    """
    actor.must(PeoplePermission.VIEW)
    if user.pk != actor.id:
        actor.must(PeoplePermission.SET_UP)
    if until_on < from_on:
        raise EndsBeforeItBegins(_("The last day lies before the first one."))
    absence = Absence.objects.create(
        user=user, from_on=from_on, until_on=until_on, reason=reason, stand_in=stand_in
    )
    announce(PersonChanged(user_id=user.pk, changed=("absence",)), actor=actor, at=at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, last_on: date, actor: Actor, at: datetime) -> None:
    """Note that somebody is back after `last_on`; an absence that has not begun never was."""
    actor.must(PeoplePermission.VIEW)
    if absence.user_id != actor.id:
        actor.must(PeoplePermission.SET_UP)
    if last_on < absence.from_on:
        Absence.objects.filter(pk=absence.pk).delete()
    else:
        Absence.objects.filter(pk=absence.pk).update(until_on=last_on)
    announce(PersonChanged(user_id=absence.user_id, changed=("absence",)), actor=actor, at=at)
