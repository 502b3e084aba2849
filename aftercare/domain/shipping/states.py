"""Where a parcel is, where it may go from there, and what else is said of it in codes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ParcelWay(TextChoices):
    """Whether a parcel comes to us or goes from us."""

    IN = "in", _("To us")
    OUT = "out", _("From us")


class ParcelStatus(TextChoices):
    """Where a parcel is."""

    DRAFT = "draft", pgettext_lazy("parcel", "Being prepared")
    LABELED = "labeled", pgettext_lazy("parcel", "Label bought")
    COLLECTED = "collected", pgettext_lazy("parcel", "Picked up")
    IN_TRANSIT = "in_transit", pgettext_lazy("parcel", "In transit")
    OUT_FOR_DELIVERY = "out_for_delivery", pgettext_lazy("parcel", "Out for delivery")
    DELIVERED = "delivered", pgettext_lazy("parcel", "Delivered")
    LOST = "lost", pgettext_lazy("parcel", "Lost")
    DAMAGED = "damaged", pgettext_lazy("parcel", "Damaged")
    REFUSED = "refused", pgettext_lazy("parcel", "Refused")
    SENT_BACK = "sent_back", pgettext_lazy("parcel", "Returned to sender")
    CANCELLED = "cancelled", pgettext_lazy("parcel", "Cancelled")


_ON_THE_WAY = (
    ParcelStatus.COLLECTED,
    ParcelStatus.IN_TRANSIT,
    ParcelStatus.OUT_FOR_DELIVERY,
    ParcelStatus.DELIVERED,
)
_TROUBLE = (ParcelStatus.LOST, ParcelStatus.DAMAGED, ParcelStatus.REFUSED, ParcelStatus.SENT_BACK)

MOVES: Mapping[str, tuple[ParcelStatus, ...]] = {
    # A parcel a customer has sent without telling us is known when it is here.
    ParcelStatus.DRAFT: (ParcelStatus.LABELED, ParcelStatus.DELIVERED, ParcelStatus.CANCELLED),
    # Carriers leave steps out, and tell them in any order.
    ParcelStatus.LABELED: (*_ON_THE_WAY, *_TROUBLE, ParcelStatus.CANCELLED),
    ParcelStatus.COLLECTED: (*_ON_THE_WAY[1:], *_TROUBLE),
    ParcelStatus.IN_TRANSIT: (*_ON_THE_WAY[2:], *_TROUBLE),
    ParcelStatus.OUT_FOR_DELIVERY: (ParcelStatus.IN_TRANSIT, ParcelStatus.DELIVERED, *_TROUBLE),
    ParcelStatus.DELIVERED: (ParcelStatus.DAMAGED,),
    ParcelStatus.LOST: (*_ON_THE_WAY[1:], ParcelStatus.SENT_BACK),
    ParcelStatus.DAMAGED: (ParcelStatus.DELIVERED, ParcelStatus.SENT_BACK),
    ParcelStatus.REFUSED: (*_ON_THE_WAY[1:], ParcelStatus.SENT_BACK),
    ParcelStatus.SENT_BACK: (),
    ParcelStatus.CANCELLED: (),
}
"""The way of a parcel. The database knows the same table and refuses every other move."""

BEGINNINGS = (ParcelStatus.DRAFT,)
TROUBLED = (*_TROUBLE[:3],)
"""Where somebody has to do something."""
CLOSED = (ParcelStatus.DELIVERED, ParcelStatus.SENT_BACK, ParcelStatus.CANCELLED)
TRAVELS = (*_ON_THE_WAY[:3],)
PROGRESS: Sequence[str] = (
    ParcelStatus.DRAFT,
    ParcelStatus.LABELED,
    *_ON_THE_WAY,
    *_TROUBLE,
    ParcelStatus.CANCELLED,
)
"""Which of two words about the same moment is the later one."""


ALL = 100
"""Percent of the freight."""


class ShippingPromise(TextChoices):
    """What is owed for a parcel."""

    DELIVERY = "shipping.delivery", _("delivery")


class PaidBy(TextChoices):
    """Who pays the freight."""

    US = "us", pgettext_lazy("freight", "We")
    CUSTOMER = "customer", pgettext_lazy("freight", "The customer")
    SUPPLIER = "supplier", pgettext_lazy("freight", "The supplier")
    UNDECIDED = "undecided", pgettext_lazy("freight", "Not decided yet")

    @classmethod
    def by_share(cls, customer: int | None) -> "PaidBy":
        """Return who pays the carrier, by how many percent the customer bears in the end."""
        if customer is None:
            return cls.UNDECIDED
        return cls.US if customer < ALL else cls.CUSTOMER


class BorneBecause(TextChoices):
    """By which rule somebody bears the freight."""

    REASON = "reason", _("the reason of the return says so")
    FOUND = "found", _("nothing was found that we answer for")
    DECISION = "decision", _("the decision on coverage says so")
    OPEN = "open", _("nobody has decided on coverage yet")


class Wish(TextChoices):
    """What the customer cares about most."""

    CHEAPEST = "cheapest", _("Cheapest")
    FASTEST = "fastest", _("Fastest")
    BY_DAY = "by_day", _("Here by a day")
    PLACE = "place", _("To a pick-up point")
    COLLECT = "collect", _("Collected at our counter")


class PackingMark(TextChoices):
    """How something has to be handled."""

    ESD = "esd", _("ESD sensitive")
    UPRIGHT = "upright", _("Keep upright")
    FRAGILE = "fragile", pgettext_lazy("parcel", "Fragile")
    DRY = "dry", _("Keep dry")
    BATTERY = "battery", _("Lithium battery inside")


class PackingMaterial(TextChoices):
    """What something is packed in."""

    ORIGINAL_BOX = "original_box", _("Original box")
    FOAM_BOX = "foam_box", _("Box with foam corners")
    ANTISTATIC_BAG = "antistatic_bag", _("Antistatic bag")
    MOISTURE_BAG = "moisture_bag", _("Moisture-barrier bag with desiccant")
    PANEL_FRAME = "panel_frame", _("Panel frame")
    BUBBLE_WRAP = "bubble_wrap", _("Bubble wrap")
    CRATE = "crate", _("Wooden crate")


class PurchaseStatus(TextChoices):
    """How far the purchase of a label is."""

    WANTED = "wanted", pgettext_lazy("label", "Being bought")
    BUYING = "buying", pgettext_lazy("label", "Asked for at the carrier")
    BOUGHT = "bought", pgettext_lazy("label", "Bought")
    REFUSED = "refused", pgettext_lazy("label", "Refused by the carrier")
    UNSURE = "unsure", pgettext_lazy("label", "Perhaps bought")
    CANCELLING = "cancelling", pgettext_lazy("label", "Being given back")
    CANCELLED = "cancelled", pgettext_lazy("label", "Given back")


HOLDS_PARCEL = (
    PurchaseStatus.WANTED,
    PurchaseStatus.BUYING,
    PurchaseStatus.BOUGHT,
    PurchaseStatus.UNSURE,
    PurchaseStatus.CANCELLING,
)
"""While one of these stands, no other label is bought for the parcel."""


class PickUpStatus(TextChoices):
    """How far a pick-up is."""

    WANTED = "wanted", pgettext_lazy("pick-up", "Being ordered")
    ORDERED = "ordered", pgettext_lazy("pick-up", "Ordered")
    REFUSED = "refused", pgettext_lazy("pick-up", "Refused by the carrier")


class WordState(TextChoices):
    """How far what a carrier told has been taken in."""

    WAITING = "waiting", pgettext_lazy("envelope", "Waiting")
    HANDLED = "handled", _("Handled")
    ASIDE = "aside", _("Set aside")


class CarrierTrouble(TextChoices):
    """Why a carrier does not do what it was asked. Screens and retries know only these."""

    TEMPORARY = "temporary", _("for the moment")
    RATE = "rate", _("too much at once")
    AUTH = "auth", _("our sign-in is refused")
    CONTENT = "content", _("what we said is not accepted")
    GONE = "gone", _("the offer does not stand any longer")
    UNABLE = "unable", _("this carrier cannot do it")
    UNKNOWN = "unknown", _("nobody knows whether it was done")


PASSES = (CarrierTrouble.TEMPORARY, CarrierTrouble.RATE)
"""What passes by itself."""


@dataclass(frozen=True)
class PostalAddress:
    """Where somebody lives or works, as it stands on a label; `country` has two letters."""

    name: str = ""
    company: str = ""
    lines: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether a carrier can deliver there."""
        return bool((self.name or self.company) and self.lines and self.city and self.country)

    def written(self) -> list[str]:
        """Return it line by line, as on an envelope."""
        town = " ".join(filter(None, [self.postcode, self.city, self.state]))
        lines = [self.company, self.name, *self.lines.splitlines(), town, self.country]
        return [line.strip() for line in lines if line.strip()]

    def kept(self) -> dict[str, str]:
        """Return it as rows keep it."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Content:
    """
    Something in a parcel, and what it belongs to, such as `work_order:5`.

    Which item; which unit or lot of it, if that is known.
    """

    item_id: int
    quantity: Decimal = Decimal(1)
    unit_id: int | None = None
    lot_id: int | None = None
    belongs_to: str = ""
    note: str = ""


@dataclass(frozen=True)
class Size:
    """How heavy and how large a parcel is, in grams and millimeters."""

    weight: int | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Freight:
    """
    Who pays the freight, and why; whoever sends has decided it elsewhere.

    why: in words of somebody; because: the rule that says it, and how many percent the customer
    bears by it, for each reader in their own language.
    """

    paid_by: str = PaidBy.UNDECIDED
    why: str = ""
    because: str = ""
    share: int | None = None


@dataclass(frozen=True)
class CustomerWish:
    """What the customer cares about: what matters most, on which days and hours, where."""

    wish: str = Wish.CHEAPEST
    by: date | None = None
    hours: str = ""
    place: str = ""
    not_before: date | None = None


@dataclass(frozen=True)
class WishedDelivery:
    """How a customer wants to get something; without an address it goes to the usual one."""

    wish: CustomerWish
    address: PostalAddress = PostalAddress()


@dataclass(frozen=True)
class Money:
    """An amount in a currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class ParcelFacts:
    """What is known of a parcel besides what is in it; `declared` is what that is worth."""

    sender: PostalAddress
    recipient: PostalAddress
    size: Size = Size()
    declared: Money | None = None
    wish: CustomerWish = CustomerWish()
    freight: Freight = Freight()
    note: str = ""


@dataclass(frozen=True)
class Consignment:
    """What is to be sent. `reference` is our name of it, `on` the day it would go."""

    reference: str
    sender: PostalAddress
    recipient: PostalAddress
    size: Size
    on: date
    declared: Money | None = None
    wish: CustomerWish = CustomerWish()


@dataclass(frozen=True)
class Offer:
    """
    For how much, and by when, a carrier would take a consignment.

    `name` is what the carrier knows the offer by: who buys it twice, buys one label. `days` is
    the transit time, `deliver_on` the day if the carrier names one. `to_points`: whether it
    goes to pick-up points; `keeps_hours`: whether it comes at hours agreed on. `insured_to` is
    covered without further cost; None: not told.
    """

    carrier: str
    service: str
    price: Money
    name: str = ""
    days: int | None = None
    deliver_on: date | None = None
    to_points: bool = False
    keeps_hours: bool = False
    heaviest: int | None = None
    insured_to: Decimal | None = None


@dataclass(frozen=True)
class Sighting:
    """
    One word about the way of a parcel. `key` makes it the same word when it comes again.

    `status` is empty where it only tells something.
    """

    key: str
    happened_at: datetime
    status: str = ""
    words: str = ""
    place: str = ""


@dataclass(frozen=True)
class OwnLabel:
    """A label that a person got from a carrier: what it is called there, what it costs."""

    carrier_name: str
    number: str
    service: str = ""
    price: Money | None = None
    tracking_url: str = ""
    expected_on: date | None = None
    file: bytes = b""


@dataclass(frozen=True)
class Reason:
    """Why a carrier suits or does not: a code of `policies.SUITS` or `OBJECTIONS`, a value."""

    code: str
    value: Any = ""
