"""A matter that after-sales cannot solve alone: quality and R&D work on the same record."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from aftercare.base.people.models import Team, User
from aftercare.domain.cases.events import CaseEscalated, EscalationAnswered
from aftercare.domain.cases.models import Case, Escalation
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    concerned_with,
    index_more,
    lock_case,
    open_case_to_readers,
    tell,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class QuestionMissing(Refused):
    """Whoever asks another team for help says what it should find out."""


class AskedAlready(Refused):
    """The team has been asked and has not answered yet."""


class AnsweredAlready(Refused):
    """Somebody has answered for the team in the meantime."""


@transaction.atomic
def escalate_case(
    case: Case, *, team: Team, question: str, actor: Actor, at: datetime
) -> Escalation:
    """
    Ask `team` for help. Its people see the whole case from now on and hear of the question.

    Raises `QuestionMissing`, `AskedAlready`.
    """
    actor.must(CasePermission.ESCALATE)
    if not question.strip():
        raise QuestionMissing(_("Say what the team should find out."))
    case = lock_case(case)
    if Escalation.objects.filter(case=case, team=team, answered_at=None).exists():
        raise AskedAlready(_("%(team)s has been asked and is at it.") % {"team": team})

    asked = Escalation.objects.create(
        case=case, team=team, question=question, asked_by_id=actor.id, asked_at=at
    )
    change_case(case, active_at=at)
    open_case_to_readers(case)
    index_more(case, question, at=at)
    members = User.objects.filter(memberships__team=team).values_list("pk", flat=True)
    tell(members, case, "case_escalated", but=actor, at=at)
    announce_case(CaseEscalated, case, escalation_id=asked.pk, team_id=team.pk, actor=actor, at=at)
    return asked


@transaction.atomic
def answer_escalation(asked: Escalation, *, answer: str, actor: Actor, at: datetime) -> None:
    """
    Answer for the team that was asked. The case stays open to it.

    Raises `QuestionMissing`, `AnsweredAlready`.
    """
    actor.must(CasePermission.NOTE)
    if not answer.strip():
        raise QuestionMissing(_("Write what you have found out."))
    case = lock_case(asked.case)
    still_open = Escalation.objects.filter(Q(pk=asked.pk, answered_at=None))
    if not still_open.update(answer=answer, answered_by=actor.id, answered_at=at):
        raise AnsweredAlready(_("Somebody has answered already. Reload to see it."))

    change_case(case, active_at=at)
    index_more(case, answer, at=at)
    tell({asked.asked_by_id, *concerned_with(case)}, case, "escalation_answered", but=actor, at=at)
    announce_case(
        EscalationAnswered, case, escalation_id=asked.pk, team_id=asked.team_id, actor=actor, at=at
    )
