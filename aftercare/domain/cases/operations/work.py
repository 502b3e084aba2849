"""Who works on a matter, how much it presses, and what it waits for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.people.models import Team, User
from aftercare.base.promises.steps import hand_over_promises, resume_promises
from aftercare.domain.cases.events import (
    CaseAssigned,
    CaseSnoozed,
    CaseSorted,
    CaseWaits,
    CaseWatched,
    CaseWoken,
)
from aftercare.domain.cases.models import Case, Watcher
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.states import MOVES, CaseStatus, WaitingFor
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    choose_service_level,
    hold_own_case,
    lock_case,
    open_case_to_readers,
    refile_case,
    tell,
    watch,
)
from aftercare.domain.cases.steps.promised import let_wait, owner_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class DateHasPassed(Refused):
    """A date in the future is needed."""


class SomebodyElseHasIt(Refused):
    """The case was taken by somebody else in the meantime."""


@transaction.atomic
def take_case(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Work on `case` from now on. Taking one's own case again changes nothing.

    Raises `SomebodyElseHasIt` when another has taken it since the page was shown.
    """
    actor.must(CasePermission.WORK)
    shown = case.assignee_id
    case = lock_case(case)
    if case.assignee_id not in {shown, actor.id}:
        raise SomebodyElseHasIt(
            _("%(name)s has taken %(case)s already.") % {"name": case.assignee, "case": case}
        )
    _give(case, team_id=case.team_id, user_id=actor.id, actor=actor, at=at)
    _announce_owner(case, actor=actor, at=at)


@transaction.atomic
def assign_case(
    case: Case, *, team: Team | None, assignee: User | None, actor: Actor, at: datetime
) -> None:
    """Give `case` to a team, to a person of it, or back to the pile of the team."""
    actor.must(CasePermission.ASSIGN)
    case = lock_case(case)
    _give(
        case,
        team_id=team.pk if team else None,
        user_id=assignee.pk if assignee else None,
        actor=actor,
        at=at,
    )
    _announce_owner(case, actor=actor, at=at)


def _give(
    case: Case, *, team_id: int | None, user_id: int | None, actor: Actor, at: datetime
) -> None:
    if (case.team_id, case.assignee_id) != (team_id, user_id):
        change_case(case, team_id=team_id, assignee_id=user_id)
        open_case_to_readers(case)
        hand_over_promises(ref(case), owner=owner_of(case), at=at)
        tell([user_id] if user_id else [], case, "case_assigned", but=actor, at=at)


def _announce_owner(case: Case, *, actor: Actor, at: datetime) -> None:
    announce_case(
        CaseAssigned, case, user_id=case.assignee_id, team_id=case.team_id, actor=actor, at=at
    )


@transaction.atomic
def sort_case(
    case: Case,
    *,
    priority: str | None = None,
    kind: str | None = None,
    tags: Sequence[str] | None = None,
    subject: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Change what a case is about or how much it presses. What is None stays.

    Another priority may mean another service level, for what is promised from now on.
    """
    actor.must(CasePermission.WORK)
    case = lock_case(case)
    wanted = {
        "priority": priority,
        "kind": kind,
        "tags": None if tags is None else sorted({tag.strip().casefold() for tag in tags} - {""}),
        "subject": excerpt(subject, 300) if subject else None,
    }
    changes = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(case, name)
    }
    if changes:
        _write_down(case, changes)
    announce_case(
        CaseSorted,
        case,
        changed=tuple(changes),
        priority=case.priority,
        kind=case.kind,
        actor=actor,
        at=at,
    )


def _write_down(case: Case, changes: dict[str, Any]) -> None:
    change_case(case, **changes)
    refile_case(case)
    if "priority" in changes:
        choose_service_level(case)
        Case.objects.filter(pk=case.pk).update(service_level=case.service_level)


@transaction.atomic
def wait_for(case: Case, waiting_for: WaitingFor, *, actor: Actor, at: datetime) -> None:
    """
    Note that nothing can be done until somebody else moves.

    Whose clock stands still meanwhile, and what is no longer owed, the states say.

    Raises `IllegalMove` when the case is settled, `GoesOnElsewhere` when it was merged.
    """
    actor.must(CasePermission.WORK)
    case = hold_own_case(case)
    if case.status == CaseStatus.WAITING:
        resume_promises(ref(case), at=at)
    else:
        move(case, CaseStatus.WAITING, moves=MOVES, waiting_for=waiting_for)
    let_wait(case, waiting_for, at=at)
    change_case(case, waiting_for=waiting_for)
    refile_case(case)
    announce_case(CaseWaits, case, waiting_for=waiting_for, actor=actor, at=at)


@transaction.atomic
def snooze_case(case: Case, *, until: datetime, actor: Actor, at: datetime) -> None:
    """
    Take a case out of the lists until then, or until the customer writes.

    The promises go on: a snooze is ours, not the customer's. Raises `DateHasPassed`.
    """
    actor.must(CasePermission.WORK)
    if until <= at:
        raise DateHasPassed(_("Choose a time that lies ahead."))
    case = lock_case(case)
    change_case(case, snoozed_until=until)
    announce_case(CaseSnoozed, case, until=until.isoformat(), actor=actor, at=at)


@transaction.atomic
def wake_case(case: Case, *, actor: Actor, at: datetime) -> None:
    """Bring a snoozed case back into the lists. One that is awake stays awake."""
    actor.must(CasePermission.WORK)
    case = lock_case(case)
    if case.snoozed_until is None:
        return
    change_case(case, snoozed_until=None, active_at=at)
    tell([case.assignee_id] if case.assignee_id else [], case, "case_woken", but=actor, at=at)
    announce_case(CaseWoken, case, actor=actor, at=at)


@transaction.atomic
def watch_case(case: Case, *, watching: bool, actor: Actor, at: datetime) -> None:
    """Hear of everything that happens in `case` from now on, or no longer."""
    actor.must(CasePermission.VIEW)
    if watching:
        watch(case, actor.id)
    else:
        Watcher.objects.filter(case=case, user=actor.id).delete()
    open_case_to_readers(case)
    announce_case(CaseWatched, case, user_id=actor.id, watching=watching, actor=actor, at=at)
