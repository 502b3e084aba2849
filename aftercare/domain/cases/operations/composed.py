"""Several verbs in one go, as the composer and the bulk bar ask for them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aftercare.base.files.models import StoredFile
from aftercare.base.people.models import Team, User
from aftercare.domain.cases.models import Case, Macro
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.outcome import (
    commit_to_date,
    propose_solution,
    reopen_case,
    solve_case,
)
from aftercare.domain.cases.operations.rules import count_macro_use
from aftercare.domain.cases.operations.spam import mark_as_spam
from aftercare.domain.cases.operations.work import assign_case, sort_case, wait_for
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import macro_changes
from aftercare.domain.cases.states import CaseStatus, Changes, WaitingFor
from aftercare.domain.cases.steps.answering import note_changes, standing_of
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import Actor


@transaction.atomic
def answer_case(
    case: Case,
    *,
    text: str,
    changes: Changes,
    cc: Sequence[str] = (),
    files: Sequence[tuple[StoredFile, str]] = (),
    is_solution: bool = False,
    due_at: datetime | None = None,
    reason: str = "",
    macro: Macro | None = None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Message:
    """
    Answer the customer and change the case with it, all or nothing.

    What was promised is kept once the answer has really gone out; until then all of it can be
    taken back with the answer.

    `is_solution` says that the text proposes one; `due_at` is a date the text commits to.
    A `macro` the text came from changes what `changes` leave open, and its use is counted.

    Raises what the single verbs raise.
    """
    actor.must(CasePermission.REPLY)
    message = reply_to_customer(case, text=text, cc=cc, files=files, seen=seen, actor=actor, at=at)
    before = standing_of(message)
    if is_solution:
        propose_solution(case, solution=text, told_by=message, actor=actor, at=at)
    if due_at:
        commit_to_date(case, due_at=due_at, reason=reason, told_by=message, actor=actor, at=at)
    if macro:
        changes = changes.or_else(macro_changes(macro))
        count_macro_use(macro, actor=actor, at=at)
    change_at_once(case, changes=changes, told_by=message, actor=actor, at=at)
    note_changes(message, before)
    return message


@transaction.atomic
def use_macro(case: Case, macro: Macro, *, actor: Actor, at: datetime) -> None:
    """Make the changes of a prepared answer without its text, and count its use."""
    actor.must(CasePermission.REPLY)
    change_at_once(case, changes=macro_changes(macro), actor=actor, at=at)
    count_macro_use(macro, actor=actor, at=at)


@transaction.atomic
def change_at_once(
    case: Case, *, changes: Changes, told_by: Message | None = None, actor: Actor, at: datetime
) -> None:
    """
    Change several things in a case, all or nothing, perhaps with an answer that tells of it.

    Raises what the single verbs raise.
    """
    actor.must(CasePermission.VIEW)
    case.refresh_from_db()
    if changes.priority or changes.kind or changes.add_tags:
        sort_case(
            case,
            priority=changes.priority,
            kind=changes.kind,
            tags=[*case.tags, *changes.add_tags] if changes.add_tags else None,
            actor=actor,
            at=at,
        )
    if changes.team is not None or changes.assignee is not None:
        team = (case.team_id or 0) if changes.team is None else changes.team
        user = (case.assignee_id or 0) if changes.assignee is None else changes.assignee
        assign_case(
            case,
            team=Team.objects.filter(pk=team).first(),
            assignee=User.objects.filter(pk=user).first(),
            actor=actor,
            at=at,
        )
    if changes.status and (changes.status != case.status or changes.waiting_for):
        _move(case, changes, told_by, actor=actor, at=at)


def _move(
    case: Case, changes: Changes, told_by: Message | None, *, actor: Actor, at: datetime
) -> None:
    if changes.status == CaseStatus.WAITING:
        waiting_for = WaitingFor(changes.waiting_for or WaitingFor.CUSTOMER)
        wait_for(case, waiting_for, actor=actor, at=at)
    elif changes.status == CaseStatus.SPAM:
        mark_as_spam(case, actor=actor, at=at)
    elif changes.status == CaseStatus.SOLVED:
        solve_case(case, told_by=told_by, actor=actor, at=at)
    else:
        reopen_case(case, actor=actor, at=at)
