"""What has to be known before a decision can be made; what can be looked up is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language

from aftercare.base.company.queries import public_holidays
from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood
from aftercare.domain.coverage.policies.words import in_words
from aftercare.kit.languages import nearest_language

YEARS_AHEAD = 4
"""Enough for the longest period that may still run."""


@dataclass(frozen=True)
class Lacking:
    """What keeps a decision from being made: names of facts, each in words; faults in them."""

    names: dict[str, str]
    faults: tuple[str, ...] = ()
    found: dict[str, Any] = field(default_factory=dict)
    """What could be looked up: the public holidays around the last day."""


def lacking_in(facts: dict[str, Any]) -> Lacking:
    """Return what has to be known, or mended, before `facts` can be decided on."""
    language = nearest_language(get_language() or "en")
    found: dict[str, Any] = {}
    try:
        names = _missing(facts)
        if "calendar" in names:
            found = {"calendar": _holidays_around(facts)}
            names = _missing(facts | found)
    except NotUnderstood as fault:
        return Lacking({}, fault.faults)
    return Lacking({name: in_words(name, language) for name in names}, (), found)


def _missing(facts: dict[str, Any]) -> tuple[str, ...]:
    try:
        decide(read_facts(facts), built_in_library())
    except MissingFacts as refusal:
        return refusal.names
    return ()


def _holidays_around(facts: dict[str, Any]) -> dict[str, Any]:
    sold = date.fromisoformat(facts.get("invoiced_on") or facts.get("sold_on") or facts["today"])
    years = range(sold.year, date.fromisoformat(facts["today"]).year + YEARS_AHEAD)
    holidays = [day for year in years for day in public_holidays(facts["country"], year)]
    return {
        "first": f"{years[0]}-01-01",
        "last": f"{years[-1]}-12-31",
        "holidays": [day.isoformat() for day in holidays],
    }
