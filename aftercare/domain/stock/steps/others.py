"""Goods of customers: they come to us apart from ours, and may become ours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.domain.stock.events import GoodsIssued, GoodsReturned
from aftercare.domain.stock.models import Balance, Movement, Place
from aftercare.domain.stock.queries import GOOD, goods_of, outside_of
from aftercare.domain.stock.states import OURS, Condition, Goods, Line, MovementKind, Owner
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused

NOTHING = Decimal(0)


class NotGood(Refused):
    """What is given to a customer in place of theirs is good, ours and with us."""


def take_in_of_customer(
    goods: Goods,
    quantity: Decimal,
    *,
    source: Place,
    target: Place,
    document: Ref,
    key: str,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Take in what stays a customer's: worth nothing to us, apart from what is ours.

    A unit our books know somewhere outside comes from there, and is theirs from now on. Raises
    what `post` raises.
    """
    known = outside_of(goods.unit_id) if goods.unit_id else None
    line = Line(goods, quantity, key=key)
    if known:
        source, line = known.place, replace(line, goods=goods_of(known), condition=goods.condition)
        if (known.owner, known.account_id) != (goods.owner, goods.account_id):
            line = replace(line, unit_cost=NOTHING, owner=goods.owner, account_id=goods.account_id)
    posting = Posting(MovementKind.RETURNED, source, target, document)
    moved = post(posting, [line], actor=actor, at=at)
    return announce_posted(GoodsReturned, moved, actor=actor, at=at)


def take_over(
    row: Balance,
    quantity: Decimal,
    *,
    outside: Place,
    document: Ref,
    key: str,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Let goods of a customer that lie here be ours, at no cost: out as theirs, in as ours."""
    theirs = goods_of(row)
    ours = replace(theirs, owner=Owner.OURS, account_id=None)
    lines = [
        Line(ours, quantity, key=f"{key}-ours", unit_cost=NOTHING),
        Line(theirs, quantity, key=f"{key}-theirs", backwards=True),
    ]
    posting = Posting(MovementKind.RETURNED, outside, row.place, document)
    moved = post(posting, lines, actor=actor, at=at)
    return announce_posted(GoodsReturned, moved, actor=actor, at=at)


def give_out(
    row: Balance,
    quantity: Decimal,
    *,
    target: Place,
    document: Ref,
    key: str,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Give out goods that lie here, whosever they are. Raises what `post` raises."""
    posting = Posting(MovementKind.ISSUED, row.place, target, document)
    moved = post(posting, [Line(goods_of(row), quantity, key=key)], actor=actor, at=at)
    return announce_posted(GoodsIssued, moved, actor=actor, at=at)


def good_to_give(unit: Unit) -> Balance | None:
    """
    Return where a unit lies that is given to a customer; None where our books have it nowhere.

    Raises `NotGood` for what is not good, or not with us and ours.
    """
    row = Balance.objects.filter(unit=unit, quantity__gt=0).select_related("place").first()
    if row is None:
        return None
    is_here = row.place_kind in OURS and row.owner == Owner.OURS
    if not is_here or row.condition not in GOOD:
        raise NotGood(
            _(
                "%(unit)s cannot be given to a customer: our stock has it at %(place)s as"
                " “%(condition)s”. Choose another one."
            )
            % {"unit": unit, "place": row.place, "condition": Condition(row.condition).label}
        )
    return row


def lying_here(goods: Goods, accounts: Sequence[int]) -> Balance | None:
    """Return where goods lie: the unit itself, or of the lot what is of `accounts`, or ours."""
    rows = Balance.objects.filter(
        item=goods.item_id, place_kind__in=sorted(OURS), quantity__gt=0
    ).select_related("place")
    if goods.unit_id:
        return rows.filter(unit=goods.unit_id).first()
    rows = rows.filter(lot=goods.lot_id, condition=goods.condition, owner=goods.owner)
    if goods.owner != Owner.OURS:
        rows = rows.filter(account__in=accounts)
    return rows.order_by("-quantity", "pk").first()
