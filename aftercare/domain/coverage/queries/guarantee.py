"""The guarantee of a unit in plain words: what could be claimed if it failed by itself today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import Clock, Decision
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.reading import NotUnderstood
from aftercare.domain.coverage.policies.speaking import told_to_customer
from aftercare.domain.coverage.policies.words import in_words
from aftercare.domain.coverage.queries.contracts import contracts_for
from aftercare.domain.coverage.queries.history import Happened, Happening
from aftercare.domain.coverage.queries.known import facts_of_account, known_of_unit
from aftercare.domain.coverage.queries.lacking import lacking_in
from aftercare.domain.units.models import Unit

UNKNOWN = "unknown"
OWNERS_KNOW = {"sold_on", "invoiced_on", "delivered_on", "installed_on", "country"}
"""What the owner of a unit can tell us; the rest is ours to find out."""
PARTS = "parts"
RECKONED_WITH: dict[str, Any] = {
    "evidence": [],
    "exchanges": [],
    "installation_agreed": False,
    "intact": False,
    "declared_unfit": False,
    "proof": ["invoice", "card"],
    "repairs": [],
    "sale": "shop",
    "seller_declined": False,
    "stock": "available",
    "waits": [],
}
"""What is taken for granted where nobody has asked: never what would promise more."""


@dataclass(frozen=True)
class Period:
    """For how long something is guaranteed, with the parts it is about."""

    of: str
    until: date
    runs: bool


@dataclass(frozen=True)
class Guarantee:
    """
    What holds for a unit today; where it is not known, what has to be told first.

    The verdict is that of a decision, `parts` where only some parts are covered still, or
    `unknown`.
    """

    verdict: str
    until: date | None = None
    periods: tuple[Period, ...] = ()
    claims: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    to_ask: tuple[str, ...] = ()
    """Of what is lacking, what its owner can tell."""
    is_to_confirm: bool = False

    @property
    def is_known(self) -> bool:
        return self.verdict != UNKNOWN


def guarantee_of(unit: Unit, *, today: date, language: str) -> Guarantee:
    """
    Return what the owner of a unit could claim if it failed by itself today, and until when.

    Counted from the day of the sale where no later day is known, with the repairs, waits and
    exchanges we know of. Nothing is kept of it: a decision is asked for with a case.
    """
    facts = _facts(unit, today)
    if "sold_on" not in facts and "delivered_on" not in facts:
        return _unknown(["sold_on"], language)
    try:
        lacking = lacking_in(facts)
    except NotUnderstood:
        return Guarantee(UNKNOWN)
    if lacking.names or lacking.faults:
        return _unknown(lacking.names, language)
    facts, library = facts | lacking.found, built_in_library()
    read = read_facts(facts)
    decision = decide(read, library)
    covered = _part_still_covered(decision)
    if covered:
        read = read_facts(facts | {"fault": facts["fault"] | {"part": covered}})
        decision = decide(read, library)
    reasons, claims = told_to_customer(read, decision, library, language)
    return Guarantee(
        verdict=PARTS if covered else decision.verdict,
        until=max((each.ends_on for each in _running(decision)), default=None),
        periods=_periods(decision, language),
        claims=tuple(claims),
        reasons=tuple(reasons),
        is_to_confirm=_rests_on_doubt(decision),
    )


def _unknown(names: Iterable[str], language: str) -> Guarantee:
    said = {name: in_words(name, language) for name in names}
    to_ask = tuple(word for name, word in said.items() if name in OWNERS_KNOW)
    return Guarantee(UNKNOWN, lacking=tuple(said.values()), to_ask=to_ask)


def _facts(unit: Unit, today: date) -> dict[str, Any]:
    account = unit.account or (unit.contact.account if unit.contact else None)
    told = known_of_unit(unit)
    known = facts_of_account(account) | told.facts | _happened(told.history)
    sold = known.get("sold_on") or known.get("invoiced_on") or known.get("delivered_on")
    days = dict.fromkeys(("sold_on", "invoiced_on", "delivered_on"), sold) if sold else {}
    now = today.isoformat()
    fault = {"kind": "performance", "cause": "defect", "severity": "normal", "found_on": now}
    bought = date.fromisoformat(sold) if sold else None
    return (
        RECKONED_WITH
        | days
        | {"installation_agreed": "installed_on" in known, "today": now, "fault": fault}
        | {name: value for name, value in known.items() if value}
        | {"contracts": contracts_for(account, bought)}
    )


def _happened(history: dict[Happened, list[Happening]]) -> dict[str, Any]:
    """Return what happened; of a repair nobody complained of it is taken that it helped."""
    happened: dict[str, Any] = {
        kind: [each.said for each in history[kind]] for kind in ("waits", "exchanges")
    }
    repairs = [{"worked": True} | each.said for each in history["repairs"]]
    return happened | {"repairs": repairs}


def _part_still_covered(decision: Decision) -> str:
    """Return a part that is covered longer than the whole, which is covered no more."""
    if decision.verdict == "covered":
        return ""
    return next((each.parts[0] for each in decision.clocks if each.runs and each.parts), "")


def _running(decision: Decision) -> list[Clock]:
    whole = [each for each in decision.clocks if each.runs and each.of == "unit"]
    return whole or [each for each in decision.clocks if each.runs]


def _periods(decision: Decision, language: str) -> tuple[Period, ...]:
    """Return of each thing the longest period, those that run first."""
    longest: dict[tuple[str, ...], Clock] = {}
    for clock in decision.clocks:
        names = clock.parts or (clock.of,)
        if names not in longest or longest[names].ends_on < clock.ends_on:
            longest[names] = clock
    found = sorted(longest.values(), key=lambda each: (not each.runs, -each.ends_on.toordinal()))
    return tuple(Period(_name(each, language), each.ends_on, each.runs) for each in found)


def _name(clock: Clock, language: str) -> str:
    return in_words(list(clock.parts) or clock.of, language)


def _rests_on_doubt(decision: Decision) -> bool:
    return any(each.status == "K" and each.outcome == "fired" for each in decision.reasons)
