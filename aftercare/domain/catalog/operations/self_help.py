"""Questions that need nobody of us, because what is written about an item answers them."""

from datetime import datetime

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import QuestionAnswered
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.kit.actors import Actor


@transaction.atomic
def note_question_answered(item: Item, *, channel: str, actor: Actor, at: datetime) -> None:
    """
    Note that somebody who was about to ask us, by `channel`, found the answer themselves.

    Reports count these beside the questions that came.
    """
    actor.must(CatalogPermission.VIEW)
    announce(QuestionAnswered(item_id=item.pk, channel=channel), actor=actor, at=at)
