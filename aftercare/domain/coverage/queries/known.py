"""What is known already of a unit and its buyer, as facts, so that nobody types it again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aftercare.domain.catalog.models import LifecycleDate
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.coverage.queries.history import HAPPENED, Happened, Happening, history_of
from aftercare.domain.coverage.queries.suppliers import upstream_of
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.states import AccountKind
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import KnownDate, dates_of, replaced_by
from aftercare.domain.units.states import DateKind

FACT_OF = {
    DateKind.MANUFACTURED: "manufactured_on",
    DateKind.SOLD: "sold_on",
    DateKind.INVOICED: "invoiced_on",
    DateKind.DELIVERED: "delivered_on",
    DateKind.INSTALLED: "installed_on",
}
NEVER_TYPED = ("today", "contracts", "calendar", "unit", "upstream")
"""What is looked up anew for every decision."""
OF_THE_UNIT = ("item_class", "production_ended_on", *FACT_OF.values(), *HAPPENED)
"""What is told of one unit, and says nothing of another."""
TYPED_FIRST = ("item_class", "country")
"""What a person says better than our records; a date is corrected where it is kept."""


@dataclass(frozen=True)
class Known:
    """What our records say: facts, and what happened, each with where it is kept."""

    facts: dict[str, Any] = field(default_factory=dict)
    history: dict[Happened, list[Happening]] = field(default_factory=dict)


def facts_of_account(account: Account | None) -> dict[str, Any]:
    """Return who bought it and where, as facts."""
    if account is None:
        return {"buyer": "consumer"}
    is_household = account.kind == AccountKind.HOUSEHOLD
    return {"country": account.country, "buyer": "consumer" if is_household else "business"}


def known_of_unit(unit: Unit) -> Known:
    """
    Return what a unit is, the dates of its life, what happened to it, and upstream of it.

    One that was given for another has the dates of what was sold: the term goes on with it.
    """
    own = dates_of(unit)
    exchanges = replaced_by(unit, sold_on=_day(own, DateKind.SOLD))
    known = (exchanges and dates_of(exchanges[-1].old)) or own
    facts: dict[str, Any] = {"unit": str(unit), "item_class": unit.item.item_class}
    if unit.sold_in:
        facts["country"] = unit.sold_in
    for kind, fact in FACT_OF.items():
        if kind in known:
            facts[fact] = known[kind].on.isoformat()
    ended = LifecycleDate.objects.filter(item=unit.item, stage=LifecycleStage.END_OF_PRODUCTION)
    if day := ended.values_list("on", flat=True).first():
        facts["production_ended_on"] = day.isoformat()
    if upstream := upstream_of(unit, {kind: each.on for kind, each in own.items()}):
        facts["upstream"] = upstream
    return Known(facts, history_of(unit, exchanges, sold_on=_day(known, DateKind.SOLD)))


def _day(dates: Mapping[DateKind, KnownDate], kind: DateKind) -> date | None:
    return dates[kind].on if kind in dates else None


def known_for(
    account: Account | None, unit: Unit | None, decided: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """
    Return what is known of a claim before anybody asks: by our records, and as `decided` last.

    What was typed for the last decision stays, where our records do not say it themselves.
    Repairs, waits and exchanges name their `source`; `history_known` says that somebody has said
    before that they are all.
    """
    known = known_of_unit(unit) if unit else Known()
    now, typed = known.facts, dict(decided or {})
    is_same = typed.get("unit") == now.get("unit")
    for name in NEVER_TYPED if is_same else (*NEVER_TYPED, *OF_THE_UNIT):
        typed.pop(name, None)
    said = {name: now[name] for name in now if name not in TYPED_FIRST or name not in typed}
    is_all = {"history_known": "repairs" in typed}
    return facts_of_account(account) | typed | said | _rows(known, typed) | is_all


def _rows(known: Known, typed: Mapping[str, Any]) -> dict[str, Any]:
    rows = {
        kind: _rows_again(known.history.get(kind, ()), typed.get(kind, ())) for kind in HAPPENED
    }
    return {kind: found for kind, found in rows.items() if found or kind in typed}


def _rows_again(
    told: Collection[Happening], typed: Collection[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what happened, with what a person has added to it and beside it."""
    by_day = {each.get("began_on") or each.get("on"): dict(each) for each in typed}
    rows = [by_day.pop(each.day, {}) | each.said | {"source": each.source} for each in told]
    return [*rows, *by_day.values()]
