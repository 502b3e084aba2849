from datetime import datetime

from django.db import transaction

from aftercare.domain.conversations.models import Thread
from aftercare.domain.customers.events import ContactsMerged, ContactsUnmerged
from aftercare.domain.customers.models import ContactMerge
from aftercare.domain.customers.steps import hold_merge, note_moved
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(ContactsMerged)
def move_threads_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let conversations with the first of two contacts go on with the second."""
    with transaction.atomic():
        merge = hold_merge(ContactMerge, event.contact_merge_id)
        if merge.undone_at is not None:
            return
        threads = Thread.objects.filter(contact=event.contact_id)
        note_moved(merge, "Thread", list(threads.values_list("pk", flat=True)))
        threads.update(contact=event.into)


@reacts_to(ContactsUnmerged)
def move_threads_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the conversations that were moved when two contacts were one."""
    with transaction.atomic():
        merge = hold_merge(ContactMerge, event.contact_merge_id)
        moved = Thread.objects.filter(pk__in=merge.moved.get("Thread", []), contact=event.out_of)
        moved.update(contact=event.contact_id)
