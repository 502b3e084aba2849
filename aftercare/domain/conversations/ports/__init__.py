"""What every channel has to be able to do, whatever it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from mmap import mmap
from typing import IO, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from aftercare.domain.conversations.ports.allowances import Rate, Window
from aftercare.kit.fields import SettingField


class MayStart(StrEnum):
    """Whether we may write first."""

    NEVER = "never"
    TEMPLATE = "template"
    CONSENTED = "consented"
    ANYONE = "anyone"


class TextUnit(StrEnum):
    """What the length of a text is counted in."""

    CHARACTERS = "characters"
    UTF16 = "utf16"
    BYTES = "bytes"

    def length(self, text: str) -> int:
        """Return how long a text is."""
        if self == TextUnit.BYTES:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le")) // 2 if self == TextUnit.UTF16 else len(text)


class KeyOut(StrEnum):
    """What a channel does with the name we give a message; what we do when no answer comes."""

    NONE = "none"
    """Nobody knows what became of it: a person decides."""
    ECHOED = "echoed"
    """It comes back with the state, which settles the matter."""
    IDEMPOTENT = "idempotent"
    """Sent again, it goes out once: so it is sent again."""


@dataclass(frozen=True)
class Media:
    """What files of a kind a channel takes: none, where `types` is empty, is all."""

    largest: int
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """
    What a channel can do: data that screens and rules ask, never its name.

    None means no limit. `windows` is empty where we may write whenever we like; `media` has a
    row for image, audio, video and file, as far as the channel takes them.
    """

    label: Any
    """What people call the channel."""
    icon: str = "message"
    about: Any = ""
    """What the channel is for, in one sentence, for who sets up an account."""
    address_label: Any = ""
    """What an address on the channel is called, if not an address."""
    address_pattern: str = ""
    fields: tuple[SettingField, ...] = ()
    """What an account has to be told; the form that sets it up is made of them."""
    is_public_form: bool = False
    """Whether anybody reaches us there through a page of ours."""
    may_start: MayStart
    windows: tuple[Window, ...] = ()
    text_max: int | None = None
    text_unit: TextUnit = TextUnit.CHARACTERS
    splits: bool = False
    media: Mapping[str, Media]
    files_most: int | None = None
    html: bool = False
    cc: bool = False
    subject: bool = False
    states: frozenset[str]
    inbound: frozenset[str] = frozenset({"text", "media"})
    key_out: KeyOut = KeyOut.NONE
    names_are_unique: bool = True
    """Whether a message of a name is the same message; some devices know but one Message-ID."""
    is_signed: bool = False
    media_lasts: timedelta | None = None
    """How long files that are only named wait to be fetched."""
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, as its sender described it; read once, if a stream."""

    name: str
    content: IO[bytes] | bytes = b""
    inline: bool = False
    content_id: str = ""
    ref: str = ""
    """Where the channel keeps it, if it has still to be fetched."""


@dataclass(frozen=True)
class Bounce:
    """The word of a mail system that a message did not arrive."""

    recipient: str
    status: str
    message_id: str = ""


@dataclass(frozen=True)
class Incoming:
    """
    One message as a channel hands it over, before we know whose it is.

    `is_ours`: one of us has written it, in a program of the channel itself.
    """

    peer: str
    external_id: str
    kind: str = "text"
    is_ours: bool = False
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


@dataclass(frozen=True)
class Progress:
    """Word of how far a message of ours got: one, by either name, or all up to a time."""

    state: str
    external_id: str = ""
    peer: str = ""
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Revision:
    """A message that its author has changed, or taken away."""

    peer: str
    external_id: str
    text: str = ""
    html: str = ""
    is_removal: bool = False


@dataclass(frozen=True)
class Touch:
    """Something else the other side did that lets us write: follow, scan, menu, enter."""

    peer: str
    what: str


Happening = Incoming | Progress | Revision | Touch


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes out with a message; `inline`, it is part of what the message says."""

    name: str
    type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True)
class Outgoing:
    """One message for a channel to send, all decided; `sent_for` is the team it speaks for."""

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
    sent_for: str = ""
    only: tuple[str, ...] = ()
    """Whom it has not reached yet, where the others have it already."""


class SendRefused(Exception):
    """A channel did not take a message; `kind` is one of `RefusalKind`."""

    def __init__(self, kind: str, why: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why
        self.retry_after = retry_after


@dataclass(frozen=True)
class Accepted:
    """A channel has taken a message: the name it gave it, and whom it did not take it for."""

    external_id: str = ""
    unreached: Mapping[str, SendRefused] = field(default_factory=dict)


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

    def parse(self, raw: bytes | mmap, account: Account) -> Sequence[Happening]:
        """
        Read what came in.

        Whatever the bytes are, it returns or says why it cannot. What it does not know it
        returns as a message of the kind `unsupported`.
        """
        ...

    def send(self, message: Outgoing, account: Account) -> Accepted:
        """Hand a message over. Raises `SendRefused`."""
        ...

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with an account, in words for who set it up."""
        ...


class SignedChannel(Channel, Protocol):
    """A channel whose messages are pushed to us, with a proof of who sends them."""

    def greet(self, query: Mapping[str, str], account: Account) -> str:
        """Return what a channel wants to hear before it trusts our address; "" for a stranger."""
        ...

    def verify(self, raw: bytes, headers: Mapping[str, str], account: Account) -> str:
        """Return why bytes that came in are not to be trusted; nothing, if they are."""
        ...


class FetchingChannel(Channel, Protocol):
    """A channel that only names files; they have to be fetched, before they are gone."""

    def fetch(self, ref: str, account: Account) -> IO[bytes]:
        """Return the content of a file. Raises `SendRefused`."""
        ...


class ConsentState(StrEnum):
    """Whether the owner of a mailbox lets us in by consent at its provider, not by password."""

    NOT_ASKED = "not_asked"
    MISSING = "missing"
    GIVEN = "given"
    ENDED = "ended"


@dataclass(frozen=True)
class AskedConsent:
    """Where somebody is asked to let us in, and what proves later that it was us who asked."""

    url: str
    verifier: str


@dataclass(frozen=True)
class Grant:
    """What a provider gives us: a token for now, and the secrets by which we get the next."""

    token: str
    good_until: datetime
    secrets: Mapping[str, str] = field(default_factory=dict)


class ConsentingChannel(Channel, Protocol):
    """A channel whose accounts may let us in by consent (OAuth 2), instead of by password."""

    def consent_of(self, account: Account, trouble: str) -> ConsentState:
        """Return how it stands with the consent for an account; `trouble` is what it has."""
        ...

    def ask_consent(self, account: Account, *, back: str, state: str) -> AskedConsent:
        """Return where to send who is to agree; they come `back` with a code and our `state`."""
        ...

    def take_consent(self, account: Account, *, code: str, verifier: str, back: str) -> Grant:
        """Return what a code is worth. Raises `SendRefused`."""
        ...


@dataclass(frozen=True)
class Glimpse:
    """Who has sent something, and about what, as far as its beginning tells."""

    sender: str = ""
    subject: str = ""


class GlimpsingChannel(Channel, Protocol):
    """A channel that can tell a little of what it could not read as a whole."""

    def glimpse(self, beginning: bytes) -> Glimpse:
        """Return what the first bytes tell."""
        ...


def channel_of(kind: str) -> Channel:
    """Return the adapter of a kind of channel, as the settings name it."""
    adapter: Channel = import_string(settings.CHANNELS[kind])()
    return adapter
