from collections.abc import Collection, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnvelopeState(TextChoices):
    """How far what came in has been taken in."""

    WAITING = "waiting", pgettext_lazy("envelope", "Waiting")
    HANDLED = "handled", _("Handled")
    ASIDE = "aside", _("Set aside")
    DISCARDED = "discarded", _("Thrown away")


class Direction(TextChoices):
    """Who speaks."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")


class MessageState(TextChoices):
    """How far a message got."""

    RECEIVED = "received", _("Received")
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNKNOWN = "unknown", _("Perhaps sent")
    BOUNCED = "bounced", _("Came back")
    CANCELLED = "cancelled", _("Taken back")


MOVES: Mapping[str, Collection[str]] = {
    MessageState.RECEIVED: set(),
    MessageState.QUEUED: {MessageState.SENDING, MessageState.CANCELLED},
    MessageState.SENDING: {
        MessageState.SENT,
        MessageState.QUEUED,
        MessageState.FAILED,
        MessageState.UNKNOWN,
    },
    MessageState.SENT: {MessageState.BOUNCED},
    MessageState.UNKNOWN: {MessageState.BOUNCED, MessageState.QUEUED, MessageState.SENT},
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.BOUNCED: set(),
    MessageState.CANCELLED: set(),
}


class RefusalKind(TextChoices):
    """Why a channel does not take a message. Screens and retries know only these."""

    TEMPORARY = "temporary", _("for the moment")
    RATE = "rate", _("too much at once")
    WINDOW = "window", _("too late to answer on this channel")
    PEER = "peer", _("the address does not exist")
    CONTENT = "content", _("the content is refused")
    AUTH = "auth", _("our sign-in is refused")
    UNKNOWN = "unknown", _("it may have gone out")
