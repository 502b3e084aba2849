"""The same change for many cases: runs as a job, says how far it is, and can be undone."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce, later
from aftercare.base.promises.steps import hand_over_promises
from aftercare.domain.cases.events import BulkChanged, CaseAssigned, CaseSorted
from aftercare.domain.cases.models import BulkChange, BulkItem, Case
from aftercare.domain.cases.operations.composed import change_at_once
from aftercare.domain.cases.operations.outcome import reopen_case
from aftercare.domain.cases.operations.spam import bring_back
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import UNSETTLED, CaseStatus, Changes
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    lock_case,
    open_case_to_readers,
    refile_case,
)
from aftercare.domain.cases.steps.promised import owner_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

MOST_CASES = 10_000
_OPEN = CaseStatus.OPEN
_BEFORE_SPAM = (*UNSETTLED, CaseStatus.SOLVED)


class NothingChosen(Refused):
    """A bulk change needs cases and something to change."""


class TooManyCases(Refused):
    """More cases than one bulk change may touch."""


class CannotUndo(Refused):
    """The bulk change was undone before, or is still at work."""


@transaction.atomic
def start_bulk_change(
    cases: Sequence[Case], *, changes: Changes, actor: Actor, at: datetime
) -> BulkChange:
    """
    Change many cases the same way, in a job. The caller has chosen them from visible ones.

    Raises `NothingChosen`, `TooManyCases`.
    """
    actor.must(CasePermission.WORK)
    if not cases or changes == Changes():
        raise NothingChosen(_("Choose cases and what to change in them."))
    if len(cases) > MOST_CASES:
        raise TooManyCases(
            _("Change at most %(most)s cases at once. Narrow the list down first.")
            % {"most": MOST_CASES}
        )
    bulk = BulkChange.objects.create(by_id=actor.id, changes=asdict(changes), at=at)
    BulkItem.objects.bulk_create([BulkItem(bulk=bulk, case=case) for case in cases])
    later("cases.run_bulk_change", bulk_id=bulk.pk)
    _announce(bulk, "started", actor=actor, at=at)
    return bulk


@transaction.atomic
def change_next_in_bulk(bulk: BulkChange, *, actor: Actor, at: datetime) -> bool:
    """
    Change the next case of a bulk change; return whether there was one.

    One case a transaction: a killed worker goes on where it was. A case that refuses is
    noted with the reason, and the others go on.
    """
    actor.must(CasePermission.WORK)
    waiting = BulkItem.objects.select_for_update().filter(bulk=bulk, state="waiting")
    item = waiting.select_related("case").order_by("pk").first()
    if item is None:
        finished = BulkChange.objects.filter(pk=bulk.pk, finished_at=None).update(finished_at=at)
        if finished:
            _announce(bulk, "finished", actor=actor, at=at)
        return False

    item.before, item.state = _state_of(item.case), "done"
    try:
        with transaction.atomic():
            changes = Changes.from_data(bulk.changes)
            change_at_once(item.case, changes=changes, actor=actor, at=at)
    except Refused as refusal:
        item.state, item.refusal = "refused", refusal.message[:300]
    item.case.refresh_from_db()
    item.after = _state_of(item.case)
    item.save()
    return True


@transaction.atomic
def undo_bulk_change(bulk: BulkChange, *, actor: Actor, at: datetime) -> int:
    """
    Put the cases back to what they were, and return how many.

    Tags, priority, kind, team and person go back, and what was solved or waits is open again, with
    a new promise where one is owed; what was marked as spam stands as before. A case that
    somebody has changed since is left alone, as is one that was settled before.

    Raises `CannotUndo`.
    """
    actor.must(CasePermission.WORK)
    undoable = BulkChange.objects.filter(pk=bulk.pk, undone_at=None, finished_at__isnull=False)
    if not undoable.update(undone_at=at):
        raise CannotUndo(_("This was undone already, or is not finished yet."))

    put_back = 0
    for item in bulk.items.filter(state="done").select_related("case").order_by("pk"):
        case = lock_case(item.case)
        has_moved = item.before["status"] != item.after["status"]
        is_spam = case.status == CaseStatus.SPAM
        settled_before = item.before["status"] not in (_BEFORE_SPAM if is_spam else (_OPEN,))
        if _state_of(case) != item.after or (has_moved and settled_before):
            continue
        if has_moved:
            (bring_back if is_spam else reopen_case)(case, actor=actor, at=at)
            case = lock_case(case)
        changed = {
            name: value
            for name, value in item.before.items()
            if name not in {"status", "waiting_for"} and value != item.after[name]
        }
        _put_back(case, changed, actor=actor, at=at)
        put_back += 1
    _announce(bulk, "undone", actor=actor, at=at)
    return put_back


def _put_back(case: Case, changed: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    change_case(case, **changed)
    refile_case(case)
    if changed.keys() & {"team_id", "assignee_id"}:
        open_case_to_readers(case)
        hand_over_promises(ref(case), owner=owner_of(case), at=at)
        owner = {"user_id": case.assignee_id, "team_id": case.team_id}
        announce_case(CaseAssigned, case, **owner, actor=actor, at=at)
    sorted_anew = tuple(changed.keys() & {"priority", "kind", "tags"})
    if sorted_anew:
        sort = {"priority": case.priority, "kind": case.kind}
        announce_case(CaseSorted, case, changed=sorted_anew, **sort, actor=actor, at=at)


def _state_of(case: Case) -> dict[str, Any]:
    names = ("status", "waiting_for", "priority", "kind", "tags", "team_id", "assignee_id")
    return {name: getattr(case, name) for name in names}


def _announce(bulk: BulkChange, change: str, *, actor: Actor, at: datetime) -> None:
    announce(BulkChanged(bulk_change_id=bulk.pk, change=change), actor=actor, at=at)
