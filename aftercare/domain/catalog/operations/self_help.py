"""Questions that need nobody of us, because what is written about an item answers them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import HelpVisitsDropped, QuestionAnswered
from aftercare.domain.catalog.models import HelpVisit, Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.steps.visits import see_visit
from aftercare.kit.actors import Actor

MOST_AT_ONCE = 5_000


@transaction.atomic
def note_help_shown(
    visit: UUID, *, channel: str, documents: Sequence[int], actor: Actor, at: datetime
) -> None:
    """
    Note which documents are shown beside a form while somebody fills it in.

    `visit` is the number of the form: however often it asks, each document counts once. Who
    fills it in is not kept, nor what they write.
    """
    actor.must(CatalogPermission.VIEW)
    if documents:
        see_visit(visit, channel=channel, documents=documents, at=at)


@transaction.atomic
def note_question_answered(
    item: Item,
    *,
    channel: str,
    visit: UUID | None = None,
    language: str = "",
    documents: Sequence[int] = (),
    actor: Actor,
    at: datetime,
) -> None:
    """
    Note that somebody who was about to ask us, by `channel`, found the answer themselves.

    In which language they read, and which documents were shown, but not who they are. Reports
    count these beside the questions that came; the same `visit` counts once.
    """
    actor.must(CatalogPermission.VIEW)
    if visit:
        seen = see_visit(visit, channel=channel, documents=documents, at=at)
        if seen.helped_at:
            return
        seen.helped_at = at
        seen.save(update_fields=["helped_at"])
    answered = QuestionAnswered(
        item_id=item.pk, channel=channel, language=language, documents=tuple(sorted(documents))
    )
    announce(answered, actor=actor, at=at)


@transaction.atomic
def drop_old_help_visits(*, keep_days: int, actor: Actor, at: datetime) -> int:
    """Remove visits that no report looks back to, some thousand at once; return how many."""
    actor.must(CatalogPermission.SET_UP)
    old = HelpVisit.objects.filter(shown_at__lt=at - timedelta(days=keep_days)).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:MOST_AT_ONCE])
    count, _kinds = HelpVisit.objects.filter(pk__in=keys).delete()
    if count:
        announce(HelpVisitsDropped(count=count), actor=actor, at=at)
    return count
