"""Questions that need nobody of us, because what is written about an item answers them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import QuestionAnswered
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.kit.actors import Actor


@transaction.atomic
def note_question_answered(
    item: Item,
    *,
    channel: str,
    language: str = "",
    documents: Sequence[int] = (),
    actor: Actor,
    at: datetime,
) -> None:
    """
    Note that somebody who was about to ask us, by `channel`, found the answer themselves.

    In which language they read, and which documents were shown, but not who they are. Reports
    count these beside the questions that came.
    """
    actor.must(CatalogPermission.VIEW)
    answered = QuestionAnswered(
        item_id=item.pk, channel=channel, language=language, documents=tuple(sorted(documents))
    )
    announce(answered, actor=actor, at=at)
