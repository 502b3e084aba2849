from datetime import datetime

from aftercare.domain.conversations.models import Message, MessageVersion, PeerTouch, Thread
from aftercare.domain.customers.events import ContactForgotten
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(ContactForgotten)
def erase_what_was_said(event: ContactForgotten, *, actor: Actor, at: datetime) -> None:
    """Take names, addresses and texts of a forgotten person out of what was said."""
    threads = Thread.objects.filter(contact=event.contact_id)
    Message.objects.filter(thread__in=threads).update(
        sender_name="", sender_address="", to=[], cc=[], subject="", text="", reply_text="", html=""
    )
    MessageVersion.objects.filter(message__thread__in=threads).delete()
    PeerTouch.objects.filter(peer__in=[thread.peer for thread in threads if thread.peer]).delete()
    threads.update(peer="", participants=[], subject="", base_subject="")
