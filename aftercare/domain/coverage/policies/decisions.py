"""
What was decided: remedies, who pays, every clock, and why.

Reasons are named tuples, not dataclasses: a decision has dozens of them, and they are made at once.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from aftercare.domain.coverage.policies.facts import RemedyKind
from aftercare.domain.coverage.policies.reading import as_json

ENGINE = 2
"""
Raised when the same facts and books no longer lead to the same decision. What was decided by an
engine before is made again as that engine made it.

Engine 1 let any contract silence the law for consumers, let freight be paid beside a repair that
the customer pays, paid compensation for human damage, counted repairs made before an exchange,
let no part that was exchanged begin anew, and counted depreciation from the sale.
"""

Cost = Literal["parts", "labor", "freight", "onsite"]
COSTS: tuple[Cost, ...] = ("parts", "labor", "freight", "onsite")
Verdict = Literal["covered", "paid", "nothing"]
Outcome = Literal["fired", "not_fired", "open"]
Status = Literal["V", "K", "agreed", "own"]
Value = str | int | bool | date | list[str]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A period: `of` is the unit, its main parts, an accessory, a repair, or a kind of cost."""

    of: str
    source: str
    article: str
    event: str
    starts_on: date
    ends_on: date
    extended_days: int = 0
    moved_days: int = 0
    runs: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Share:
    """Who bears a cost, in percent."""

    us: int
    customer: int


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """What the customer may claim, and the rules that give it."""

    kind: RemedyKind
    because: tuple[str, ...]
    amount: Decimal | None = None
    currency: str | None = None
    depreciation: Decimal | None = None
    days_used: int | None = None
    within_days: int | None = None
    charge: Literal["minimum_material", "quote"] | None = None


class Failed(NamedTuple):
    """The condition that did not hold."""

    measure: str
    operator: str
    limit: str
    value: Value


class Reason(NamedTuple):
    """A rule that was looked at, with what it looked at."""

    rule: str
    source: str
    article: str
    status: Status
    outcome: Outcome
    says: str
    used: dict[str, Value]
    grants: tuple[RemedyKind, ...] = ()
    failed: Failed | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What the supplier owes us for the same fault; None if its cause is not determined."""

    supplier: str
    clause: str
    ends_on: date
    owed: bool | None
    parts: int
    labor: int
    freight: int
    onsite: int


@dataclass(frozen=True, kw_only=True)
class UsedBook:
    """A rule book that was asked, and what it said at that time."""

    code: str
    version: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The answer to one claim."""

    engine: int
    verdict: Verdict
    asked: RemedyKind | None
    granted: bool | None
    remedies: tuple[Remedy, ...]
    payers: dict[Cost, Share]
    clocks: tuple[Clock, ...]
    recovery: Recovery | None
    reasons: tuple[Reason, ...]
    books: tuple[UsedBook, ...]


def canonical(value: Any) -> str:
    """Return the one JSON text for a value: keys sorted, no blanks."""
    return json.dumps(as_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint_of(text: str) -> str:
    """Return by which a text is known again."""
    return sha256(text.encode()).hexdigest()
