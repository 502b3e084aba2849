"""What customers really had from us: their units, and how much of which lot was delivered."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.queries import selves_of
from aftercare.domain.returns.models import Replacement, Rma, RmaLine
from aftercare.domain.returns.states import AWAITED, OPEN_LINES, LineStatus, Outcome, Seen
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.units.models import Lot, Ownership, Unit
from aftercare.domain.units.queries import visible_units
from aftercare.kit.actors import Actor

NOTHING = Decimal(0)
GONE = (Outcome.REPLACE, Outcome.CREDIT, Outcome.REFUND, Outcome.SCRAP)
"""Outcomes after which the customer does not have it any more."""


@dataclass(frozen=True)
class Customer:
    """Who returns something, with the customers they were before a merge."""

    accounts: tuple[int, ...]
    contacts: tuple[int, ...]

    def owns(self, prefix: str = "") -> Q:
        """Return the condition that a row is theirs."""
        theirs = Q(**{f"{prefix}account__in": self.accounts})
        return theirs | Q(**{f"{prefix}contact__in": self.contacts})


def had_by(account: Account | None, contact: Contact | None) -> Customer:
    """Return a customer as an owner: the account, else the person and their account."""
    account = account or (contact.account if contact else None)
    return Customer(
        accounts=tuple(selves_of(account)) if account else (),
        contacts=tuple(selves_of(contact)) if contact else (),
    )


def has_had(customer: Customer, unit: Unit) -> bool:
    """Return whether a unit is a customer's, or was before somebody else's."""
    theirs = customer.owns()
    return (
        Unit.objects.filter(theirs, pk=unit.pk).exists()
        or Ownership.objects.filter(theirs, unit=unit).exists()
    )


def left_to_return(customer: Customer, lot: Lot) -> tuple[Decimal, Decimal]:
    """Return how much of a lot was delivered to a customer, and how much of it is still there."""
    delivered = _delivered(customer, lot)
    lines = RmaLine.objects.filter(customer.owns("rma__"), lot=lot)
    back = lines.filter(Q(status__in=OPEN_LINES) | Q(status=LineStatus.DONE, outcome__in=GONE))
    returned = sum((max(line.quantity, line.received) for line in back), NOTHING)
    return delivered, max(delivered - returned, NOTHING)


def _delivered(customer: Customer, lot: Lot) -> Decimal:
    """Return what the register of units says, or the ledger, whichever knows of more."""
    noted = Unit.objects.filter(customer.owns(), lot=lot, serial_key="")
    registered = noted.aggregate(sum=Sum("quantity"))["sum"] or 0
    moved = Movement.objects.filter(
        lot=lot, target_kind=PlaceKind.CUSTOMER, target__account__in=customer.accounts
    )
    booked = moved.aggregate(sum=Sum("quantity"))["sum"] or NOTHING
    sent = Replacement.objects.filter(customer.owns("line__rma__"), lot=lot)
    replaced = sent.aggregate(sum=Sum("quantity"))["sum"] or NOTHING
    return max(Decimal(registered), booked) + replaced


def own_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units with a serial that `actor` may return now, the newest first."""
    busy = RmaLine.objects.filter(status__in=OPEN_LINES, unit__isnull=False).values("unit")
    units = visible_units(actor).exclude(serial_key="").exclude(pk__in=busy)
    return units.order_by("-pk")


@dataclass(frozen=True)
class Delivered:
    """A lot that was delivered to a customer: how much, and how much may be returned."""

    lot: Lot
    delivered: Decimal
    left: Decimal


def more_than_delivered(each: Delivered) -> str:
    """Return in words how much of a lot there was, and how much of it may come back."""
    return _("Of lot %(lot)s %(delivered)s were delivered; at most %(left)s can be returned.") % {
        "lot": each.lot,
        "delivered": f"{each.delivered.normalize():f}",
        "left": f"{each.left.normalize():f}",
    }


def lots_delivered(customer: Customer) -> list[Delivered]:
    """Return the lots delivered to a customer of which something may be returned."""
    noted = Unit.objects.filter(customer.owns(), lot__isnull=False, serial_key="")
    booked = Movement.objects.filter(
        lot__isnull=False,
        unit__isnull=True,
        target_kind=PlaceKind.CUSTOMER,
        target__account__in=customer.accounts,
    )
    keys = {*noted.values_list("lot", flat=True), *booked.values_list("lot", flat=True)}
    lots = Lot.objects.filter(pk__in=keys).select_related("item").order_by("item__code", "number")
    rows = [Delivered(lot, *left_to_return(customer, lot)) for lot in lots]
    return [row for row in rows if row.left > 0]


def can_be_returned(unit: Unit) -> bool:
    """Return whether no open return has a unit."""
    return not RmaLine.objects.filter(unit=unit, status__in=OPEN_LINES).exists()


def expected_line(lines: Iterable[RmaLine], seen: Seen) -> RmaLine | None:
    """Return the line that announces what was scanned; of a lot first one that lacks some."""
    fits = [
        line
        for line in lines
        if line.item_id == seen.item_id
        and line.unit_id == seen.unit_id
        and (line.unit_id is not None or line.lot_id == seen.lot_id)
    ]
    fits.sort(key=lambda line: (line.received >= line.quantity, line.number))
    return fits[0] if fits else None


def return_awaiting(seen: Seen) -> Rma | None:
    """Return the one return that announces a unit, for who scans it without its number."""
    if seen.unit_id is None:
        return None
    lines = RmaLine.objects.filter(unit=seen.unit_id, status__in=AWAITED).order_by("-pk")
    line = lines.select_related("rma").first()
    return line.rma if line else None
