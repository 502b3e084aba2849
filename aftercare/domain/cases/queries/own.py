"""What a customer sees of their own matters: what was said to them, never what we noted."""

from django.db.models import Q, QuerySet

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries.cases import messages_in, threads_of
from aftercare.domain.conversations.models import Message, MessageFile, Thread
from aftercare.domain.conversations.states import GONE_OUT, Direction, MessageState
from aftercare.domain.customers.queries import visible_contacts
from aftercare.kit.actors import Actor

_TOLD = Q(direction=Direction.IN) | Q(status__in=[*GONE_OUT, MessageState.BOUNCED])


def told_to_customer(case: Case, actor: Actor) -> QuerySet[Message]:
    """
    Return what a customer, or a colleague of theirs, said and was told in a case.

    What others wrote in the same case, and what has not gone out, is not theirs to read.
    """
    own = visible_contacts(actor).order_by().values("pk")
    said = messages_in(case).filter(_TOLD, thread__contact__in=own, removed_at=None)
    return said.select_related("thread__contact").prefetch_related("files__file")


def files_for_customer(case: Case, actor: Actor) -> QuerySet[MessageFile]:
    """Return the files that came and went with what a customer may read in a case."""
    files = MessageFile.objects.filter(message__in=told_to_customer(case, actor).order_by())
    return files.select_related("file")


def own_thread(case: Case, actor: Actor) -> Thread | None:
    """Return the conversation with the customer themselves in a case, the latest of several."""
    own = threads_of(case).filter(contact=actor.contact_id or 0)
    return own.select_related("account", "contact").order_by("-last_message_at").first()
