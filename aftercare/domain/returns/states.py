"""Where a return and each of its lines stand, and where they may go from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RmaStatus(TextChoices):
    """Where a return stands."""

    REQUESTED = "requested", pgettext_lazy("return", "Asked for")
    APPROVED = "approved", pgettext_lazy("return", "May be sent")
    RECEIVED = "received", pgettext_lazy("return", "Here")
    DECIDED = "decided", pgettext_lazy("return", "Decided")
    CLOSED = "closed", pgettext_lazy("return", "Closed")
    REFUSED = "refused", pgettext_lazy("return", "Refused")
    EXPIRED = "expired", pgettext_lazy("return", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("return", "Called off")


RMA_MOVES: Mapping[str, tuple[RmaStatus, ...]] = {
    RmaStatus.REQUESTED: (RmaStatus.APPROVED, RmaStatus.REFUSED, RmaStatus.CANCELLED),
    RmaStatus.APPROVED: (RmaStatus.RECEIVED, RmaStatus.EXPIRED, RmaStatus.CANCELLED),
    RmaStatus.RECEIVED: (RmaStatus.DECIDED, RmaStatus.CLOSED),
    RmaStatus.DECIDED: (RmaStatus.RECEIVED, RmaStatus.CLOSED),
    RmaStatus.CLOSED: (RmaStatus.RECEIVED,),
    RmaStatus.REFUSED: (RmaStatus.APPROVED,),
    RmaStatus.EXPIRED: (RmaStatus.APPROVED, RmaStatus.RECEIVED),
    RmaStatus.CANCELLED: (),
}
"""The way of a return. The database knows the same table and refuses every other move."""

ENDED = (RmaStatus.CLOSED, RmaStatus.REFUSED, RmaStatus.EXPIRED, RmaStatus.CANCELLED)
TAKES_GOODS = (
    RmaStatus.APPROVED,
    RmaStatus.EXPIRED,
    RmaStatus.RECEIVED,
    RmaStatus.DECIDED,
    RmaStatus.CLOSED,
)
"""Where what was announced is taken in without asking; what comes too late is not lost."""


class LineStatus(TextChoices):
    """Where one line of a return stands."""

    EXPECTED = "expected", pgettext_lazy("line of a return", "Expected")
    NOT_COMING = "not_coming", pgettext_lazy("line of a return", "Not coming")
    RECEIVED = "received", pgettext_lazy("line of a return", "Here")
    INSPECTED = "inspected", pgettext_lazy("line of a return", "Looked at")
    DECIDED = "decided", pgettext_lazy("line of a return", "Decided")
    DONE = "done", pgettext_lazy("line of a return", "Done")


LINE_MOVES: Mapping[str, tuple[LineStatus, ...]] = {
    LineStatus.EXPECTED: (LineStatus.RECEIVED, LineStatus.NOT_COMING),
    LineStatus.NOT_COMING: (LineStatus.EXPECTED, LineStatus.RECEIVED),
    LineStatus.RECEIVED: (LineStatus.INSPECTED,),
    LineStatus.INSPECTED: (LineStatus.DECIDED,),
    LineStatus.DECIDED: (LineStatus.INSPECTED, LineStatus.DONE),
    LineStatus.DONE: (),
}
"""The way of a line, as the database knows it too."""

AWAITED = (LineStatus.EXPECTED, LineStatus.NOT_COMING)
"""Where a line stands of which nothing has come."""
OPEN_LINES = (LineStatus.EXPECTED, LineStatus.RECEIVED, LineStatus.INSPECTED, LineStatus.DECIDED)


class ReturnPromise(TextChoices):
    """What is owed for a return."""

    ANSWER = "returns.answer", _("answer to the return")
    DECISION = "returns.decision", _("decision on the return")
    REPLACEMENT = "returns.replacement", _("replacement on its way")


class EvidenceKind(TextChoices):
    """What somebody who returns something is asked to show, or what we keep of it."""

    PHOTO = "photo", pgettext_lazy("evidence", "Photo of the fault")
    SERIAL_LABEL = "serial_label", _("Photo of the serial or lot label")
    PACKING = "packing", _("Photo of the packing")
    TEST_REPORT = "test_report", _("Test report")
    INVOICE = "invoice", pgettext_lazy("evidence", "Invoice")


class KeptAs(TextChoices):
    """What of us is kept with a return."""

    INSPECTION = "inspection", pgettext_lazy("file of a return", "Inspection")
    PROOF = "proof", pgettext_lazy("file of a return", "Proof")
    FREIGHT = "freight", pgettext_lazy("file of a return", "Freight bill")


class FreightRule(TextChoices):
    """Who pays the freight of a return with some reason."""

    COVERAGE = "coverage", _("As the decision on coverage says")
    US = "us", pgettext_lazy("freight", "We do")
    CUSTOMER = "customer", pgettext_lazy("freight", "The customer")


class ComesBy(TextChoices):
    """How what is returned comes to us."""

    LABEL = "label", _("With a label of ours")
    SENT = "sent", _("The customer sends it")
    BROUGHT = "brought", _("The customer brings it")


class FoundAs(TextChoices):
    """What was found when a line was looked at."""

    AS_CLAIMED = "as_claimed", _("As claimed")
    OTHER_FAULT = "other_fault", _("Another fault")
    NO_FAULT = "no_fault", _("No fault found")
    HUMAN_DAMAGE = "human_damage", pgettext_lazy("found", "Human damage")
    NOT_OURS = "not_ours", _("Not ours")


BORNE_BY_SENDER = (FoundAs.NO_FAULT, FoundAs.HUMAN_DAMAGE, FoundAs.NOT_OURS)
"""What was found makes the freight the customer's, unless our own mistake was the reason."""


class Outcome(TextChoices):
    """What becomes of a line."""

    REPAIR = "repair", pgettext_lazy("outcome of a return", "Repair")
    REPLACE = "replace", pgettext_lazy("outcome of a return", "Replace")
    CREDIT = "credit", pgettext_lazy("outcome of a return", "Credit")
    REFUND = "refund", pgettext_lazy("outcome of a return", "Refund")
    AS_IS = "as_is", _("Return as it is")
    SCRAP = "scrap", pgettext_lazy("outcome of a return", "Scrap")


class ArrivalKind(TextChoices):
    """What a thing that came is to the return it came with."""

    MATCHES = "matches", _("As announced")
    TOO_FEW = "too_few", _("Fewer than announced")
    TOO_MANY = "too_many", _("More than announced")
    NOT_ANNOUNCED = "not_announced", _("Not announced")
    NOT_AGREED = "not_agreed", _("The return is not agreed")
    SOMEBODY_ELSES = "somebody_elses", _("Somebody else's")
    UNKNOWN = "unknown", pgettext_lazy("something that came", "Unknown")


AS_AGREED = (ArrivalKind.MATCHES, ArrivalKind.TOO_FEW)


class ArrivalState(TextChoices):
    """Whether somebody has to look at a thing that came, and what they said."""

    TAKEN = "taken", pgettext_lazy("something that came", "Taken in")
    OPEN = "open", _("Somebody has to look")
    ADDED = "added", _("Added to the return")
    SET_ASIDE = "set_aside", _("Set aside")


class AmountKind(TextChoices):
    """What an amount is for; who gets it follows from it."""

    CREDIT = "credit", pgettext_lazy("amount", "Credit for goods")
    REFUND = "refund", pgettext_lazy("amount", "Refund for goods")
    FREIGHT_BACK = "freight_back", _("Freight we pay back")
    FREIGHT_CHARGED = "freight_charged", _("Freight charged back")
    NOT_RETURNED = "not_returned", _("Old one not returned")
    CHARGE_BACK = "charge_back", _("Charge for the old one, given back")


TO_US = (AmountKind.FREIGHT_CHARGED, AmountKind.NOT_RETURNED)
"""Amounts the customer owes us; all others we owe them."""


class Side(TextChoices):
    """Who has paid, or bears."""

    US = "us", pgettext_lazy("who pays", "Us")
    CUSTOMER = "customer", pgettext_lazy("who pays", "The customer")


class SupplierReturnStatus(TextChoices):
    """Where a return of ours to a supplier stands."""

    OPEN = "open", pgettext_lazy("return to a supplier", "Asked for")
    SENT = "sent", pgettext_lazy("return to a supplier", "Sent")
    SETTLED = "settled", pgettext_lazy("return to a supplier", "Settled")
    CALLED_OFF = "off", pgettext_lazy("return to a supplier", "Called off")


SUPPLIER_MOVES: Mapping[str, tuple[SupplierReturnStatus, ...]] = {
    SupplierReturnStatus.OPEN: (SupplierReturnStatus.SENT, SupplierReturnStatus.CALLED_OFF),
    SupplierReturnStatus.SENT: (SupplierReturnStatus.SETTLED,),
    SupplierReturnStatus.SETTLED: (SupplierReturnStatus.SENT,),
    SupplierReturnStatus.CALLED_OFF: (),
}


class SupplierAnswer(TextChoices):
    """What a supplier gives for one thing that was sent to them."""

    CREDITED = "credited", pgettext_lazy("answer of a supplier", "Credited")
    REPLACED = "replaced", pgettext_lazy("answer of a supplier", "Replaced")
    SENT_BACK = "sent_back", pgettext_lazy("answer of a supplier", "Sent back")
    REFUSED = "refused", pgettext_lazy("answer of a supplier", "Refused, and kept there")
    CALLED_OFF = "off", pgettext_lazy("answer of a supplier", "Not sent")


FREE_AGAIN = (SupplierAnswer.SENT_BACK, SupplierAnswer.CALLED_OFF)
"""Answers after which a thing lies with us again, and may go to a supplier once more."""

ANSWERS = tuple(each for each in SupplierAnswer if each != SupplierAnswer.CALLED_OFF)
"""What a supplier may answer; not sent is said by us."""


@dataclass(frozen=True)
class Answered:
    """
    What a supplier gives for a line: how, in which words, and how much money it is worth.

    What replaces it comes to the place `place_id`; without an amount it is worth what a good one
    is worth to us on average. `unit_id` or `lot_id` is what came, if it has a number.
    """

    how: SupplierAnswer
    words: str = ""
    amount: Decimal | None = None
    currency: str = ""
    place_id: int | None = None
    unit_id: int | None = None
    lot_id: int | None = None


@dataclass(frozen=True)
class Announced:
    """What somebody wants to send back: a unit, or a quantity of a lot."""

    item_id: int
    unit_id: int | None = None
    lot_id: int | None = None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class Paid:
    """What is paid back: how, how much, and what for; no currency is that of the settings."""

    how: Outcome
    amount: Decimal
    currency: str
    what_for: str


@dataclass(frozen=True)
class Shown:
    """A file that shows something of a return."""

    kind: str
    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Seen:
    """What a scan at the door has shown; nothing but its text where nobody knows what it is."""

    text: str
    item_id: int | None = None
    unit_id: int | None = None
    lot_id: int | None = None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class Claim:
    """What is known of a return when rules look at it."""

    reason: str
    in_guarantee: bool
    evidence_complete: bool
    value: Decimal | None
    quantity: Decimal


@dataclass(frozen=True)
class Rule:
    """An approval rule as data: who meets all it says is approved without a person."""

    name: str
    reason: str = ""
    needs_guarantee: bool = True
    needs_evidence: bool = True
    most_value: Decimal | None = None
    most_quantity: Decimal | None = None


@dataclass(frozen=True)
class Wish:
    """What a return is asked for: what, why, and what shows it."""

    lines: Sequence[Announced]
    words: str = ""
    shown: Sequence[Shown] = field(default=())
    language: str = ""
