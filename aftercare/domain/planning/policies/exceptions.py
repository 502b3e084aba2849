"""What is odd about a part, and what to do about it: plain rules on plain numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from aftercare.domain.planning.states import ExceptionKind, Proposal, Silence

LIKELY = 0.10
"""A shortage likelier than this is looked at."""
HARDLY = 0.05
"""Demand less likely than this is none."""
NOTABLE = 0.2
"""So much of a stock has to be too much before anybody is told."""
MANY = 10
"""From so many on a part of a piece is nothing to read."""
LOOK_AHEAD_DAYS = 180
"""So long before the last day a last order is talked about."""
LEAST_TRANSFER = 2
FEWEST_MONTHS = 3
LONGEST_REST_DAYS = 30


@dataclass(frozen=True)
class Shelf:
    """
    What lies at a site of ours or a partner's, and what it should have.

    move: how many to send there, below zero from there, so that what is there is missed least.
    """

    place: str
    stock: float
    needed: float
    move: float = 0.0

    @property
    def is_site(self) -> bool:
        """Return whether it is ours: only from there we can send by ourselves."""
        return self.place.startswith("site:")


@dataclass(frozen=True)
class PartFacts:
    """
    What is known of a part.

    soon: P(it runs out before an order can come); to_end: P(it runs out at all); any_demand: P(at
    least one is asked for); most: the 95 % quantile of all that will be. last_order_in: days until
    it can be ordered last, None if there is no such day; ended: it cannot be ordered any more.
    Where others stand in, the chances are with them; alone: the same two chances without.
    """

    at_hand: float
    on_order: float
    price: float
    mean: float
    most: float
    soon: float
    to_end: float
    any_demand: float
    order_up_to: float
    last_buy: float
    silence: str = ""
    apart: float = 1.0
    runs_out_in: int | None = None
    last_order_in: int | None = None
    ended: bool = False
    alone: tuple[float, float] | None = None
    stand_ins: tuple[tuple[str, float], ...] = ()
    """What may stand in, and what lies there of each."""
    ordered: Callable[[float], float] = ceil
    """How many are bought to have so many: whole ones, or as suppliers sell them."""
    shelves: tuple[Shelf, ...] = ()

    @property
    def position(self) -> float:
        """Return what is there or ordered."""
        return self.at_hand + self.on_order


@dataclass(frozen=True)
class Finding:
    """One thing to look at."""

    kind: ExceptionKind
    proposal: Proposal
    quantity: int = 0
    numbers: Mapping[str, Any] = field(default_factory=dict)
    size: float = 0.0
    source: str = ""
    target: str = ""


def enough_to_count(months_with_demand: int) -> bool:
    """Return whether past demand says anything about demand to come."""
    return months_with_demand >= FEWEST_MONTHS


def findings_of(facts: PartFacts) -> list[Finding]:
    """Return what a planner has to look at; where the models cannot tell, no quantity is said."""
    if facts.silence:
        return list(_silent(facts))
    return [*_lacking(facts), *_too_much(facts), *_misplaced(facts)]


def _silent(facts: PartFacts) -> Iterator[Finding]:
    if facts.silence == Silence.APART:
        numbers = {"apart": round(facts.apart, 1), "at_hand": facts.at_hand}
        size = facts.price * facts.mean
        yield Finding(ExceptionKind.DISAGREE, Proposal.LOOK, 0, numbers, size)


def _lacking(facts: PartFacts) -> Iterator[Finding]:
    numbers = {
        "at_hand": facts.at_hand,
        "on_order": facts.on_order,
        "expected": _said(facts.mean),
        "runs_out_in": facts.runs_out_in,
    }
    needed = max(facts.last_buy - facts.position, 0)
    missing = _order(facts, needed)
    is_last = not facts.ended and facts.last_order_in is not None
    if is_last and (facts.last_order_in or 0) <= LOOK_AHEAD_DAYS and missing:
        told = numbers | {"days": facts.last_order_in, "chance": facts.to_end}
        told |= _help(facts, is_soon=False) | _rounded(needed, missing)
        size = missing * facts.price
        yield Finding(ExceptionKind.LAST_BUY, Proposal.LAST_ORDER, missing, told, size)
        return
    chance = facts.to_end if facts.ended else facts.soon
    if chance <= LIKELY:
        return
    told = numbers | {"chance": chance} | _help(facts, is_soon=not facts.ended)
    if facts.ended:
        wanted = ceil(needed)
    else:
        needed = max(facts.order_up_to - facts.position, 0)
        wanted = _order(facts, needed)
        told |= _rounded(needed, wanted)
    if wanted:
        how = Proposal.FIND if facts.ended else Proposal.ORDER
        yield Finding(ExceptionKind.RUNS_OUT, how, wanted, told, wanted * facts.price)


def _said(expected: float) -> float:
    """Return what is expected as the page of the part says it."""
    return round(expected) if expected >= MANY else round(expected, 1)


def _order(facts: PartFacts, needed: float) -> int:
    return ceil(facts.ordered(needed)) if needed > 0 else 0


def _rounded(needed: float, order: int) -> dict[str, Any]:
    """Return how many are needed, where suppliers only sell more at once."""
    return {"needed": ceil(needed)} if order > ceil(needed) else {}


def _help(facts: PartFacts, *, is_soon: bool) -> dict[str, Any]:
    """Return what stands in for a part, and the chance that it runs out without."""
    if facts.alone is None or not facts.stand_ins:
        return {}
    named = ", ".join(f"{code} ({there:g})" for code, there in facts.stand_ins)
    return {"alone": facts.alone[0 if is_soon else 1], "stand_ins": named}


def _too_much(facts: PartFacts) -> Iterator[Finding]:
    numbers = {
        "at_hand": facts.at_hand,
        "expected": _said(facts.mean),
        "most": ceil(facts.most),
        "any_demand": facts.any_demand,
    }
    if facts.at_hand > 0 and facts.any_demand < HARDLY:
        size = facts.at_hand * facts.price
        yield Finding(ExceptionKind.OBSOLETE, Proposal.SCRAP, int(facts.at_hand), numbers, size)
        return
    excess = int(facts.at_hand - ceil(facts.most))
    if excess > 0 and excess >= NOTABLE * facts.at_hand:
        size = excess * facts.price
        yield Finding(ExceptionKind.EXCESS, Proposal.SELL, excess, numbers, size)


def _misplaced(facts: PartFacts) -> Iterator[Finding]:
    """Return the one transfer that helps most, of those that rebalancing finds."""
    sites = [each for each in facts.shelves if each.is_site]
    if not sites:
        return
    source = min(sites, key=lambda each: each.move)
    target = max(facts.shelves, key=lambda each: each.move)
    units = int(min(-source.move, target.move))
    if units >= LEAST_TRANSFER:
        numbers = {
            "there": source.stock,
            "needed_there": round(source.needed, 1),
            "here": target.stock,
            "needed_here": round(target.needed, 1),
        }
        yield Finding(
            ExceptionKind.MISPLACED,
            Proposal.TRANSFER,
            units,
            numbers,
            units * facts.price,
            source.place,
            target.place,
        )


def rest_of(at: datetime) -> datetime:
    """Return until when a decision rests before a plan may ask again."""
    return at + timedelta(days=LONGEST_REST_DAYS)
