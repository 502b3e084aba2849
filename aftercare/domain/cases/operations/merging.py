"""Two matters that are one, and are two again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from aftercare.base.promises.steps import withdraw
from aftercare.base.promises.steps.joining import join_promises, part_promises
from aftercare.domain.cases.events import CasesMerged, CasesUnmerged
from aftercare.domain.cases.models import Case, CaseLink, CaseMessage, CaseThread
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.queries.merging import status_together
from aftercare.domain.cases.states import MOVES, UNSETTLED, CasePromise, CaseStatus, LinkKind
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    index_more,
    open_case_to_readers,
    refile_case,
    watch,
)
from aftercare.domain.cases.steps.carrying import ABOVE, carry_back, carry_over
from aftercare.domain.cases.steps.promised import (
    let_go_on,
    let_wait,
    owe_again,
    owed_kinds,
    owner_of,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.states import BY_CALENDAR, BY_MACHINES, Direction
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class CannotMerge(Refused):
    """The two cases cannot become one."""


class NotMerged(Refused):
    """The case was not merged into another, or goes on by itself again."""


@transaction.atomic
def merge_cases(case: Case, *, into: Case, actor: Actor, at: datetime) -> None:
    """
    Go on with `case` in the case `into`. Both numbers stay; what is said next arrives there.

    All that belongs to it goes along: what was said, asked and found, who watches it and who
    works on it, and what is owed. A case that was solved is open again if this one is not
    settled. What was moved is written down, so that `undo_merge` can put it back.

    Raises `CannotMerge`, `IllegalMove`.
    """
    actor.must(CasePermission.MERGE)
    case, into = _lock_both(case, into)
    if case.pk == into.pk:
        raise CannotMerge(_("Choose another case to merge into."))
    if into.status == CaseStatus.MERGED:
        raise CannotMerge(
            _("%(case)s was merged itself. Merge into the other one.") % {"case": into}
        )
    if CaseStatus.SPAM in {case.status, into.status}:
        raise CannotMerge(_("One of the two is spam. Say first that it is not."))

    moved = {
        "before": {"case": _standing(case), "into": _standing(into)},
        "owed": owed_kinds(case),
        **_join(case, into, at=at),
        "status": into.status,
    }
    CaseLink.objects.create(case=case, other=into, kind=LinkKind.MERGED_INTO, moved=moved, at=at)
    change_case(into, active_at=at, needs_answer=into.needs_answer or case.needs_answer)
    change_case(case, needs_answer=False, snoozed_until=None)
    refile_case(case)
    refile_case(into)
    index_more(into, f"{case.code} {case.subject}", at=at)
    announce_case(CasesMerged, case, into=into.pk, actor=actor, at=at)


def _join(case: Case, into: Case, *, at: datetime) -> dict[str, Any]:
    """Let all of `case` be that of `into`, and return what has moved."""
    status, waiting_for = status_together(case, into)
    if status == CaseStatus.OPEN:
        for each in (case, into):
            let_go_on(each, at=at)
    if case.assignee_id and case.assignee_id != into.assignee_id:
        watch(case, case.assignee_id)
    moved = carry_over(case, into)
    if status != into.status:
        move(into, status, moves=MOVES, waiting_for=waiting_for)
    move(case, CaseStatus.MERGED, moves=MOVES, waiting_for="")
    open_case_to_readers(into)
    promises = join_promises(
        ref(case), into=ref(into), owner=owner_of(into), readers=into.readers, at=at
    )
    return moved | {"promises": promises}


@transaction.atomic
def undo_merge(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Make a merged case one of its own again, with all that was moved and what came since.

    Both stand as before, unless their customers have written since; what was owed is owed
    again by its old date, unless it was kept meanwhile.

    Raises `NotMerged`.
    """
    actor.must(CasePermission.MERGE)
    link = CaseLink.objects.filter(case=case, kind=LinkKind.MERGED_INTO).first()
    if link is None:
        raise NotMerged(_("%(case)s is a case of its own.") % {"case": case})
    case, into = _lock_both(case, link.other)

    carry_back(case, link.moved)
    _take_what_came_since(case, into)
    move(case, CaseStatus.OPEN, moves=MOVES, waiting_for="")
    part_promises(
        link.moved["promises"], back=ref(case), owner=owner_of(case), readers=case.readers
    )
    link.delete()
    before = link.moved["before"]
    if not into.needs_answer:  # it was given in the one for both
        before["case"]["needs_answer"] = False
    _stand_as_before(case, before["case"], since=link.at, at=at)
    if into.status == link.moved["status"]:
        _stand_as_before(into, before["into"], since=link.at, at=at)
    if case.status in UNSETTLED:
        _owe_as_before(case, link.moved["owed"], at=at)
    for each in (case, into):
        open_case_to_readers(each)
        change_case(each, **({"active_at": at} if each == case else {}))
        refile_case(each)
    above = link.moved.get(ABOVE, {})
    announce_case(CasesUnmerged, case, out_of=into.pk, above=above, actor=actor, at=at)


def _take_what_came_since(case: Case, into: Case) -> None:
    threads = CaseThread.objects.filter(case=case).values("thread")
    came = Message.objects.filter(thread__in=threads).values("pk")
    CaseMessage.objects.filter(message__in=came, case=into).update(case=case)


def _standing(case: Case) -> dict[str, Any]:
    return {
        "status": case.status,
        "waiting_for": case.waiting_for,
        "needs_answer": case.needs_answer,
    }


def _stand_as_before(case: Case, before: dict[str, Any], *, since: datetime, at: datetime) -> None:
    """Put a case where it stood, unless its customer has written since or more is owed in it."""
    said = messages_in(case).filter(at__gt=since).exclude(auto__in=(*BY_MACHINES, BY_CALENDAR))
    last = said.values_list("direction", flat=True).last()
    heard = said.filter(direction=Direction.IN).exists()
    wanted = before["needs_answer"] if last is None else last == Direction.IN
    if not wanted:
        withdraw(ref(case), CasePromise.NEXT_REPLY, at=at)  # owed for what was said in the other
    status = CaseStatus.OPEN if heard else before["status"]
    if status == CaseStatus.SOLVED and owed_kinds(case):
        status = CaseStatus.OPEN
    waiting_for = before["waiting_for"] if status == CaseStatus.WAITING else ""
    if status != case.status:
        move(case, status, moves=MOVES, waiting_for=waiting_for)
    change_case(case, needs_answer=wanted and status in UNSETTLED)
    if waiting_for:
        let_wait(case, waiting_for, at=at)
    else:
        let_go_on(case, at=at)


def _owe_as_before(case: Case, kinds: list[str], *, at: datetime) -> None:
    wanted = [CasePromise.NEXT_REPLY] if case.needs_answer else []
    if CasePromise.SOLUTION_OR_DATE in kinds:
        wanted.append(CasePromise.SOLUTION_OR_DATE)
    owe_again(case, *wanted, at=at)


def _lock_both(case: Case, other: Case) -> tuple[Case, Case]:
    # Always in the same order, so that two merges at once cannot wait for each other.
    rows = Case.objects.select_for_update().filter(Q(pk=case.pk) | Q(pk=other.pk))
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[case.pk], found[other.pk]
