from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class DateKind(TextChoices):
    """What a date in the life of a unit tells; the law counts from different ones."""

    MANUFACTURED = "manufactured", pgettext_lazy("date of a unit", "Manufactured")
    SHIPPED = "shipped", pgettext_lazy("date of a unit", "Shipped")
    SOLD = "sold", pgettext_lazy("date of a unit", "Sold")
    INVOICED = "invoiced", pgettext_lazy("date of a unit", "Invoiced")
    DELIVERED = "delivered", pgettext_lazy("date of a unit", "Delivered")
    INSTALLED = "installed", pgettext_lazy("date of a unit", "Installed")
    REGISTERED = "registered", pgettext_lazy("date of a unit", "Registered")


class OwnedBy(TextChoices):
    """How somebody has come to own a unit."""

    SHIPPED = "shipped", pgettext_lazy("how somebody got a unit", "Shipped to them")
    BOUGHT = "bought", pgettext_lazy("how somebody got a unit", "Bought")
    REGISTERED = "registered", pgettext_lazy("how somebody got a unit", "Registered by them")
    PASSED_ON = "passed_on", pgettext_lazy("how somebody got a unit", "Passed on")
    EXCHANGED = "exchanged", pgettext_lazy("how somebody got a unit", "Given in exchange")


class RegistrationStatus(TextChoices):
    """What became of a registration by a customer."""

    WAITING = "waiting", pgettext_lazy("registration", "To be checked")
    ACCEPTED = "accepted", pgettext_lazy("registration", "Accepted")
    REFUSED = "refused", pgettext_lazy("registration", "Refused")


REGISTRATION_MOVES: Mapping[str, Collection[str]] = {
    RegistrationStatus.WAITING: {RegistrationStatus.ACCEPTED, RegistrationStatus.REFUSED},
    RegistrationStatus.ACCEPTED: (),
    RegistrationStatus.REFUSED: (),
}


@dataclass(frozen=True)
class Upload:
    """A file that somebody brings to prove something."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Registrant:
    """Who registers something, as they say themselves."""

    name: str
    email: str
    language: str = ""


@dataclass(frozen=True)
class BuiltInBoard:
    """A part with a serial of its own that a unit was made with."""

    item: str
    serial: str
    designator: str = ""


@dataclass(frozen=True)
class MadeUnit:
    """One unit that came off the line, in the order in which it did."""

    serial: str
    boards: Sequence[BuiltInBoard] = ()


@dataclass(frozen=True)
class UsedLot:
    """
    A lot of components that went into the units of a batch.

    `first` and `last` are serials: the reel was on the machine from one until the other.
    Empty means from the beginning, until the end.
    """

    item: str
    number: str
    designators: Sequence[str] = ()
    date_code: str = ""
    maker: str = ""
    supplier: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class MadeBatch:
    """What production delivers of one batch."""

    code: str
    item: str
    bom: str = ""
    made_from: date | None = None
    made_until: date | None = None
    units: Sequence[MadeUnit] = field(default=())
    lots: Sequence[UsedLot] = field(default=())
    source: str = ""


@dataclass(frozen=True)
class OldPart:
    """
    What is taken out of a unit: a part of its own, or what it was made with of a lot.

    Of a lot one place is meant, `designator`.
    """

    built_in_id: int | None = None
    batch_lot_id: int | None = None
    designator: str = ""


@dataclass(frozen=True)
class NewPart:
    """What is put into a unit: with a serial, or a piece of a lot, or just the item."""

    item: str
    designator: str = ""
    serial: str = ""
    lot: str = ""
    date_code: str = ""
