"""A plan is asked for, made by a job, and holds from then on."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.planning.events import PlanBegun, PlanMade
from aftercare.domain.planning.models import PlanRun
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.states import RUN_MOVES, RunStatus
from aftercare.domain.planning.steps.reckoning import reckon_run
from aftercare.domain.planning.steps.runs import (
    ask_for_plan,
    make_current,
    note_epidemics,
    note_findings,
)
from aftercare.kit.actors import Actor
from aftercare.kit.states import move


@transaction.atomic
def begin_plan(*, actor: Actor, at: datetime) -> PlanRun:
    """
    Have a plan made of what is known now, in a job. One is made at a time: return that one.

    What has not changed since the last plan is not reckoned again.
    """
    actor.must(PlanningPermission.RUN)
    run = ask_for_plan(actor=actor, at=at)
    announce(PlanBegun(plan_run_id=run.pk), actor=actor, at=at)
    return run


@transaction.atomic
def make_plan_at_once(run: PlanRun, *, actor: Actor, at: datetime) -> None:
    """Reckon at once what a run is asked for, and let it hold; else a job does so."""
    actor.must(PlanningPermission.RUN)
    finish_plan(run, **reckon_run(run, at=at), actor=actor, at=at)


@transaction.atomic
def finish_plan(
    run: PlanRun,
    *,
    known: Collection[int],
    cohorts: Iterable[Mapping[str, Any]] | None,
    fit: bytes | None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Let a plan hold, and put what is odd before the planners. Done again it changes nothing.

    known: keys of the items that are planned; cohorts: alarms, None if nobody looked; fit: what was
    learned anew of how parts age.
    """
    actor.must(PlanningPermission.RUN)
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.status == RunStatus.DONE:
        return
    make_current(held, known=known)
    exceptions = note_findings(held, at)
    if cohorts is not None:
        exceptions += note_epidemics(held, cohorts, at)
    given = {"ended_at": at, "fit": fit, "is_learned_anew": fit is not None}
    move(held, RunStatus.DONE, moves=RUN_MOVES, **given)
    made = PlanMade(
        plan_run_id=held.pk, parts=held.done, exceptions=exceptions, fingerprint=held.fingerprint
    )
    announce(made, actor=actor, at=at)
