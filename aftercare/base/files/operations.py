from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db import transaction

from aftercare.base.files.events import FilesRemoved
from aftercare.base.files.permissions import FilePermission
from aftercare.base.files.queries import forsaken_files
from aftercare.base.journal.steps import announce
from aftercare.kit.actors import Actor

AT_ONCE = 500


@transaction.atomic
def remove_forsaken_files(*, keep_days: int, actor: Actor, at: datetime) -> int:
    """
    Remove for good what nothing has spoken of for some days, and return how much it was.

    At most some hundred files at once, so that nobody waits for it.
    """
    actor.must(FilePermission.REMOVE)
    storage = storages["files"]
    forsaken = list(
        forsaken_files(at - timedelta(days=keep_days))
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:AT_ONCE]
    )
    # First the content: if this fails in the middle, the rows stay and it is tried again.
    for file in forsaken:
        storage.delete(file.path)
        storage.delete(file.thumbnail_path)
        file.delete()
    if forsaken:
        size = sum(file.size for file in forsaken)
        announce(FilesRemoved(count=len(forsaken), size=size), actor=actor, at=at)
    return len(forsaken)
