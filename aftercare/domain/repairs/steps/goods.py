"""Where a unit and what is taken out of it stand in the ledger, from receipt to hand-over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import OldPartGoes, Whose
from aftercare.domain.stock.models import Balance, Movement, Place
from aftercare.domain.stock.queries import balance_of, goods_after, goods_of
from aftercare.domain.stock.states import (
    OURS,
    Condition,
    Goods,
    Line,
    MovementKind,
    Owner,
    PlaceKind,
)
from aftercare.domain.stock.steps.cores import core_rule, due_by, owe_core
from aftercare.domain.stock.steps.ledger import hold_values
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.others import good_to_give
from aftercare.domain.stock.steps.places import bin_of, place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

WORKSHOP = "WORKSHOP"
NOTHING = Decimal(0)
UNIT, OLD = "unit", "old"
"""How the lines of an order begin that move the unit itself, and the parts out of it."""

BINS: Mapping[str, str] = {
    OldPartGoes.CUSTOMER: WORKSHOP,
    OldPartGoes.KEPT: "OLD-PARTS",
    OldPartGoes.SUPPLIER: "TO-SUPPLIER",
    OldPartGoes.QUALITY: "QUALITY",
}
"""In which bin of the site a removed part waits for where it goes."""


class NobodyOwesThePart(Refused):
    """An exchange part is given to somebody who can owe us the old one."""


def take_in_goods(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """
    Book a unit to the workshop of the site: a customer's own at no worth, one of ours as it is.

    Raises what `post` raises.
    """
    workshop = bin_of(order.site, WORKSHOP, actor=actor, at=at)
    booked = _booked(order.unit)
    if booked and booked.place_kind in OURS:
        line = Line(goods_of(booked), condition=Condition.IN_REPAIR)
        if (booked.place, booked.condition) != (workshop, Condition.IN_REPAIR):
            kind = _way_within(booked.place, workshop)
            _move(order, kind, (booked.place, workshop), line, actor=actor, at=at)
        return
    source = booked.place if booked else _home(order, actor, at)
    goods = goods_of(booked) if booked else _unbooked(order)
    line = Line(goods, condition=Condition.IN_REPAIR, unit_cost=NOTHING)
    whose = (Owner.CUSTOMER, order.account_id)
    if _has_customer(order) and (goods.owner, goods.account_id) != whose:
        line = replace(line, owner=Owner.CUSTOMER, account_id=order.account_id)
    _move(order, MovementKind.RECEIVED, (source, workshop), line, actor=actor, at=at)


def give_back_goods(order: WorkOrder, condition: Condition, *, actor: Actor, at: datetime) -> None:
    """
    Book a unit out to its owner with the old parts that are theirs; one of nobody else is ours.

    What somebody has booked elsewhere meanwhile stays as it is.
    """
    stands = _stands(order, actor, at)
    if stands is None:
        return
    place, goods = stands
    line = Line(goods, condition=condition)
    if goods.owner != Owner.OURS or _has_customer(order):
        home = _home(order, actor, at)
        _move(order, MovementKind.ISSUED, (place, home), line, actor=actor, at=at)
        _give_old_parts(order, home, actor, at)
    elif goods.condition != condition:
        _move(order, MovementKind.CHANGED, (place, place), line, actor=actor, at=at)


def exchange_goods(order: WorkOrder, replacement: Unit, *, actor: Actor, at: datetime) -> None:
    """
    Book the other unit out to a customer, and that theirs is ours now, at no worth.

    Theirs that is not here is owed to us, if it is of those that are given in exchange.
    Raises `NotGood`.
    """
    hold_values(order.item_id, replacement.item_id)
    home = _home(order, actor, at)
    if other := good_to_give(replacement):
        posting = Posting(MovementKind.ISSUED, other.place, home, ref(order), order.code)
        announce_move(posting, [Line(goods_of(other), key="replacement")], actor=actor, at=at)
    if stands := _stands(order, actor, at):
        place, goods = stands
        if goods.owner != Owner.OURS:
            line = Line(goods, condition=Condition.FAULTY, owner=Owner.OURS, unit_cost=NOTHING)
            _move(order, MovementKind.PASSED_ON, (place, place), line, actor=actor, at=at)
    elif order.account and (rule := core_rule(order.item_id)):
        owe_core(
            order.account,
            item_id=order.item_id,
            quantity=Decimal(1),
            due_on=due_by(rule, at),
            document=str(ref(order)),
            line=UNIT,
            actor=actor,
            at=at,
        )


def scrap_goods_of(order: WorkOrder, why: str, *, actor: Actor, at: datetime) -> None:
    """Book a unit out as scrap; the photos of the order prove it."""
    if stands := _stands(order, actor, at):
        place, goods = stands
        scrap = place_outside(PlaceKind.SCRAP, actor=actor, at=at)
        line = Line(goods, condition=Condition.SCRAP)
        posting = Posting(MovementKind.SCRAPPED, place, scrap, ref(order), order.code, why[:200])
        announce_move(posting, [replace(line, key=_turn(order))], actor=actor, at=at)


def send_goods_out(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Book a unit out to another workshop, whosever it is."""
    if stands := _stands(order, actor, at):
        place, goods = stands
        away = place_outside(PlaceKind.SUPPLIER, order.workshop_account_id, actor=actor, at=at)
        _move(order, MovementKind.ISSUED, (place, away), Line(goods), actor=actor, at=at)


def take_goods_back(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Book the same unit in again from another workshop, worth what it was when it went."""
    last = _moves_of_unit(order).last()
    if last and last.target_kind == PlaceKind.SUPPLIER:
        workshop = bin_of(order.site, WORKSHOP, actor=actor, at=at)
        line = Line(goods_after(last), unit_cost=last.cost)
        _move(order, MovementKind.RETURNED, (last.target, workshop), line, actor=actor, at=at)


def remove_old_part(part: RepairPart, *, actor: Actor, at: datetime) -> None:
    """
    Book where a removed part goes: ours at no worth, or the customer's, who may owe it to us.

    Raises `NobodyOwesThePart`.
    """
    order = part.order
    source = _home(order, actor, at)
    goods = Goods(part.item_id, condition=Condition.FAULTY)
    line = Line(goods, part.quantity, unit_cost=NOTHING)
    if part.old_goes == OldPartGoes.SCRAP:
        target = place_outside(PlaceKind.SCRAP, actor=actor, at=at)
        line = replace(line, condition=Condition.SCRAP)
    else:
        target = bin_of(order.site, BINS[part.old_goes], actor=actor, at=at)
    if part.old_goes == OldPartGoes.QUALITY:
        line = replace(line, condition=Condition.QUARANTINE)
    if part.old_goes == OldPartGoes.CUSTOMER:
        _owe_core(part, actor, at)
        theirs = replace(goods, owner=Owner.CUSTOMER, account_id=order.account_id)
        line = replace(line, goods=theirs)
    posting = Posting(MovementKind.REMOVED, source, target, ref(order), order.code)
    announce_move(posting, [replace(line, key=_old(part))], actor=actor, at=at)


def find_removed(part: RepairPart) -> Movement | None:
    """Return how a part was booked when it was taken out of the unit."""
    rows = Movement.objects.filter(document=str(ref(part.order)), line=_old(part))
    return rows.select_related("target").first()


def _owe_core(part: RepairPart, actor: Actor, at: datetime) -> None:
    rule = core_rule(part.item_id)
    if rule is None:
        return
    order = part.order
    if order.account is None:
        raise NobodyOwesThePart(
            _("%(item)s is an exchange part: its old one stays here. Choose where it goes.")
            % {"item": part.item}
        )
    owe_core(
        order.account,
        item_id=part.item_id,
        quantity=part.quantity,
        due_on=due_by(rule, at),
        document=str(ref(order)),
        line=_old(part),
        actor=actor,
        at=at,
    )


def _move(
    order: WorkOrder,
    kind: MovementKind,
    way: tuple[Place, Place],
    line: Line,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    posting = Posting(kind, *way, ref(order), order.code)
    announce_move(posting, [replace(line, key=_turn(order))], actor=actor, at=at)


def _give_old_parts(order: WorkOrder, home: Place, actor: Actor, at: datetime) -> None:
    removed = Movement.objects.filter(
        document=str(ref(order)), kind=MovementKind.REMOVED, owner=Owner.CUSTOMER
    ).select_related("target")
    by_place: dict[Place, list[Line]] = {}
    for each in removed.order_by("pk"):
        line = Line(goods_after(each), each.quantity, key=f"home-{each.line}")
        if balance_of(each.target, line.goods) >= line.quantity:
            by_place.setdefault(each.target, []).append(line)
    for place, lines in by_place.items():
        posting = Posting(MovementKind.ISSUED, place, home, ref(order), order.code)
        announce_move(posting, lines, actor=actor, at=at)


def _has_customer(order: WorkOrder) -> bool:
    return bool(order.account_id or order.contact_id)


def _is_a_customers(order: WorkOrder) -> bool:
    return _has_customer(order) or order.way.whose != Whose.OURS


def _unbooked(order: WorkOrder) -> Goods:
    if _is_a_customers(order):
        owner, account = Owner.CUSTOMER, order.account_id
    else:
        owner, account = Owner.OURS, None
    return Goods(
        order.item_id,
        unit_id=order.unit_id,
        condition=Condition.FAULTY,
        owner=owner,
        account_id=account,
    )


def _way_within(place: Place, workshop: Place) -> MovementKind:
    if place == workshop:
        return MovementKind.CHANGED
    return MovementKind.ARRIVED if place.kind == PlaceKind.TRANSIT else MovementKind.PUT_AWAY


def _home(order: WorkOrder, actor: Actor, at: datetime) -> Place:
    return place_outside(PlaceKind.CUSTOMER, order.account_id, actor=actor, at=at)


def _booked(unit: Unit | None) -> Balance | None:
    rows = Balance.objects.select_related("place").filter(unit=unit, quantity__gt=0)
    return rows.first() if unit else None


def _moves_of_unit(order: WorkOrder) -> QuerySet[Movement]:
    moves = Movement.objects.select_related("target").order_by("pk")
    return moves.filter(document=str(ref(order)), line__startswith=f"{UNIT}-")


def _stands(order: WorkOrder, actor: Actor, at: datetime) -> tuple[Place, Goods] | None:
    """
    Return at which place of ours the unit of an order is, and as what.

    One whose repair ends while it is at another workshop goes through our books.
    """
    take_goods_back(order, actor=actor, at=at)
    if order.unit_id:
        booked = _booked(order.unit)
        return (booked.place, goods_of(booked)) if booked and booked.place_kind in OURS else None
    last = _moves_of_unit(order).last()
    return (last.target, goods_after(last)) if last else None


def _turn(order: WorkOrder) -> str:
    return f"{UNIT}-{_moves_of_unit(order).count() + 1}"


def _old(part: RepairPart) -> str:
    return f"{OLD}-{part.pk}"
