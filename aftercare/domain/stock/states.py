from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(TextChoices):
    """What kind of place goods are at: ours, or outside."""

    BIN = "bin", pgettext_lazy("stock", "Bin")
    VAN = "van", pgettext_lazy("stock", "Van")
    TRANSIT = "transit", _("In transit")
    STATION = "station", _("At a station")
    CUSTOMER = "customer", _("With a customer")
    SUPPLIER = "supplier", _("With a supplier")
    SCRAP = "scrap", pgettext_lazy("stock", "Scrap")
    PRODUCTION = "production", pgettext_lazy("stock", "Production")
    OUTSIDE = "outside", pgettext_lazy("stock", "Outside")


class Condition(TextChoices):
    """What can be done with goods."""

    NEW = "new", pgettext_lazy("condition", "New")
    USED = "used", _("Used, good")
    FAULTY = "faulty", _("Faulty")
    IN_REPAIR = "in_repair", _("In repair")
    QUARANTINE = "quarantine", _("Quarantine")
    SCRAP = "scrap", pgettext_lazy("stock", "Scrap")


class Owner(TextChoices):
    """Whose goods are."""

    OURS = "ours", pgettext_lazy("stock", "Ours")
    CUSTOMER = "customer", _("The customer's")
    CONSIGNED = "consigned", _("Ours, consigned")


class Purpose(TextChoices):
    """What goods are kept for. Service stock never becomes production stock."""

    SERVICE = "service", pgettext_lazy("stock", "Service")
    PRODUCTION = "production", pgettext_lazy("stock", "Production")


class MovementKind(TextChoices):
    """In which way goods were moved."""

    RECEIVED = "received", pgettext_lazy("stock", "Received")
    PUT_AWAY = "put_away", _("Put away")
    ISSUED = "issued", pgettext_lazy("stock", "Issued")
    RETURNED = "returned", pgettext_lazy("stock", "Returned")
    SENT = "sent", pgettext_lazy("stock", "Sent")
    ARRIVED = "arrived", pgettext_lazy("stock", "Arrived")
    SCRAPPED = "scrapped", _("Scrapped")
    CHANGED = "changed", _("Condition changed")
    HARVESTED = "harvested", _("Harvested")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")
    CORRECTED = "corrected", _("Corrected")
    REMOVED = "removed", _("Removed from a unit")
    PASSED_ON = "passed_on", _("Now somebody else's")
    CONSIGNED = "consigned", _("Sent on consignment")
    TAKEN_BACK = "taken_back", _("Taken back from a station")
    SETTLED = "settled", _("Used by a station")


OURS = frozenset({PlaceKind.BIN, PlaceKind.VAN, PlaceKind.TRANSIT, PlaceKind.STATION})
"""Places of ours: what is there is counted, and never less than nothing."""

SHELVES = OURS - {PlaceKind.TRANSIT}
ELSEWHERE = frozenset(PlaceKind) - OURS

ROUTES: Mapping[MovementKind, tuple[frozenset[PlaceKind], frozenset[PlaceKind]]] = {
    MovementKind.RECEIVED: (ELSEWHERE - {PlaceKind.SCRAP}, SHELVES),
    MovementKind.PUT_AWAY: (SHELVES, SHELVES),
    MovementKind.ISSUED: (SHELVES, ELSEWHERE - {PlaceKind.SCRAP}),
    MovementKind.RETURNED: (ELSEWHERE - {PlaceKind.SCRAP}, SHELVES),
    MovementKind.SENT: (SHELVES, frozenset({PlaceKind.TRANSIT})),
    MovementKind.ARRIVED: (frozenset({PlaceKind.TRANSIT}), SHELVES),
    MovementKind.SCRAPPED: (OURS, frozenset({PlaceKind.SCRAP})),
    MovementKind.CHANGED: (SHELVES, SHELVES),
    MovementKind.HARVESTED: (frozenset({PlaceKind.SCRAP, PlaceKind.OUTSIDE}), SHELVES),
    MovementKind.COUNTED: (frozenset(PlaceKind), frozenset(PlaceKind)),
    MovementKind.CORRECTED: (frozenset(PlaceKind), frozenset(PlaceKind)),
    MovementKind.REMOVED: (ELSEWHERE - {PlaceKind.SCRAP}, SHELVES | {PlaceKind.SCRAP}),
    MovementKind.PASSED_ON: (SHELVES, SHELVES),
    MovementKind.CONSIGNED: (OURS, frozenset({PlaceKind.STATION})),
    MovementKind.TAKEN_BACK: (frozenset({PlaceKind.STATION}), OURS - {PlaceKind.STATION}),
    MovementKind.SETTLED: (frozenset({PlaceKind.STATION}), frozenset({PlaceKind.CUSTOMER})),
}
"""From which kinds of places to which a movement of each kind may lead."""


class ReservationStatus(TextChoices):
    """How a reservation stands, or ended."""

    HELD = "held", pgettext_lazy("reservation", "Held")
    USED = "used", pgettext_lazy("reservation", "Used")
    RELEASED = "released", pgettext_lazy("reservation", "Released")
    EXPIRED = "expired", pgettext_lazy("reservation", "Expired")
    DISPLACED = "displaced", _("Given to something more urgent")


class WantStatus(TextChoices):
    """How it stands with goods that a document waits for."""

    WANTED = "wanted", pgettext_lazy("goods wanted", "Not here yet")
    HELD = "held", pgettext_lazy("goods wanted", "Held for it")
    ENDED = "ended", pgettext_lazy("goods wanted", "Wanted no more")


class CorePromise(TextChoices):
    """What partners owe us."""

    OLD_PART = "stock.old_part", _("old part back from a partner")


class CountStatus(TextChoices):
    """How far a count is."""

    COUNTING = "counting", _("Being counted")
    COUNTED = "counted", _("Waits for approval")
    APPROVED = "approved", pgettext_lazy("count", "Approved")
    REJECTED = "rejected", _("To be counted again")


COUNT_MOVES: Mapping[str, tuple[CountStatus, ...]] = {
    CountStatus.COUNTING: (CountStatus.COUNTED,),
    CountStatus.COUNTED: (CountStatus.APPROVED, CountStatus.REJECTED),
    CountStatus.APPROVED: (),
    CountStatus.REJECTED: (),
}


@dataclass(frozen=True)
class Goods:
    """What is moved: of which item, lot or unit, in which condition, whose, and for what."""

    item_id: int
    lot_id: int | None = None
    unit_id: int | None = None
    condition: str = Condition.NEW
    purpose: str = Purpose.SERVICE
    owner: str = Owner.OURS
    account_id: int | None = None


@dataclass(frozen=True)
class Line:
    """
    So much of some goods; `key` tells the line of a document from its others.

    What it becomes on the way is `condition`, `purpose` and `owner` (with `account_id`), if not
    the same as before. One that is `backwards` goes from the target to the source of its posting.
    """

    goods: Goods
    quantity: Decimal = Decimal(1)
    key: str = ""
    unit_cost: Decimal | None = None
    condition: str = ""
    purpose: str = ""
    owner: str = ""
    account_id: int | None = None
    reserved: Decimal = Decimal(0)
    corrects_id: int | None = None
    backwards: bool = False
