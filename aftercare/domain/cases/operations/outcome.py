"""How a matter ends: a proposal or a date within the day, then a solution."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.promises.queries import open_promise
from aftercare.base.promises.steps import move_promise, promise, resume_promises, withdraw_all
from aftercare.domain.cases.events import CaseReopened, CaseSolved, DateCommitted, SolutionProposed
from aftercare.domain.cases.models import Case, Draft
from aftercare.domain.cases.operations.work import DateHasPassed
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import ENDS, MOVES, CasePromise, CaseStatus
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    concerned_with,
    hold_own_case,
    refile_case,
    tell,
)
from aftercare.domain.cases.steps.answering import keep_once_told
from aftercare.domain.cases.steps.promised import let_go_on, owe_again, owner_of
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class SolutionMissing(Refused):
    """A proposal or a settled case needs words that say how."""


@transaction.atomic
def propose_solution(
    case: Case, *, solution: str, told_by: Message | None = None, actor: Actor, at: datetime
) -> None:
    """
    Note how the matter may be solved, as the customer was told. Keeps the 24-hour promise.

    If an answer tells it (`told_by`), the promise is kept once that has gone out. Raises
    `SolutionMissing`, `GoesOnElsewhere`.
    """
    actor.must(CasePermission.SOLVE)
    if not solution.strip():
        raise SolutionMissing(_("Say how it may be solved."))
    case = hold_own_case(case)
    keep_once_told(case, CasePromise.SOLUTION_OR_DATE, told_by=told_by, at=at)
    change_case(case, solution=solution)
    announce_case(SolutionProposed, case, actor=actor, at=at)


@transaction.atomic
def commit_to_date(
    case: Case,
    *,
    due_at: datetime,
    reason: str = "",
    told_by: Message | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Promise a solution by a date. Keeps the 24-hour promise and makes this new one.

    A date that was promised before is moved, which takes a reason. If an answer tells the date
    (`told_by`), the 24-hour promise is kept once that has gone out.

    Raises `DateHasPassed`, `ReasonMissing`, `GoesOnElsewhere`.
    """
    actor.must(CasePermission.SOLVE)
    if due_at <= at:
        raise DateHasPassed(_("Choose a date that lies ahead."))
    case = hold_own_case(case)
    keep_once_told(case, CasePromise.SOLUTION_OR_DATE, told_by=told_by, at=at)
    if open_promise(ref(case), CasePromise.COMMITTED_DATE):
        move_promise(
            ref(case), CasePromise.COMMITTED_DATE, due_at=due_at, reason=reason, actor=actor, at=at
        )
    else:
        promise(
            ref(case),
            CasePromise.COMMITTED_DATE,
            owner=owner_of(case),
            readers=case.readers,
            due_at=due_at,
            at=at,
        )
    change_case(case)
    announce_case(DateCommitted, case, due_at=due_at.isoformat(), actor=actor, at=at)


@transaction.atomic
def solve_case(
    case: Case,
    *,
    solution: str = "",
    cause: str = "",
    told_by: Message | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Settle the matter: what was found, what was done. Keeps what was promised for it.

    If an answer tells it (`told_by`), what was promised is kept once that has gone out.

    Raises `GoesOnElsewhere`, `IllegalMove`, `StaleRow`.
    """
    actor.must(CasePermission.SOLVE)
    case = hold_own_case(case)
    if case.status == CaseStatus.WAITING:
        resume_promises(ref(case), at=at)
    move(case, CaseStatus.SOLVED, moves=MOVES, waiting_for="", solved_at=at)
    keep_once_told(case, *ENDS, told_by=told_by, at=at)
    if told_by is None:
        withdraw_all(ref(case), at=at)
    Draft.objects.filter(case=case, user=None).delete()  # a notice of something that slipped
    change_case(
        case,
        due_at=None,
        solution=solution.strip() or case.solution,
        cause=cause.strip() or case.cause,
        needs_answer=False,
        snoozed_until=None,
        active_at=at,
    )
    refile_case(case)
    tell(concerned_with(case), case, "case_solved", but=actor, at=at)
    announce_case(CaseSolved, case, actor=actor, at=at)


@transaction.atomic
def reopen_case(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Go on with a matter that was settled or waits. A solution or a date is owed again.

    Raises `GoesOnElsewhere`, `IllegalMove`, `StaleRow`.
    """
    actor.must(CasePermission.WORK)
    case = hold_own_case(case)
    was_solved = case.status == CaseStatus.SOLVED
    move(case, CaseStatus.OPEN, moves=MOVES, waiting_for="")
    let_go_on(case, at=at)
    if was_solved:
        owe_again(case, CasePromise.SOLUTION_OR_DATE, at=at)
    change_case(case, active_at=at)
    refile_case(case)
    announce_case(CaseReopened, case, actor=actor, at=at)
