"""One matter that is two, and matters that have to do with each other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.cases.events import CasesLinked, CaseSplit
from aftercare.domain.cases.models import Case, CaseLink, CaseMessage
from aftercare.domain.cases.operations.merging import CannotMerge
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.states import LinkKind
from aftercare.domain.cases.steps import (
    announce_case,
    begin_case,
    change_case,
    join_thread,
    lock_case,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.steps import start_thread
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NothingToSplit(Refused):
    """A case keeps at least one of its messages."""


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
