"""Where a work order stands, and where it may go from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderKind(TextChoices):
    """What is repaired, and for whom."""

    UNIT = "unit", _("Finished unit")
    BOARD = "board", pgettext_lazy("kind of repair", "Board")
    REFURBISHMENT = "refurbishment", _("Refurbishment")
    CUSTOMER_BOARD = "customer_board", _("Customer's old board")
    EXTERNAL = "external", _("External repair")


class OrderStatus(TextChoices):
    """Where a work order stands."""

    EXPECTED = "expected", pgettext_lazy("work order", "Expected")
    RECEIVED = "received", pgettext_lazy("work order", "Received")
    DIAGNOSED = "diagnosed", pgettext_lazy("work order", "Diagnosed")
    QUOTED = "quoted", pgettext_lazy("work order", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("work order", "Approved")
    WAITING = "waiting", pgettext_lazy("work order", "Waiting")
    REPAIRING = "repairing", pgettext_lazy("work order", "In repair")
    AWAY = "away", _("At another workshop")
    TESTING = "testing", pgettext_lazy("work order", "In test")
    TESTED = "tested", pgettext_lazy("work order", "Tested")
    CLEANED = "cleaned", _("Ready to go")
    REFUSED = "refused", _("Not repaired")
    HANDED_OVER = "handed_over", _("Handed over")
    RETURNED = "returned", _("Returned unrepaired")
    EXCHANGED = "exchanged", pgettext_lazy("work order", "Exchanged")
    SCRAPPED = "scrapped", pgettext_lazy("work order", "Scrapped")
    CANCELLED = "cancelled", pgettext_lazy("work order", "Never came")


_ENDS = (OrderStatus.REFUSED, OrderStatus.EXCHANGED, OrderStatus.SCRAPPED)

MOVES: Mapping[str, tuple[OrderStatus, ...]] = {
    OrderStatus.EXPECTED: (OrderStatus.RECEIVED, OrderStatus.CANCELLED),
    OrderStatus.RECEIVED: (OrderStatus.DIAGNOSED, OrderStatus.AWAY, OrderStatus.REFUSED),
    OrderStatus.DIAGNOSED: (OrderStatus.QUOTED, OrderStatus.APPROVED, OrderStatus.AWAY, *_ENDS),
    OrderStatus.QUOTED: (OrderStatus.APPROVED, OrderStatus.REFUSED),
    OrderStatus.APPROVED: (
        OrderStatus.QUOTED,
        OrderStatus.WAITING,
        OrderStatus.REPAIRING,
        OrderStatus.TESTING,
        OrderStatus.AWAY,
        *_ENDS,
    ),
    OrderStatus.WAITING: (OrderStatus.QUOTED, OrderStatus.REPAIRING, *_ENDS),
    OrderStatus.REPAIRING: (OrderStatus.QUOTED, OrderStatus.WAITING, OrderStatus.TESTING, *_ENDS),
    OrderStatus.AWAY: (OrderStatus.TESTING, *_ENDS),
    OrderStatus.TESTING: (OrderStatus.TESTED, OrderStatus.REPAIRING),
    OrderStatus.TESTED: (OrderStatus.CLEANED, OrderStatus.REPAIRING),
    OrderStatus.CLEANED: (OrderStatus.HANDED_OVER, OrderStatus.REPAIRING),
    OrderStatus.REFUSED: (
        OrderStatus.QUOTED,
        OrderStatus.RETURNED,
        OrderStatus.EXCHANGED,
        OrderStatus.SCRAPPED,
    ),
    OrderStatus.HANDED_OVER: (),
    OrderStatus.RETURNED: (),
    OrderStatus.EXCHANGED: (),
    OrderStatus.SCRAPPED: (),
    OrderStatus.CANCELLED: (),
}
"""The way of a work order. The database knows the same table and refuses every other move."""


class Whose(StrEnum):
    """Whose what is repaired has to be."""

    ANYBODYS = "anybodys"
    CUSTOMERS = "customers"
    OURS = "ours"


class Pays(StrEnum):
    """Who pays for a kind of repair: as coverage decides, the customer, or nobody."""

    DECIDED = "decided"
    CUSTOMER = "customer"
    NOBODY = "nobody"


@dataclass(frozen=True)
class KindWay:
    """
    In what a kind of repair differs from that of a finished unit.

    `never` are arrows it does not take; with `names_place` a fault says where on the board it
    is; `keeps_old` means that removed parts stay the customer's; `goes_out` that another
    workshop repairs it, so that the unit is known by its serial and comes back under a number.
    """

    whose: Whose = Whose.ANYBODYS
    pays: Pays = Pays.DECIDED
    never: frozenset[tuple[OrderStatus, OrderStatus]] = frozenset()
    names_place: bool = False
    keeps_old: bool = False
    goes_out: bool = False

    @property
    def moves(self) -> Mapping[str, tuple[OrderStatus, ...]]:
        """Return the arrows this kind takes."""
        return {
            here: tuple(to for to in onward if (here, to) not in self.never)
            for here, onward in MOVES.items()
        }


def _never_into(*statuses: OrderStatus) -> frozenset[tuple[OrderStatus, OrderStatus]]:
    return frozenset((OrderStatus(here), to) for here in MOVES for to in statuses)


KINDS: Mapping[str, KindWay] = {
    OrderKind.UNIT: KindWay(),
    OrderKind.BOARD: KindWay(names_place=True),
    OrderKind.REFURBISHMENT: KindWay(
        whose=Whose.OURS,
        pays=Pays.NOBODY,
        never=_never_into(OrderStatus.QUOTED, OrderStatus.EXCHANGED),
    ),
    OrderKind.CUSTOMER_BOARD: KindWay(
        whose=Whose.CUSTOMERS, pays=Pays.CUSTOMER, names_place=True, keeps_old=True
    ),
    OrderKind.EXTERNAL: KindWay(
        goes_out=True,
        never=frozenset(
            {
                (OrderStatus.APPROVED, OrderStatus.REPAIRING),
                (OrderStatus.APPROVED, OrderStatus.WAITING),
            }
        ),
    ),
}
"""The kinds of repair, each by what is its own."""

BEGINNINGS = (OrderStatus.EXPECTED,)
CLOSED = tuple(status for status, onward in MOVES.items() if not onward)
WENT = (OrderStatus.HANDED_OVER, OrderStatus.RETURNED, OrderStatus.EXCHANGED, OrderStatus.SCRAPPED)
"""How a repair may have ended whose unit was here."""
NOT_HERE = (OrderStatus.EXPECTED, OrderStatus.CANCELLED)
"""Where a work order stands whose unit has never come."""
TO_BENCH_AGAIN = (OrderStatus.TESTING, OrderStatus.TESTED, OrderStatus.CLEANED)
"""From where it goes back to the bench: each time is counted as rework."""
PAUSED = {
    OrderStatus.QUOTED: "customer",
    OrderStatus.AWAY: "supplier",
    OrderStatus.REFUSED: "customer",
}
"""Where our clocks stand still, and for whom we wait; a waiting order says so itself."""


class RepairPromise(TextChoices):
    """What is owed for a work order."""

    QUOTE = "repairs.quote", _("quote")
    READY = "repairs.ready", _("repair ready")


class PhotoOf(TextChoices):
    """What a photo shows."""

    RECEIPT = "receipt", _("At receipt")
    FAULT = "fault", _("The fault")
    DAMAGE = "damage", _("Human damage")
    WORK = "work", _("The work")
    PROOF = "proof", pgettext_lazy("photo", "Proof")


class PointKind(TextChoices):
    """How a point of a test plan is judged."""

    VALUE = "value", pgettext_lazy("test", "Measured value")
    LOOK = "look", pgettext_lazy("test", "Pass or fail")
    SOAK = "soak", pgettext_lazy("test", "Runs for a time")


class QuoteStatus(TextChoices):
    """What became of a quote."""

    SENT = "sent", pgettext_lazy("quote", "Open")
    APPROVED = "approved", pgettext_lazy("quote", "Accepted")
    DECLINED = "declined", pgettext_lazy("quote", "Declined")
    REPLACED = "replaced", pgettext_lazy("quote", "Replaced")


class Cost(TextChoices):
    """For what something is paid; decisions on coverage speak of the same."""

    PARTS = "parts", pgettext_lazy("cost", "Parts")
    LABOR = "labor", pgettext_lazy("cost", "Labor")
    FREIGHT = "freight", pgettext_lazy("cost", "Freight")


class PartStatus(TextChoices):
    """How far a part a repair needs is."""

    NEEDED = "needed", pgettext_lazy("part", "Not there")
    RESERVED = "reserved", pgettext_lazy("part", "Reserved")
    FITTED = "fitted", pgettext_lazy("part", "Fitted")
    DROPPED = "dropped", pgettext_lazy("part", "Not needed")


class OldPartGoes(TextChoices):
    """Where a removed part goes."""

    CUSTOMER = "customer", _("To the customer")
    KEPT = "kept", _("Kept by us")
    SUPPLIER = "supplier", _("To the supplier")
    SCRAP = "scrap", pgettext_lazy("old part", "Scrap")
    QUALITY = "quality", _("To quality (8D)")


class SolvedBy(TextChoices):
    """How a matter ended for which a part was missing."""

    EXCHANGE = "exchange", pgettext_lazy("missing part", "Exchanged")
    RETURN = "return", pgettext_lazy("missing part", "Not repaired")
    SCRAP = "scrap", pgettext_lazy("missing part", "Unit scrapped")
    SUBSTITUTE = "substitute", pgettext_lazy("missing part", "Substitute fitted")
    REPAIR = "repair", pgettext_lazy("missing part", "Old one repaired")
    REFUND = "refund", pgettext_lazy("missing part", "Paid back")
    WITHOUT = "without", pgettext_lazy("missing part", "Done without it")


@dataclass(frozen=True)
class Scanned:
    """A part as its label says: which item, of which lot or with which serial, which revision."""

    item_id: int
    lot_id: int | None = None
    unit_id: int | None = None
    revision: str = ""


@dataclass(frozen=True)
class Priced:
    """A cost as it is quoted, in full."""

    cost: Cost
    words: str
    amount: Decimal


@dataclass(frozen=True)
class Point:
    """One point of a test plan: what is tested, and within which limits it is good."""

    name: str
    kind: str = PointKind.VALUE
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Found:
    """What was found at one place of a unit; the codes are those of the catalog."""

    symptom: str = ""
    fault: str = ""
    cause: str = ""
    action: str = ""
    designator: str = ""
    lot: str = ""
    date_code: str = ""
    words: str = ""
