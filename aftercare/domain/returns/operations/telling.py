"""The customer gets the instruction of a return by the channel of its case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps.telling import News, tell_by_hand, tell_by_rule
from aftercare.domain.conversations.models import Message
from aftercare.domain.returns.events import InstructionSent
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.queries import page_of_return, parcel_awaited
from aftercare.domain.returns.states import ComesBy, RmaStatus
from aftercare.domain.returns.steps import announce_rma
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NoInstructionToSend(Refused):
    """An instruction is of a return that may be sent, and goes by the channel of its case."""


@transaction.atomic
def tell_of_return(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """
    Tell by the rule, once, that something may be sent, and how.

    Where the label is ours that waits for the label, so that the customer prints once.
    """
    actor.must(CasePermission.REPLY)
    news = _news(rma)
    is_early = rma.comes_by == ComesBy.LABEL and not news.files
    if rma.case is None or rma.status != RmaStatus.APPROVED or is_early:
        return
    if message := tell_by_rule(rma.case, news, at=at):
        announce_rma(InstructionSent, rma, message_id=message.pk, actor=actor, at=at)


@transaction.atomic
def send_instruction(rma: Rma, *, actor: Actor, at: datetime) -> Message:
    """Send the customer the instruction now. Raises `NoInstructionToSend`, `NoWayToAnswer`."""
    actor.must(CasePermission.REPLY)
    if rma.case is None or rma.status != RmaStatus.APPROVED:
        raise NoInstructionToSend(
            _("Only what may be sent, and belongs to a case, has an instruction to send.")
        )
    message = tell_by_hand(rma.case, _news(rma), actor=actor, at=at)
    announce_rma(InstructionSent, rma, message_id=message.pk, actor=actor, at=at)
    return message


def _news(rma: Rma) -> News:
    parcel = parcel_awaited(rma)
    label = parcel.label if parcel else None
    files = [(label, f"{rma.code}-label.pdf")] if label else []
    # Agreed again after it has expired, it is told again.
    about = f"{ref(rma)} {rma.expires_on}"
    return News(Occasion.RETURN, about, rma.code, page_of_return(rma), files)
