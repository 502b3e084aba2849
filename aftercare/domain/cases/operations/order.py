"""Two matters that are one, one that is two, and matters that have to do with each other."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from aftercare.base.promises.steps import withdraw_all
from aftercare.domain.cases.events import CasesLinked, CasesMerged, CaseSplit, CasesUnmerged
from aftercare.domain.cases.models import Case, CaseLink, CaseMessage, CaseThread, CaseUnit, Note
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.states import MOVES, CasePromise, CaseStatus, LinkKind
from aftercare.domain.cases.steps import (
    announce_case,
    begin_case,
    change_case,
    index_more,
    join_thread,
    lock_case,
    promise_for_case,
    refile_case,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.steps import start_thread
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class CannotMerge(Refused):
    """The two cases cannot become one."""


class NotMerged(Refused):
    """The case was not merged into another, or goes on by itself again."""


class NothingToSplit(Refused):
    """A case keeps at least one of its messages."""


@transaction.atomic
def merge_cases(case: Case, *, into: Case, actor: Actor, at: datetime) -> None:
    """
    Go on with `case` in the case `into`. Both numbers stay; what is said next arrives there.

    What was moved is written down, so that `undo_merge` can put it back.

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

    moved: dict[str, Any] = {"status": case.status, "waiting_for": case.waiting_for}
    for model in (CaseThread, CaseMessage, Note):
        rows = model.objects.filter(case=case)
        moved[model.__name__] = list(rows.values_list("pk", flat=True))
        rows.update(case=into)
    moved |= _move_units(case, into)
    CaseLink.objects.create(case=case, other=into, kind=LinkKind.MERGED_INTO, moved=moved, at=at)
    move(case, CaseStatus.MERGED, moves=MOVES, waiting_for="")
    withdraw_all(ref(case), at=at)
    change_case(case, needs_answer=False, snoozed_until=None)
    change_case(into, active_at=at, needs_answer=into.needs_answer or case.needs_answer)
    refile_case(case)
    index_more(into, f"{case.code} {case.subject}", at=at)
    announce_case(CasesMerged, case, into=into.pk, actor=actor, at=at)


@transaction.atomic
def undo_merge(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Make a merged case one of its own again, with all that was moved and what came since.

    Raises `NotMerged`.
    """
    actor.must(CasePermission.MERGE)
    link = CaseLink.objects.filter(case=case, kind=LinkKind.MERGED_INTO).first()
    if link is None:
        raise NotMerged(_("%(case)s is a case of its own.") % {"case": case})
    case, into = _lock_both(case, link.other)

    for model in (CaseThread, CaseMessage, Note):
        model.objects.filter(pk__in=link.moved[model.__name__]).update(case=case)
    CaseUnit.objects.filter(pk__in=link.moved.get("CaseUnit", []), case=into).update(case=case)
    threads = CaseThread.objects.filter(case=case).values("thread")
    came_since = Message.objects.filter(thread__in=threads).values("pk")
    CaseMessage.objects.filter(message__in=came_since, case=into).update(case=case)
    status, waiting_for = link.moved["status"], link.moved["waiting_for"]
    if status == CaseStatus.WAITING:  # its promises ended with the merge: nothing is paused
        status, waiting_for = CaseStatus.OPEN, ""
    move(case, status, moves=MOVES, waiting_for=waiting_for)
    if status == CaseStatus.OPEN:
        promise_for_case(case, CasePromise.SOLUTION_OR_DATE, at=at)
    link.delete()
    change_case(case, active_at=at)
    change_case(into)
    refile_case(case)
    announce_case(CasesUnmerged, case, out_of=into.pk, actor=actor, at=at)


@transaction.atomic
def split_case(case: Case, message: Message, *, subject: str, actor: Actor, at: datetime) -> Case:
    """
    Let one message begin a case of its own, for instance a new topic sent as a reply.

    Answers in the new case go out under its own subject, in a conversation of its own.

    Raises `NothingToSplit`.
    """
    actor.must(CasePermission.MERGE)
    case = lock_case(case)
    said = CaseMessage.objects.filter(case=case)
    if not said.filter(message=message).exists() or said.count() == 1:
        raise NothingToSplit(_("A case keeps at least one message. Open a new case instead."))

    before = message.thread
    part = begin_case(
        Case(
            subject=excerpt(subject or before.subject, 300),
            channel=case.channel,
            contact=case.contact,
            team=case.team,
            assignee=case.assignee,
            priority=case.priority,
            kind=case.kind,
            last_from=excerpt(message.sender_name or message.sender_address, 120),
        ),
        text=message.reply_text or message.text,
        at=at,
    )
    thread = start_thread(
        before.account, peer=before.peer, contact=before.contact, subject=part.subject, at=at
    )
    join_thread(part, thread)
    said.filter(message=message).update(case=part)
    CaseLink.objects.create(case=part, other=case, kind=LinkKind.SPLIT_FROM, at=at)
    change_case(case, active_at=at)
    announce_case(CaseSplit, part, split_from=case.pk, message_id=message.pk, actor=actor, at=at)
    return part


@transaction.atomic
def link_cases(case: Case, *, other: Case, kind: LinkKind, actor: Actor, at: datetime) -> CaseLink:
    """
    Say how two matters have to do with each other. Said twice, it is said once.

    Raises `CannotMerge`.
    """
    actor.must(CasePermission.WORK)
    if case.pk == other.pk:
        raise CannotMerge(_("Choose another case to link to."))
    link, _created = CaseLink.objects.get_or_create(
        case=case, other=other, kind=kind, defaults={"at": at}
    )
    announce_case(CasesLinked, case, other=other.pk, link=kind, actor=actor, at=at)
    return link


@transaction.atomic
def unlink_cases(link: CaseLink, *, actor: Actor, at: datetime) -> None:
    """Forget that two matters have to do with each other. A merge is undone, not unlinked."""
    actor.must(CasePermission.WORK)
    if link.kind == LinkKind.MERGED_INTO:
        raise CannotMerge(_("Undo the merge instead."))
    CaseLink.objects.filter(pk=link.pk).delete()
    announce_case(
        CasesLinked,
        link.case,
        other=link.other_id,
        link=link.kind,
        linked=False,
        actor=actor,
        at=at,
    )


def _move_units(case: Case, into: Case) -> dict[str, Any]:
    """Let the units of a case be those of another, except those it is about already."""
    known = CaseUnit.objects.filter(case=into).values("unit")
    units = CaseUnit.objects.filter(case=case).exclude(unit__in=known)
    moved = {"CaseUnit": list(units.values_list("pk", flat=True))}
    units.update(case=into)
    return moved


def _lock_both(case: Case, other: Case) -> tuple[Case, Case]:
    # Always in the same order, so that two merges at once cannot wait for each other.
    rows = Case.objects.select_for_update().filter(Q(pk=case.pk) | Q(pk=other.pk))
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[case.pk], found[other.pk]
