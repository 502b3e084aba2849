"""
What rules may ask of a claim: each measure is one question with one answer, or not known.

A measure of the claim is the same for all books. The others depend on whose clocks run and on
what was granted so far.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from aftercare.domain.coverage.policies.days import days_between, months_begun
from aftercare.domain.coverage.policies.decisions import Value
from aftercare.domain.coverage.policies.facts import Facts, RemedyKind, Repair, classes_above

EXCLUDING = ("human_damage", "opened_by_others", "mismatch", "force_majeure", "wear")
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


MEASURES: dict[str, Measure] = {}


def _measure(kind: type, *, of_claim: bool = True) -> Callable[[Question], Question]:
    def register(question: Question) -> Question:
        MEASURES[question.__name__] = Measure(question.__name__, kind, question, of_claim)
        return question

    return register


def day_of_sale(facts: Facts) -> date | None:
    """Return when it was sold; the invoice is the proof of that day where no other is known."""
    return facts.sold_on or facts.invoiced_on


@_measure(int)
def days_since_sale(view: View) -> Value | Unknown:
    """Days since the sale."""
    sold = day_of_sale(view.facts)
    return days_between(sold, view.facts.today) if sold else Unknown(("sold_on",))


@_measure(int)
def days_since_delivery(view: View) -> Value | Unknown:
    """Days since the customer received it."""
    day = view.facts.delivered_on
    return days_between(day, view.facts.today) if day else Unknown(("delivered_on",))


@_measure(int)
def months_since_sale(view: View) -> Value | Unknown:
    """Months begun since the sale."""
    sold = day_of_sale(view.facts)
    return months_begun(sold, view.facts.today) if sold else Unknown(("sold_on",))


@_measure(int)
def months_to_defect(view: View) -> Value | Unknown:
    """Months begun between delivery and the day the fault was found."""
    facts = view.facts
    found = facts.fault.found_on if facts.fault else None
    if facts.delivered_on and found:
        return months_begun(facts.delivered_on, found)
    wanted = (("delivered_on", facts.delivered_on), ("fault.found_on", found))
    return Unknown(tuple(name for name, value in wanted if not value))


@_measure(str)
def fault(view: View) -> Value | Unknown:
    """Which kind of fault it is."""
    return view.facts.fault.kind if view.facts.fault else Unknown(("fault",))


@_measure(str)
def severity(view: View) -> Value | Unknown:
    """How grave the fault is."""
    found = view.facts.fault
    return found.severity if found and found.severity else Unknown(("fault.severity",))


@_measure(str)
def cause(view: View) -> Value | Unknown:
    """Why it is faulty; what excludes has to be shown by the evidence that is asked for."""
    facts = view.facts
    if facts.fault and facts.fault.kind == "none":
        return "no_fault"
    named = facts.fault.cause if facts.fault else None
    if named in EXCLUDING:
        lacking = view.evidence_lacking()
        return Unknown(lacking) if lacking else named
    if named == "undetermined":
        burden = view.burden_is_ours
        if isinstance(burden, Unknown):
            return burden
        return "defect" if burden else Unknown(("fault.cause",))
    return named or Unknown(("fault.cause",))


@_measure(str)
def named_cause(view: View) -> Value | Unknown:
    """Why it is faulty, as it was reported."""
    named = view.facts.fault.cause if view.facts.fault else None
    return named or Unknown(("fault.cause",))


@_measure(list)
def proof(view: View) -> Value | Unknown:
    """Proof the buyer can show: invoice, guarantee card, a copy, or nothing."""
    given = view.facts.proof
    if given is None:
        return Unknown(("proof",))
    return list(given) or ["nothing"]


@_measure(list)
def evidence(view: View) -> Value | Unknown:
    """Which kinds of evidence there are."""
    return sorted({each.kind for each in view.facts.evidence}) or ["nothing"]


@_measure(str)
def sale(view: View) -> Value | Unknown:
    """Sold in a shop or at a distance."""
    return view.facts.sale or Unknown(("sale",))


@_measure(bool)
def intact(view: View) -> Value | Unknown:
    """Whether the goods came back as they were sold."""
    given = view.facts.intact
    return Unknown(("intact",)) if given is None else given


@_measure(bool)
def declared_unfit(view: View) -> Value | Unknown:
    """Whether an authority has declared the goods unfit."""
    given = view.facts.declared_unfit
    return Unknown(("declared_unfit",)) if given is None else given


@_measure(list)
def item_class(view: View) -> Value | Unknown:
    """Class of the goods and those above it: `television.lcd`, `television`."""
    return list(classes_above(view.facts.item_class))


@_measure(bool)
def installation_agreed(view: View) -> Value | Unknown:
    """Whether the seller had to install it."""
    given = view.facts.installation_agreed
    return Unknown(("installation_agreed",)) if given is None else given


@_measure(int)
def failed_repairs(view: View) -> Value | Unknown:
    """Repairs after which it did not work."""
    repairs = view.facts.repairs
    if repairs is None:
        return Unknown(("repairs",))
    over = [each for each in repairs if each.ended_on]
    if any(each.worked is None for each in over):
        return Unknown(("repairs.worked",))
    return sum(each.worked is False for each in over)


@_measure(int)
def repairs_done(view: View) -> Value | Unknown:
    """Repairs that were finished."""
    repairs = view.facts.repairs
    return (
        Unknown(("repairs",)) if repairs is None else sum(bool(each.ended_on) for each in repairs)
    )


@_measure(int)
def days_in_repair(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that is not over."""
    return _days_of_open_repair(view.facts, lambda repair: True)


@_measure(int)
def days_held_by_parts(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that waits for the maker's parts."""
    return _days_of_open_repair(view.facts, lambda repair: repair.delayed_by == "parts")


@_measure(int)
def days_held_by_repairer(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that the repairer delays."""
    return _days_of_open_repair(view.facts, lambda repair: repair.delayed_by == "repairer")


def _days_of_open_repair(facts: Facts, counts: Callable[[Repair], bool]) -> Value | Unknown:
    if facts.repairs is None:
        return Unknown(("repairs",))
    open_ones = [each for each in facts.repairs if not each.ended_on and counts(each)]
    return max((days_between(each.began_on, facts.today) for each in open_ones), default=0)


@_measure(int)
def exchanges_of_part(view: View) -> Value | Unknown:
    """How often the part that is broken was exchanged."""
    facts = view.facts
    if facts.exchanges is None:
        return Unknown(("exchanges",))
    broken = facts.fault.part if facts.fault else None
    return sum(each.of == broken for each in facts.exchanges)


@_measure(str)
def stock(view: View) -> Value | Unknown:
    """Whether the seller has the model to exchange it."""
    return view.facts.stock or Unknown(("stock",))


@_measure(bool)
def seller_declined(view: View) -> Value | Unknown:
    """Whether the seller refused to repair or replace, or did not do it."""
    given = view.facts.seller_declined
    return Unknown(("seller_declined",)) if given is None else given


@_measure(bool, of_claim=False)
def in_period(view: View) -> Value | Unknown:
    """Whether the period for what is broken still runs: the unit's, or that of a main part."""
    return view.covers_fault(with_parts=True)


@_measure(bool, of_claim=False)
def in_whole_period(view: View) -> Value | Unknown:
    """Whether the period of the whole unit still runs."""
    return view.covers_fault(with_parts=False)


@_measure(bool, of_claim=False)
def is_accessory(view: View) -> Value | Unknown:
    """Whether what is broken is an accessory with a period of its own."""
    return view.is_accessory()


@_measure(bool, of_claim=False)
def is_main_part(view: View) -> Value | Unknown:
    """Whether what is broken is one of the main parts."""
    return view.is_main_part()


@_measure(bool, of_claim=False)
def exchange_due(view: View) -> Value | Unknown:
    """Whether this book has granted an exchange."""
    return "exchange" in view.granted


@_measure(bool, of_claim=False)
def something_due(view: View) -> Value | Unknown:
    """Whether this book or one before it has granted something."""
    return bool(view.granted or view.granted_by_others)


@_measure(bool, of_claim=False)
def promised(view: View) -> Value | Unknown:
    """Whether a contract or a maker's promise has granted something."""
    return bool(view.granted_by_others)


@_measure(bool, of_claim=False)
def others_say(view: View) -> Value | Unknown:
    """Whether another rule or a contract says something of these goods."""
    return view.others_say
