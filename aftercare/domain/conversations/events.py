from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class MessageEvent(Event):
    """Something happened to a message."""

    message_id: int
    thread_id: int
    contact_id: int | None


@dataclass(frozen=True)
class MessageReceived(MessageEvent):
    """Somebody has written to us."""

    name: ClassVar[str] = "conversations.message_received"


@dataclass(frozen=True)
class InvitationAnswered(MessageEvent):
    """Somebody has answered an invitation of ours by a button of their calendar."""

    name: ClassVar[str] = "conversations.invitation_answered"


@dataclass(frozen=True)
class MessageSent(MessageEvent):
    """A message of ours has gone out."""

    name: ClassVar[str] = "conversations.message_sent"


@dataclass(frozen=True)
class MessageFailed(MessageEvent):
    """A message of ours could not be sent, or nobody knows whether it was."""

    name: ClassVar[str] = "conversations.message_failed"

    kind: str


@dataclass(frozen=True)
class MessageBounced(MessageEvent):
    """A message of ours came back."""

    name: ClassVar[str] = "conversations.message_bounced"

    status: str


@dataclass(frozen=True)
class MessageAdvanced(MessageEvent):
    """A message of ours was delivered, read or heard."""

    name: ClassVar[str] = "conversations.message_advanced"

    state: str


@dataclass(frozen=True)
class MessageRevised(MessageEvent):
    """Somebody has changed what they had written, or taken it away."""

    name: ClassVar[str] = "conversations.message_revised"

    change: str


@dataclass(frozen=True)
class MessageWrittenElsewhere(MessageEvent):
    """One of us has written to a customer in a program of the channel itself."""

    name: ClassVar[str] = "conversations.message_written_elsewhere"


@dataclass(frozen=True)
class FileFetched(MessageEvent):
    """A file that a message only named has come, or will not come."""

    name: ClassVar[str] = "conversations.file_fetched"

    trouble: str


@dataclass(frozen=True)
class EnvelopeAccepted(Event):
    """Something arrived and is safely stored."""

    name: ClassVar[str] = "conversations.envelope_accepted"

    envelope_id: int


@dataclass(frozen=True)
class EnvelopePutAside(Event):
    """Something that arrived could not be taken in; a person has to look at it."""

    name: ClassVar[str] = "conversations.envelope_put_aside"

    envelope_id: int


@dataclass(frozen=True)
class EnvelopeSettled(Event):
    """A person said what becomes of something set aside: tried again, or thrown away."""

    name: ClassVar[str] = "conversations.envelope_settled"

    envelope_id: int
    outcome: str


@dataclass(frozen=True)
class ChannelChanged(Event):
    """An account on a channel was set up, changed, or does not work."""

    name: ClassVar[str] = "conversations.channel_changed"

    channel_account_id: int
    change: str
