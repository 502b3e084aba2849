"""What runs of planning write, piece by piece."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from aftercare.base.journal.steps import later
from aftercare.domain.catalog.models import Item
from aftercare.domain.planning.models import PartPlan, PlanException, PlanRun
from aftercare.domain.planning.states import (
    UNFINISHED,
    ExceptionKind,
    ExceptionStatus,
    Proposal,
    RunStatus,
)
from aftercare.kit.actors import Actor

_FACTS = (
    "run_id",
    "numbers",
    "proposal",
    "quantity",
    "source_id",
    "target_id",
    "station_id",
    "size",
)


def ask_for_plan(*, actor: Actor, at: datetime) -> PlanRun:
    """Return a run that a job will make; of several that are asked for at once there is one."""
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(by=str(actor.ref), at=at)
    except IntegrityError:
        run = PlanRun.objects.defer("fit").filter(status__in=UNFINISHED).get()
    later("planning.make_plan", run_id=run.pk)
    return run


@transaction.atomic
def lay_out_run(run: PlanRun, *, fingerprint: str, month: int, total: int, at: datetime) -> None:
    """
    Begin a run, or go on with one that was killed.

    What it had written is kept if the records are still the same, and forgotten otherwise.
    """
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.fingerprint != fingerprint:
        PartPlan.objects.filter(run=held).delete()
    done = PartPlan.objects.filter(run=held).count()
    PlanRun.objects.filter(pk=held.pk).update(
        status=RunStatus.RUNNING,
        fingerprint=fingerprint,
        month=month,
        total=total,
        done=done,
        began_at=held.began_at or at,
    )
    run.refresh_from_db()


@transaction.atomic
def keep_plans(run: PlanRun, plans: Sequence[PartPlan]) -> None:
    """Write what was said of some parts. Written again it stays as it is."""
    for plan in plans:
        plan.run_id = run.pk
    PartPlan.objects.bulk_create(plans, ignore_conflicts=True)
    PlanRun.objects.filter(pk=run.pk).update(done=PartPlan.objects.filter(run=run).count())


def make_current(run: PlanRun, *, known: Collection[int]) -> None:
    """Let what a run said be what holds; parts that are planned no more have no plan."""
    mine = PartPlan.objects.filter(run=run)
    current = PartPlan.objects.filter(is_current=True)
    current.filter(Q(item__in=mine.values("item")) | ~Q(item__in=known)).update(is_current=False)
    mine.update(is_current=True)


def note_findings(run: PlanRun, at: datetime) -> int:
    """Open, refresh or let go what there is to look at for the parts of a run; return how many."""
    found: dict[tuple[int, str], Mapping[str, Any]] = {}
    rows = PartPlan.objects.filter(run=run).values_list("item_id", "figures__findings")
    items = set()
    for item, findings in rows.iterator(chunk_size=2000):
        items.add(item)
        found |= {(item, finding["kind"]): finding for finding in findings}
    about = PlanException.objects.exclude(kind=ExceptionKind.EPIDEMIC)
    return _note(about.filter(item__in=items), found, run, at)


def note_epidemics(run: PlanRun, cohorts: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """Open, refresh or let go the alarms about batches or months of sale that fail too often."""
    worst: dict[str, Mapping[str, Any]] = {}
    for cohort in cohorts:
        known = worst.get(cohort["model"])
        if known is None or cohort["chance of so many"] < known["chance of so many"]:
            worst[cohort["model"]] = cohort
    keys = dict(Item.objects.filter(code__in=worst).values_list("code", "pk"))
    found = {
        (keys[model], ExceptionKind.EPIDEMIC.value): {
            "kind": ExceptionKind.EPIDEMIC,
            "proposal": Proposal.INVESTIGATE,
            "quantity": 0,
            "numbers": {name: cohort[name] for name in ("batch", "sold") if name in cohort}
            | {
                "replaced": cohort["replaced"],
                "expected": cohort["expected"],
                "chance": cohort["chance of so many"],
            },
            "size": 0.0,
            "source": "",
            "target": "",
        }
        for model, cohort in worst.items()
    }
    about = PlanException.objects.filter(kind=ExceptionKind.EPIDEMIC)
    return _note(about, found, run, at)


def _note(
    about: Any, found: Mapping[tuple[int, str], Mapping[str, Any]], run: PlanRun, at: datetime
) -> int:
    known = {(row.item_id, row.kind): row for row in about.select_for_update().order_by("pk")}
    new = [
        PlanException(item_id=item, kind=kind, since=at, **_facts(finding, run))
        for (item, kind), finding in found.items()
        if (item, kind) not in known
    ]
    PlanException.objects.bulk_create(new)
    changed = [_refreshed(row, found.get(key), run, at) for key, row in known.items()]
    PlanException.objects.bulk_update(
        changed, [*_FACTS, "status", "since", "rests_until", "decided_quantity"], batch_size=500
    )
    return len(found)


def _facts(finding: Mapping[str, Any], run: PlanRun) -> dict[str, Any]:
    return {
        "run_id": run.pk,
        "numbers": finding["numbers"],
        "proposal": finding["proposal"],
        "quantity": finding["quantity"],
        "source_id": _key(finding["source"], "site"),
        "target_id": _key(finding["target"], "site"),
        "station_id": _key(finding["target"], "account"),
        "size": finding["size"],
    }


def _key(place: str, kind: str) -> int | None:
    """Return the key of a place such as `site:3`, if it is of this kind."""
    named, _colon, key = place.partition(":")
    return int(key) if named == kind else None


def _refreshed(
    row: PlanException, finding: Mapping[str, Any] | None, run: PlanRun, at: datetime
) -> PlanException:
    """Return an exception as a run has found it, or not found it any longer."""
    rests = row.rests_until is not None and row.rests_until > at
    if finding is None:
        if row.status in (ExceptionStatus.OPEN, ExceptionStatus.SNOOZED):
            row.status = ExceptionStatus.GONE
        return row
    if row.status == ExceptionStatus.APPROVED and rests:
        return row
    for name, value in _facts(finding, run).items():
        setattr(row, name, value)
    if row.status != ExceptionStatus.OPEN and not (rests and row.status == ExceptionStatus.SNOOZED):
        row.status, row.since = ExceptionStatus.OPEN, at
        row.rests_until = row.decided_quantity = None
    return row
