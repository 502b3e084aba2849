"""What of a return lies where: taken in as the customer's, sent on, made ours, scrapped."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.files.models import StoredFile
from aftercare.base.files.steps import link
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries import selves_of
from aftercare.domain.customers.steps import household_of
from aftercare.domain.returns.models import Arrival, Rma, RmaLine
from aftercare.domain.returns.queries import BIN
from aftercare.domain.stock.events import GoodsScrapped
from aftercare.domain.stock.models import Balance, Reservation
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import GOOD, goods_of
from aftercare.domain.stock.states import (
    Condition,
    Goods,
    Line,
    MovementKind,
    Owner,
    PlaceKind,
    Purpose,
    ReservationStatus,
)
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.others import (
    give_out,
    good_to_give,
    lying_here,
    take_in_of_customer,
    take_over,
)
from aftercare.domain.stock.steps.places import bin_of, place_outside
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.domain.units.models import Lot, Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NothingHere(Refused):
    """What is to be sent does not lie on a shelf of the site."""


def take_in(arrival: Arrival, owner: Account, *, actor: Actor, at: datetime) -> None:
    """Book what came as the customer's, apart from ours, in the bin for returns of the site."""
    if arrival.item_id is None:
        return
    goods = Goods(
        arrival.item_id,
        None if arrival.unit_id else arrival.lot_id,
        arrival.unit_id,
        Condition.QUARANTINE,
        owner=Owner.CUSTOMER,
        account_id=owner.pk,
    )
    take_in_of_customer(
        goods,
        arrival.quantity,
        source=place_outside(PlaceKind.CUSTOMER, owner.pk, actor=actor, at=at),
        target=bin_of(arrival.site, str(setting(BIN.name)), actor=actor, at=at),
        document=ref(arrival.rma) if arrival.rma else ref(arrival),
        key=f"in-{arrival.pk}",
        actor=actor,
        at=at,
    )


def owner_of_goods(rma: Rma, *, actor: Actor, at: datetime) -> Account:
    """Return whose the goods of a return are."""
    if rma.account:
        return rma.account
    assert rma.contact  # noqa: S101  # a constraint says that it is one of the two
    return household_of(rma.contact, actor=actor, at=at)


def _balance_of(line: RmaLine, owner: Owner = Owner.CUSTOMER) -> Balance | None:
    rma = line.rma
    account = rma.account or (rma.contact.account if rma.contact else None)
    goods = Goods(line.item_id, line.lot_id, line.unit_id, Condition.QUARANTINE, owner=owner)
    return lying_here(goods, selves_of(account) if account else [])


def hand_over_goods(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """Book what lies here of a line out to its customer."""
    row = _balance_of(line)
    if row is None:
        return
    target = place_outside(PlaceKind.CUSTOMER, row.account_id, actor=actor, at=at)
    give_out(
        row,
        min(line.received, row.quantity),
        target=target,
        document=ref(line.rma),
        key=f"out-{line.pk}-{PlaceKind.CUSTOMER}",
        actor=actor,
        at=at,
    )


def ours_of_line(line: RmaLine) -> Balance | None:
    """Return where goods lie that came with a line and are ours now."""
    return _balance_of(line, Owner.OURS)


def make_ours(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """Let what lies here of a line be ours: at no cost, for we do not know what it is good for."""
    row = _balance_of(line)
    if row is None or row.owner != Owner.CUSTOMER:
        return
    take_over(
        row,
        min(line.received, row.quantity),
        outside=place_outside(PlaceKind.CUSTOMER, row.account_id, actor=actor, at=at),
        document=ref(line.rma),
        key=f"line-{line.pk}",
        actor=actor,
        at=at,
    )


def scrap_here(
    line: RmaLine, *, reason: str, proof: StoredFile, name: str, actor: Actor, at: datetime
) -> None:
    """Book what lies here of a line as scrapped, with what proves it."""
    row = _balance_of(line)
    if row is None:
        return
    scrap = place_outside(PlaceKind.SCRAP, actor=actor, at=at)
    posting = Posting(MovementKind.SCRAPPED, row.place, scrap, ref(line.rma), reason=reason[:200])
    gone = Line(
        goods_of(row),
        min(line.received, row.quantity),
        key=f"scrap-{line.pk}",
        condition=Condition.SCRAP,
    )
    moved = post(posting, [gone], actor=actor, at=at)
    for each in moved[0]:
        link(proof, ref(each), name=name, readers=[f"may:{StockPermission.VIEW}"], at=at)
    announce_posted(GoodsScrapped, moved, actor=actor, at=at)


def _with_enough(shelves: QuerySet[Balance], rma: Rma, quantity: Decimal) -> Balance | None:
    """Return where so much lies that nobody but the return itself has reserved."""
    rows = Reservation.objects.filter(document=str(ref(rma)), status=ReservationStatus.HELD)
    held: dict[int, Decimal] = {}
    for each in rows:
        held[each.balance_id] = held.get(each.balance_id, Decimal(0)) + each.quantity - each.used
    found = [row for row in shelves if row.available + held.get(row.pk, Decimal(0)) >= quantity]
    return max(found, key=lambda row: row.pk in held, default=None)


def send_from_stock(
    rma: Rma,
    *,
    unit: Unit | None,
    lot: Lot | None,
    quantity: Decimal,
    key: str,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Book a replacement out of good stock of the site. What is in no stock as a unit is sent, too.

    Raises `NothingHere`, `NotGood`.
    """
    if unit:
        row = good_to_give(unit)
        if row is None:
            return
    else:
        shelves = Balance.objects.filter(
            owner=Owner.OURS, place_kind=PlaceKind.BIN, quantity__gt=0
        ).select_related("place")
        good = shelves.filter(lot=lot, condition__in=GOOD, purpose=Purpose.SERVICE)
        row = _with_enough(
            good.filter(place__site=rma.site_id, quantity__gte=quantity), rma, quantity
        )
    if row is None:
        raise NothingHere(_("There is not so much of this lot at %(site)s.") % {"site": rma.site})
    target = place_outside(PlaceKind.CUSTOMER, rma.account_id, actor=actor, at=at)
    give_out(row, quantity, target=target, document=ref(rma), key=key, actor=actor, at=at)
