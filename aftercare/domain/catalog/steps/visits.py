"""What became of forms beside which something was shown that may help."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from aftercare.domain.catalog.models import HelpVisit

MOST_DOCUMENTS = 50
"""Of one visit: who fills a form in for many models is a machine."""


def see_visit(key: UUID, *, channel: str, documents: Iterable[int], at: datetime) -> HelpVisit:
    """Hold a visit, begun now if it is new, with these documents among those shown in it."""
    named = sorted(set(documents))
    visit, is_new = HelpVisit.objects.select_for_update().get_or_create(
        key=key, defaults={"channel": channel, "documents": named, "shown_at": at}
    )
    shown = sorted({*visit.documents, *named})
    if not is_new and shown != visit.documents and len(shown) <= MOST_DOCUMENTS:
        visit.documents = shown
        visit.save(update_fields=["documents"])
    return visit


def note_question_came(key: UUID, *, at: datetime) -> None:
    """Note that a form was sent although something was shown beside it; once for each visit."""
    HelpVisit.objects.filter(key=key, came_at=None).update(came_at=at)
