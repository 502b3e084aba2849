import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.base.search.events import SearchMissed
from aftercare.base.search.models import SearchMiss
from aftercare.base.search.permissions import Permission
from aftercare.base.search.policies.misses import subject_of
from aftercare.kit.actors import SYSTEM, Actor

ENOUGH_SEEKERS = 3


@transaction.atomic
def note_miss(query_text: str, *, actor: Actor, at: datetime) -> None:
    """
    Count that a question found nothing. Who asked is not kept, only that it was another.

    The words are kept, and announced once, when several people have asked the same; what
    looks like an address, a phone number or a serial number never is.
    """
    actor.must(Permission.FIND)
    words = subject_of(query_text)
    if not words:
        return
    seeker = _hidden(f"{actor.ref} {words}")[:16]
    miss, _ = SearchMiss.objects.select_for_update().get_or_create(
        key=_hidden(words), defaults={"first_at": at, "last_at": at}
    )
    miss.times += 1
    miss.last_at = max(miss.last_at, at)
    if seeker not in miss.seekers and not miss.words:
        miss.seekers.append(seeker)
        if len(miss.seekers) >= ENOUGH_SEEKERS:
            miss.words, miss.seekers = words, []
            announce(SearchMissed(search_miss_id=miss.pk, times=miss.times), actor=SYSTEM, at=at)
    miss.save()


def _hidden(text: str) -> str:
    """Return a name for `text` from which nobody without the secret key can guess it."""
    return hashlib.blake2b(
        text.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32
    ).hexdigest()
