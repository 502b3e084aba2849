"""
What rules may ask of a claim: each measure is one question with one answer, or not known.

A measure of the claim is the same for all books. The others depend on whose clocks run and on
what was granted so far.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from aftercare.domain.coverage.policies.decisions import Value
from aftercare.domain.coverage.policies.facts import Facts, RemedyKind, Repair

CHARGED: frozenset[RemedyKind] = frozenset({"paid_repair", "own_repair"})
"""Remedies that leave the cost to the customer."""
EXCLUDING = (
    "human_damage",
    "opened_by_others",
    "mismatch",
    "force_majeure",
    "no_network_license",
    "wear",
)
"""Causes that take something from the customer, and so have to be shown."""


@dataclass(frozen=True)
class Unknown:
    """What is not known, by the names of the facts that would say it."""

    facts: tuple[str, ...]


class View(Protocol):
    """A claim as one book sees it."""

    @property
    def facts(self) -> Facts: ...
    @property
    def granted(self) -> Collection[RemedyKind]:
        """What this book has granted so far."""
        ...

    @property
    def granted_by_others(self) -> Collection[RemedyKind]:
        """What the books before this one have granted."""
        ...

    @property
    def granted_by_law(self) -> Collection[RemedyKind]:
        """What laws have granted so far, this book among them."""
        ...

    @property
    def repairs(self) -> "tuple[Repair, ...] | Unknown":
        """The repairs of the unit that is there now."""
        ...

    @property
    def burden_is_ours(self) -> bool | Unknown:
        """Whether it is for the seller to show that there was no defect."""
        ...

    @property
    def others_say(self) -> bool:
        """Whether another book or a contract says something of this class."""
        ...

    def evidence_lacking(self) -> tuple[str, ...]:
        """Return the evidence that is asked for the cause and is not there."""
        ...

    def covers_fault(self, *, with_parts: bool) -> bool | Unknown:
        """Return whether the clocks for what is broken still run."""
        ...

    def is_accessory(self) -> bool | Unknown:
        """Return whether what is broken has a period of its own."""
        ...

    def is_main_part(self) -> bool | Unknown:
        """Return whether what is broken is one of the main parts."""
        ...

    def value_of(self, measure: "Measure") -> Value | Unknown:
        """Return what a measure says here."""
        ...


Question = Callable[[View], Value | Unknown]


@dataclass(frozen=True)
class Measure:
    """Something that can be asked of a claim, in the words of the trade."""

    name: str
    kind: type
    read: Question
    of_claim: bool


def day_of_sale(facts: Facts) -> date | None:
    """Return when it was sold; the invoice is the proof of that day where no other is known."""
    return facts.sold_on or facts.invoiced_on
