from datetime import datetime

from aftercare.domain.conversations.models import Thread
from aftercare.domain.customers.events import ContactsMerged, ContactsUnmerged
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(ContactsMerged)
def move_threads_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let conversations with the first of two contacts go on with the second."""
    move_to_merged(event, Thread)


@reacts_to(ContactsUnmerged)
def move_threads_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the conversations that were moved when two contacts were one."""
    move_back(event, Thread)
