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
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    READ = "read", pgettext_lazy("message", "Read")
    PLAYED = "played", pgettext_lazy("message", "Played")
    FAILED = "failed", _("Not sent")
    UNKNOWN = "unknown", _("Perhaps sent")
    BOUNCED = "bounced", _("Came back")
    CANCELLED = "cancelled", _("Taken back")


_ARRIVED = {MessageState.DELIVERED, MessageState.READ, MessageState.PLAYED}

MOVES: Mapping[str, Collection[str]] = {
    MessageState.RECEIVED: set(),
    MessageState.QUEUED: {MessageState.SENDING, MessageState.CANCELLED},
    MessageState.SENDING: {
        MessageState.SENT,
        MessageState.QUEUED,
        MessageState.FAILED,
        MessageState.UNKNOWN,
        *_ARRIVED,
    },
    # No arrow leads back: word of an earlier state that comes late changes nothing.
    MessageState.SENT: {MessageState.BOUNCED, MessageState.FAILED, *_ARRIVED},
    MessageState.DELIVERED: {MessageState.READ, MessageState.PLAYED, MessageState.BOUNCED},
    MessageState.READ: {MessageState.PLAYED},
    MessageState.PLAYED: set(),
    MessageState.UNKNOWN: {
        MessageState.BOUNCED,
        MessageState.QUEUED,
        MessageState.SENT,
        MessageState.FAILED,
        *_ARRIVED,
    },
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.BOUNCED: {MessageState.QUEUED},
    MessageState.CANCELLED: set(),
}
LOST = (MessageState.FAILED, MessageState.UNKNOWN, MessageState.BOUNCED)
"""States of messages that nobody has got, as far as we know: a person may send them again."""
GONE_OUT = {MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN, *_ARRIVED}
"""States of messages that count against what a channel allows."""


BY_MACHINES = ("auto_reply", "bounce")
"""Kinds of automatic messages that bring up nothing."""
TO_MANY = "bulk"
"""What went to many at once, or to a list: it may bring something up, but nobody waits for us."""
BY_CALENDAR = "calendar"
"""An invitation of ours answered by a button of a calendar."""
NOBODY_WAITS = (*BY_MACHINES, TO_MANY, BY_CALENDAR)
"""What comes in without anybody waiting for an answer of ours."""


class RefusalKind(TextChoices):
    """Why a channel does not take a message. Screens and retries know only these."""

    TEMPORARY = "temporary", _("for the moment")
    RATE = "rate", _("too much at once")
    QUOTA = "quota", _("no more messages until the customer writes again")
    WINDOW = "window", _("too late to answer on this channel")
    PEER_UNKNOWN = "peer_unknown", _("the address does not exist")
    PEER_GONE = "peer_gone", _("the customer has blocked us or gone away")
    CONTENT = "content", _("the content is refused")
    MEDIA = "media", _("a file is refused")
    AUTH = "auth", _("our sign-in is refused")
    ACCOUNT = "account", _("our account does not work")
    UNKNOWN = "unknown", _("it may have gone out")


TRY_AGAIN = {RefusalKind.TEMPORARY, RefusalKind.RATE}
"""What passes by itself."""
OUR_ACCOUNT = {RefusalKind.AUTH, RefusalKind.ACCOUNT}
"""What somebody has to mend; until then everything waits."""
NO_SUCH_PEER = {RefusalKind.PEER_UNKNOWN, RefusalKind.PEER_GONE}
