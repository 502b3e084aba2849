"""What goes along with an answer: kept once it is out, undone where nobody gets it."""

from datetime import datetime
from typing import Any

from aftercare.base.promises.queries import open_promise
from aftercare.base.promises.steps import hand_over_promises, keep_all, withdraw
from aftercare.base.promises.steps.undoing import move_back
from aftercare.domain.cases.models import Case, CaseMessage
from aftercare.domain.cases.states import MOVES, UNSETTLED, CasePromise, CaseStatus
from aftercare.domain.cases.steps import change_case, open_case_to_readers, refile_case
from aftercare.domain.cases.steps.promised import let_go_on, let_wait, owner_of
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.states import move

_SORTED = ("priority", "kind", "tags", "service_level_id", "solution", "team_id", "assignee_id")
_STOOD = ("status", "waiting_for")


def keep_once_told(case: Case, *kinds: CasePromise, told_by: Message | None, at: datetime) -> None:
    """
    Keep what was promised: now, or once the answer that tells the customer has really gone out.

    What the customer was told otherwise (`told_by` is None), by phone for instance, counts now.
    """
    if told_by is None:
        keep_all(ref(case), kinds, at=at)
        return
    said = CaseMessage.objects.get(message=told_by)
    said.keeps = sorted({*said.keeps, *map(str, kinds)})
    said.save(update_fields=["keeps"])


def standing_of(message: Message) -> dict[str, Any]:
    """Return of the case of an answer what may be changed with it, as it is now."""
    case = CaseMessage.objects.select_related("case").get(message=message).case
    return {name: getattr(case, name) for name in (*_STOOD, *_SORTED)}


def note_changes(message: Message, before: dict[str, Any]) -> None:
    """Write down what was changed with an answer, so that it can be undone with it."""
    after = standing_of(message)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    CaseMessage.objects.filter(message=message).update(changed=changed)


def undo_changes(case: Case, said: CaseMessage, *, actor: Actor, at: datetime) -> None:
    """Undo what was changed with an answer that has not gone out, where it is still so."""
    undo_status(case, said, at=at)
    back = {
        name: before
        for name, (before, after) in said.changed.items()
        if name in _SORTED and getattr(case, name) == after
    }
    if back:
        change_case(case, **back)
        case.refresh_from_db()
        open_case_to_readers(case)
        hand_over_promises(ref(case), owner=owner_of(case), at=at)
    owed = open_promise(ref(case), CasePromise.COMMITTED_DATE)
    if owed and owed.made_at == said.message.at:
        withdraw(ref(case), CasePromise.COMMITTED_DATE, at=at)
    elif owed and owed.moves.filter(at=said.message.at).exists():
        move_back(ref(case), CasePromise.COMMITTED_DATE, actor=actor, at=at)
    refile_case(case)


def undo_status(case: Case, said: CaseMessage, *, at: datetime) -> None:
    """Let a case that an answer has settled, or lets wait, stand as before the answer."""
    before, after = (
        {name: each[place] for name, each in said.changed.items() if name in _STOOD}
        for place in (0, 1)
    )
    status = before.get("status", case.status)
    if not after or status not in UNSETTLED or any(getattr(case, n) != after[n] for n in after):
        return
    if case.status != CaseStatus.OPEN:
        move(case, CaseStatus.OPEN, moves=MOVES, waiting_for="")
        let_go_on(case, at=at)
    if status == CaseStatus.WAITING:
        waiting_for = before.get("waiting_for", "")
        move(case, status, moves=MOVES, waiting_for=waiting_for)
        let_wait(case, waiting_for, at=at)
    refile_case(case)
