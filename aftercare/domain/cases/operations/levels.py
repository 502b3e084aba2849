"""Service levels beyond setting one up: copies, removal, and what becomes of open promises."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce, later
from aftercare.base.promises.steps import ReasonMissing, recount
from aftercare.domain.cases.events import RulesChanged, ServiceLevelFollowed
from aftercare.domain.cases.models import Case, ServiceLevel
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries.levels import CLOCKS
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    choose_service_level,
    last_position,
    lock_case,
)
from aftercare.domain.cases.steps.promised import refresh_due, work_promised
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class LevelIsUsed(Refused):
    """Something was promised by this service level, so it has to stay."""


@transaction.atomic
def duplicate_service_level(level: ServiceLevel, *, actor: Actor, at: datetime) -> ServiceLevel:
    """Make a copy of a service level: asked last, and switched off until it was looked at."""
    actor.must(CasePermission.SET_UP)
    copy = ServiceLevel(
        name=_free_name(level.name),
        position=last_position(ServiceLevel) + 1,
        active=False,
        channels=level.channels,
        priorities=level.priorities,
        tiers=level.tiers,
        first_response=level.first_response,
        next_reply=level.next_reply,
        solution_or_date=level.solution_or_date,
        calendar=level.calendar,
    )
    copy.save()
    copy.accounts.set(level.accounts.all())
    copy.contracts.set(level.contracts.all())
    _announce("duplicated", copy.pk, actor=actor, at=at)
    return copy


def _free_name(name: str) -> str:
    taken = set(ServiceLevel.objects.values_list("name", flat=True))
    number = 2
    while (free := f"{name[:74]} ({number})") in taken:
        number += 1
    return free


@transaction.atomic
def remove_service_level(level: ServiceLevel, *, actor: Actor, at: datetime) -> None:
    """
    Throw away a service level by which nothing was promised yet.

    Raises `LevelIsUsed`.
    """
    actor.must(CasePermission.SET_UP)
    if Case.objects.filter(service_level=level).exists():
        raise LevelIsUsed(
            _("Cases were promised by this level. Switch it off: it is then nobody's any more.")
        )
    _announce("removed", level.pk, actor=actor, at=at)
    level.delete()


@transaction.atomic
def apply_service_levels(*, reason: str, actor: Actor, at: datetime) -> None:
    """
    Let the open cases follow the service levels as they are now, in a job.

    Saving a level touches no promise that was made; this does, because somebody asked for it
    and said why. Raises `ReasonMissing`.
    """
    actor.must(CasePermission.SET_UP)
    if not reason.strip():
        raise ReasonMissing(_("Say why open cases get other times: it stays with each promise."))
    later("cases.apply_service_levels", user_id=actor.id, reason=reason.strip()[:300])
    _announce("applied", None, actor=actor, at=at)


@transaction.atomic
def follow_service_level(case: Case, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Put an open case under the level that fits it now, and count its clocks by it.

    Each clock counts from when it was started, pauses left out, and keeps its old date with
    the reason. What would be late at once by a shorter time keeps the date it had.
    """
    actor.must(CasePermission.SET_UP)
    case = lock_case(case)
    if case.status not in UNSETTLED:
        return
    before = case.service_level_id
    choose_service_level(case)
    level = case.service_level
    for kind in CLOCKS:
        recount(
            ref(case),
            kind,
            work=work_promised(level, kind),
            calendar=level.calendar if level else None,
            reason=reason,
            actor=actor,
            at=at,
        )
    change_case(case, service_level=level)
    refresh_due(case)
    level_id = level.pk if level else None
    announce_case(
        ServiceLevelFollowed, case, service_level_id=level_id, before=before, actor=actor, at=at
    )


def _announce(change: str, row: int | None, *, actor: Actor, at: datetime) -> None:
    announce(RulesChanged(rule="service_level", change=change, row=row), actor=actor, at=at)
