"""What every carrier has to be able to do, whatever it is."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from aftercare.domain.shipping.states import (
    CarrierTrouble,
    Consignment,
    Money,
    Offer,
    PostalAddress,
    Sighting,
)
from aftercare.kit.fields import SettingField

MOST_AT_ONCE = 4


@dataclass(frozen=True, kw_only=True)
class CarrierCapabilities:
    """
    What a carrier can do: data that screens and rules ask, never its name.

    `sells`: a label is bought there by us; else a person brings it. `sells_once`: who asks
    twice for the same offer gets the same label and pays once. `is_signed`: it tells us of the
    way, with a proof of who speaks.
    """

    label: Any
    icon: str = "truck"
    about: Any = ""
    fields: tuple[SettingField, ...] = ()
    rates: bool = False
    sells: bool = False
    sells_once: bool = False
    cancels: bool = False
    tracks: bool = False
    picks_up: bool = False
    is_signed: bool = False


@dataclass(frozen=True)
class CarrierAccess:
    """What an adapter needs to know of one of our accounts at its carrier."""

    code: str
    kind: str
    name: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


@dataclass(frozen=True)
class Label:
    """A label that was bought: the number of the parcel, the paper, what it cost."""

    number: str
    carrier_name: str
    service: str
    price: Money
    tracking_url: str = ""
    content: bytes = b""
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Tracked:
    """What a carrier tells of one parcel: its number, and how the name of its offer begins."""

    number: str
    offer: str = ""
    sightings: Sequence[Sighting] = ()
    expected_at: datetime | None = None


@dataclass(frozen=True)
class PickUpWish:
    """Where, when and what a carrier is to pick up; `offers` are the labels bought there."""

    reference: str
    address: PostalAddress
    begins_at: datetime
    ends_at: datetime
    offers: Sequence[str]
    note: str = ""


class CarrierRefused(Exception):
    """A carrier did not do what it was asked; `kind` is one of `CarrierTrouble`."""

    def __init__(
        self, kind: CarrierTrouble, why: str, *, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why
        self.retry_after = retry_after


class Carrier(Protocol):
    """An adapter; what `capabilities` do not name, it refuses as `unable`."""

    capabilities: CarrierCapabilities

    def rates(self, consignment: Consignment, access: CarrierAccess) -> Sequence[Offer]:
        """Return for how much the carrier would take it. Raises `CarrierRefused`."""
        ...

    def buy(self, offer: str, access: CarrierAccess) -> Label:
        """Buy the label of an offer, or return the one bought before. Raises `CarrierRefused`."""
        ...

    def cancel(self, offer: str, access: CarrierAccess) -> None:
        """Give a label back; given back already is fine. Raises `CarrierRefused`."""
        ...

    def track(self, number: str, access: CarrierAccess) -> Tracked:
        """Return what is known of the way of a parcel. Raises `CarrierRefused`."""
        ...

    def pick_up(self, wish: PickUpWish, access: CarrierAccess) -> str:
        """Order a pick-up and return its confirmation. Raises `CarrierRefused`."""
        ...

    def check(self, access: CarrierAccess) -> list[str]:
        """Return what is wrong with an account, in words for who set it up."""
        ...


class TellingCarrier(Carrier, Protocol):
    """A carrier that tells us of the way by itself, with a proof of who speaks."""

    def verify(self, raw: bytes, headers: Mapping[str, str], access: CarrierAccess) -> str:
        """Return why bytes that came in are not to be trusted; nothing, if they are."""
        ...

    def parse(self, raw: bytes) -> Sequence[Tracked]:
        """Read what came in. Pure; raises `ValueError` for what cannot be read."""
        ...


@dataclass(frozen=True)
class Answer:
    """What one account answered when asked for rates."""

    access: CarrierAccess
    offers: Sequence[Offer] = ()
    trouble: str = ""


def carrier_of(kind: str) -> Carrier:
    """Return the adapter of a kind of carrier, as the settings name it."""
    adapter: Carrier = import_string(settings.CARRIERS[kind])()
    return adapter


def ask_carriers(consignment: Consignment, accounts: Sequence[CarrierAccess]) -> list[Answer]:
    """Ask several carriers at once for their rates; each answers or has its trouble told."""
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        return list(pool.map(lambda access: _ask(consignment, access), accounts))


def _ask(consignment: Consignment, access: CarrierAccess) -> Answer:
    try:
        return Answer(access, carrier_of(access.kind).rates(consignment, access))
    except CarrierRefused as refused:
        return Answer(access, trouble=refused.why)
