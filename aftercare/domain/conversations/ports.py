"""What every channel has to be able to do, whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Capabilities:
    """
    What a channel can do: data that screens and rules ask, never its name.

    `text_max` counts characters, `file_max` bytes; None means no limit.
    """

    label: Any
    """What people call the channel."""
    may_start: bool
    text_max: int | None
    file_max: int | None
    html: bool
    cc: bool
    subject: bool
    states: frozenset[str]


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, as its sender described it."""

    name: str
    content: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class Bounce:
    """The word of a mail system that a message did not arrive."""

    recipient: str
    status: str
    message_id: str = ""


@dataclass(frozen=True)
class Incoming:
    """One message as a channel hands it over, before we know whose it is."""

    peer: str
    external_id: str
    subject: str = ""
    text: str = ""
    reply_text: str = ""
    html: str = ""
    sender_name: str = ""
    language: str = ""
    sent_at: datetime | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Ids of earlier messages it answers, the nearest first."""
    token: str = ""
    """The secret of the thread it was addressed to."""
    auto: str = "none"
    bounce: Bounce | None = None
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes out with a message."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One message for a channel to send; everything is decided."""

    external_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    sender_name: str
    token: str
    at: datetime
    answers: tuple[str, ...] = ()
    files: tuple[OutgoingFile, ...] = ()
    is_automatic: bool = False


class SendRefused(Exception):
    """A channel did not take a message; `kind` is one of `RefusalKind`."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


@dataclass(frozen=True)
class Account:
    """What an adapter needs to know of one of our accounts on its channel."""

    code: str
    name: str
    address: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


class Channel(Protocol):
    """An adapter. `parse` is pure: no network, no database."""

    capabilities: Capabilities

    def parse(self, raw: bytes, account: Account) -> Incoming:
        """Read what came in. Whatever the bytes are, it returns or says why it cannot."""
        ...

    def send(self, message: Outgoing, account: Account) -> None:
        """Hand a message over. Raises `SendRefused`."""
        ...

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with an account, in words for who set it up."""
        ...


def channel_of(kind: str) -> Channel:
    """Return the adapter of a kind of channel, as the settings name it."""
    adapter: Channel = import_string(settings.CHANNELS[kind])()
    return adapter
