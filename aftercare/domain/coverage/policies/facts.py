"""
What is known of a claim. What is not known is None, and nothing is read into that.

A list says all there was: `repairs = []` means that nothing was repaired; no list means that
nobody has looked. Order never matters: lists of happenings are kept in an order of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from aftercare.domain.coverage.policies.reading import NotUnderstood, read

Buyer = Literal["consumer", "business"]
Cause = Literal[
    "defect",
    "human_damage",
    "opened_by_others",
    "mismatch",
    "force_majeure",
    "no_network_license",
    "wear",
    "undetermined",
]
Event = Literal[
    "sold_on", "invoiced_on", "delivered_on", "installed_on", "manufactured_on", "exchanged_on"
]
RemedyKind = Literal[
    "refund",
    "exchange",
    "advance_replacement",
    "repair",
    "new_part",
    "refund_less_use",
    "price_reduction",
    "return_without_reason",
    "loan_unit",
    "free_spares",
    "compensation",
    "own_repair",
    "paid_repair",
]
EvidenceKind = Literal["photo", "mark", "reading", "statement", "report"]
Mode = Literal["free_spares", "buy_out", "discount", "compensation"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong, where, and why as far as is known."""

    kind: Literal["performance", "appearance", "none"]
    part: str | None = None
    cause: Cause | None = None
    severity: Literal["minor", "normal", "serious"] | None = None
    found_on: date | None = None
    hidden: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What shows a cause, and where it is kept."""

    shows: Cause
    kind: EvidenceKind
    what: str


@dataclass(frozen=True, kw_only=True)
class Repair:
    """An earlier repair, or one that is not over; `worked` says whether it helped."""

    began_on: date
    ended_on: date | None = None
    worked: bool | None = None
    delayed_by: Literal["parts", "repairer"] | None = None
    part: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A time the customer waited for parts."""

    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The day the unit, or a part of it, was given new."""

    on: date
    of: str = "unit"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What was paid."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The public holidays between two days, both included."""

    first: date
    last: date
    holidays: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Months:
    """For how many months something is covered; zero is not at all."""

    parts: int = 0
    labor: int = 0
    freight: int = 0
    onsite: int = 0


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of a cost is borne, in percent."""

    parts: int = 100
    labor: int = 100
    freight: int = 100
    onsite: int = 100


@dataclass(frozen=True, kw_only=True)
class Term:
    """What a contract promises for some classes of items; none named means all."""

    clause: str
    months: Months
    starts: Event
    plus_days: int = 0
    classes: tuple[str, ...] = ()
    shares: Shares = Shares()
    remedies: tuple[RemedyKind, ...] = ("repair",)
    stands_still: bool = True
    replacement: Literal["remaining", "restart"] = "remaining"


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A cause a contract does not answer for."""

    clause: str
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Extension:
    """Months that were added, for some classes or for all."""

    clause: str
    months: int
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FreightRule:
    """How much of the freight we pay, under which conditions."""

    clause: str
    share: int
    when: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdvanceReplacement:
    """A replacement is sent before the faulty unit is back."""

    clause: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceMode:
    """How a customer chose to be served, and what that gives in one claim."""

    clause: str
    kind: Mode
    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    shipped: int | None = None
    used: int | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What was agreed with the buyer, or promised to everyone by the maker."""

    code: str
    version: int = 1
    kind: Literal["contract", "promise"] = "contract"
    begins_on: date | None = None
    ends_on: date | None = None
    terms: tuple[Term, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    extensions: tuple[Extension, ...] = ()
    freight: tuple[FreightRule, ...] = ()
    advance_replacement: AdvanceReplacement | None = None
    mode: ServiceMode | None = None


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """The guarantee of a supplier to us for what is in the unit."""

    supplier: str
    clause: str
    received_on: date
    months: int
    shares: Shares = Shares(labor=0, freight=0, onsite=0)
    excludes: tuple[Cause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is known of one claim."""

    today: date
    country: str
    buyer: Buyer
    item_class: str
    contracts: tuple[Agreement, ...] | None = None
    unit: str | None = None
    sold_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    installation_agreed: bool | None = None
    manufactured_on: date | None = None
    production_ended_on: date | None = None
    last_placed_on: date | None = None
    sale: Literal["shop", "distance"] | None = None
    intact: bool | None = None
    declared_unfit: bool | None = None
    made_to_order: bool | None = None
    one_year_agreed: bool | None = None
    may_end_contract: bool | None = None
    proof: tuple[Literal["invoice", "card", "copy"], ...] | None = None
    fault: Fault | None = None
    evidence: tuple[Evidence, ...] = ()
    repairs: tuple[Repair, ...] | None = None
    waits: tuple[Wait, ...] | None = None
    exchanges: tuple[Exchange, ...] | None = None
    stock: Literal["available", "none"] | None = None
    seller_declined: bool | None = None
    impossible: tuple[Literal["repair", "exchange"], ...] = ()
    asks: RemedyKind | None = None
    price: Price | None = None
    calendar: Calendar | None = None
    upstream: Upstream | None = None

    def __post_init__(self) -> None:
        for name in HAPPENINGS:
            happened = getattr(self, name)
            if happened and len(happened) > 1:
                object.__setattr__(self, name, tuple(sorted(happened, key=repr)))


@cache
def classes_above(item_class: str) -> tuple[str, ...]:
    """Return a class and those it belongs to: `television.lcd` is a `television`."""
    words = item_class.split(".")
    return tuple(".".join(words[:count]) for count in range(len(words), 0, -1))


HAPPENINGS = ("contracts", "proof", "evidence", "repairs", "waits", "exchanges", "impossible")
DAYS_OF_SALE = ("sold_on", "invoiced_on", "delivered_on", "installed_on", "manufactured_on")
ALL = 100


def read_facts(value: object) -> Facts:
    """
    Return the facts in `value`, as JSON has them.

    Raises NotUnderstood if something is written wrongly or cannot be true, MissingFacts if that
    without which nothing can be said is not there.
    """
    facts = read(Facts, value)
    if faults := tuple(_impossible(facts)):
        raise NotUnderstood(faults)
    return facts


def _impossible(facts: Facts) -> Iterator[str]:
    for name in DAYS_OF_SALE:
        day = getattr(facts, name)
        if day and day > facts.today:
            yield f"{name}: {day} is after today"
    if facts.manufactured_on and facts.sold_on and facts.sold_on < facts.manufactured_on:
        yield "sold_on: before it was made"
    spans: list[Repair | Wait] = [*(facts.repairs or ()), *(facts.waits or ())]
    for span in spans:
        yield from _impossible_span(span, facts.today)
    for exchange in facts.exchanges or ():
        if exchange.on > facts.today:
            yield f"exchanges: {exchange.on} is after today"
    if facts.calendar and facts.calendar.last < facts.calendar.first:
        yield "calendar: the last day is before the first"
    yield from _impossible_shares(facts)


def _impossible_span(span: Repair | Wait, today: date) -> Iterator[str]:
    last = span.ended_on or today
    if not span.began_on <= last <= today:
        yield f"repairs, waits: {span.began_on} to {last} is no time that has passed"


def _impossible_shares(facts: Facts) -> Iterator[str]:
    terms = [term for contract in facts.contracts or () for term in contract.terms]
    shares = [term.shares for term in terms]
    if facts.upstream:
        shares.append(facts.upstream.shares)
    for each in shares:
        for name in ("parts", "labor", "freight", "onsite"):
            if getattr(each, name) > ALL:
                yield f"contracts: {getattr(each, name)} percent of {name} is more than all"
