"""Messages that go out without a person, if somebody has looked at them and switched them on."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercare.domain.cases.events import ReceiptConfirmed
from aftercare.domain.cases.models import Case, CaseMessage
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import addressed_as, fill_in, text_in
from aftercare.domain.cases.queries import messages_in, receipt_message, threads_of
from aftercare.domain.cases.states import CaseStatus
from aftercare.domain.cases.steps import announce_case
from aftercare.domain.conversations.queries import wrote_automatically_since
from aftercare.domain.conversations.steps import lock_peers, write_message
from aftercare.kit.actors import SYSTEM, Actor

ONCE_IN = timedelta(hours=1)


@transaction.atomic
def acknowledge_case(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Confirm to the customer that their matter has arrived, once.

    Nothing goes out unless the message is switched on, nor to lists, machines and who gave no
    address, nor to anybody twice in an hour: two machines that answer each other would never
    end.
    """
    actor.must(CasePermission.REPLY)
    prepared = receipt_message()
    if not prepared.active or case.status == CaseStatus.SPAM:
        return
    thread = threads_of(case).select_related("account", "contact").first()
    heard = messages_in(case).first()
    if not thread or not thread.contact or not heard or heard.auto != "none":
        return
    lock_peers((thread.account, thread.peer))
    was_told = messages_in(case).filter(author=str(SYSTEM.ref)).exists()
    if was_told or wrote_automatically_since(thread.peer, at - ONCE_IN):
        return

    name = case.contact.name if case.contact else ""
    text = fill_in(
        text_in(prepared.texts, case.language),
        {"customer": addressed_as(name, case.language), "case": case.code, "subject": case.subject},
    )
    message = write_message(thread, text=text, author=SYSTEM.ref, send_at=at, at=at)
    CaseMessage.objects.create(message=message, case=case)
    announce_case(ReceiptConfirmed, case, message_id=message.pk, actor=actor, at=at)
