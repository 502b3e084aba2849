"""Where a purchase order stands, and where it may go from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PurchaseStatus(TextChoices):
    """Where a purchase order stands."""

    DRAFT = "draft", pgettext_lazy("purchase order", "Draft")
    REQUESTED = "requested", pgettext_lazy("purchase order", "Requested")
    ORDERED = "ordered", pgettext_lazy("purchase order", "Ordered")
    CONFIRMED = "confirmed", pgettext_lazy("purchase order", "Confirmed")
    PARTLY = "partly", _("Partly received")
    RECEIVED = "received", pgettext_lazy("purchase order", "Received")
    CANCELLED = "cancelled", pgettext_lazy("purchase order", "Called off")


PURCHASE_MOVES: Mapping[str, tuple[PurchaseStatus, ...]] = {
    PurchaseStatus.DRAFT: (PurchaseStatus.REQUESTED, PurchaseStatus.CANCELLED),
    PurchaseStatus.REQUESTED: (
        PurchaseStatus.DRAFT,
        PurchaseStatus.ORDERED,
        PurchaseStatus.CANCELLED,
    ),
    PurchaseStatus.ORDERED: (
        PurchaseStatus.CONFIRMED,
        PurchaseStatus.PARTLY,
        PurchaseStatus.RECEIVED,
        PurchaseStatus.CANCELLED,
    ),
    PurchaseStatus.CONFIRMED: (
        PurchaseStatus.PARTLY,
        PurchaseStatus.RECEIVED,
        PurchaseStatus.CANCELLED,
    ),
    PurchaseStatus.PARTLY: (PurchaseStatus.RECEIVED,),
    PurchaseStatus.RECEIVED: (),
    PurchaseStatus.CANCELLED: (),
}
"""The way of a purchase order. The database knows the same table and refuses every other move."""

NOT_ORDERED = (PurchaseStatus.DRAFT, PurchaseStatus.REQUESTED)
AWAITED = (PurchaseStatus.ORDERED, PurchaseStatus.CONFIRMED, PurchaseStatus.PARTLY)
"""Where goods of a purchase order are to come."""
ENDED = (PurchaseStatus.RECEIVED, PurchaseStatus.CANCELLED)


class PurchaseKind(TextChoices):
    """As what something is bought."""

    NORMAL = "normal", pgettext_lazy("purchase", "As usual")
    LAST_TIME_BUY = "last_time_buy", _("Last-time buy")
    CUSTOM_BUILD = "custom_build", _("Made for us")
    WITH_PRODUCTION = "with_production", _("Spares with mass production")


class SupplyPromise(TextChoices):
    """What is owed to us."""

    DELIVERY = "supply.delivery", _("delivery by the supplier")


@dataclass(frozen=True)
class Wanted:
    """A line of a purchase order: what, how many, as what; without a price, that of the list."""

    item_id: int
    quantity: Decimal
    kind: str = PurchaseKind.NORMAL
    unit_price: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Came:
    """How much of a line, by its number, has come; of which lot, or as which unit."""

    number: int
    quantity: Decimal
    lot_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Terms:
    """How a supplier sells: in which currency, within how many days, on which terms."""

    currency: str
    lead_days: int
    conditions: str = ""


@dataclass(frozen=True)
class Offered:
    """A price of a supplier for an item: from how many on, in which packs, as what, how fast."""

    unit_price: Decimal
    currency: str
    from_quantity: Decimal = Decimal(1)
    kind: str = PurchaseKind.NORMAL
    lead_days: int | None = None
    their_number: str = ""
    pack: Decimal = Decimal(1)


class ShortageStatus(TextChoices):
    """Where a shortage stands."""

    OPEN = "open", pgettext_lazy("shortage", "To be decided")
    CHOSEN = "chosen", pgettext_lazy("shortage", "Under way")
    SOLVED = "solved", pgettext_lazy("shortage", "Solved")
    ENDED = "ended", pgettext_lazy("shortage", "Not needed")


SHORTAGE_MOVES: Mapping[str, tuple[ShortageStatus, ...]] = {
    ShortageStatus.OPEN: (ShortageStatus.CHOSEN, ShortageStatus.SOLVED, ShortageStatus.ENDED),
    ShortageStatus.CHOSEN: (ShortageStatus.OPEN, ShortageStatus.SOLVED, ShortageStatus.ENDED),
    ShortageStatus.SOLVED: (ShortageStatus.OPEN,),
    ShortageStatus.ENDED: (ShortageStatus.OPEN,),
}
"""The way of a shortage. What was solved is open again if its goods go to somebody else."""

WANTING = (ShortageStatus.OPEN, ShortageStatus.CHOSEN)


class WayOut(TextChoices):
    """What can be done where a part is short."""

    SHELF = "shelf", pgettext_lazy("shortage", "Used part of the shelf")
    TRANSFER = "transfer", _("From another place")
    SUBSTITUTE = "substitute", pgettext_lazy("shortage", "Approved substitute")
    ON_ORDER = "on_order", _("Wait for what is ordered")
    PURCHASE = "purchase", pgettext_lazy("shortage", "Purchase")
    CUSTOM = "custom", _("Have it made")
    CORE = "core", _("Repair a faulty one of ours")
    HARVEST = "harvest", _("Harvest from scrapped units")
    OWN_BOARD = "own_board", _("Repair the customer's own part")
    EXIT = "exit", _("Exchange or refund")
