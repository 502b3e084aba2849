"""Entries of the journal as the page and the export show them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import pgettext

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import User
from aftercare.base.people.queries import users_by_id
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.coverage.queries.contracts import visible_contracts
from aftercare.domain.customers.queries import visible_accounts, visible_contacts
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.units.queries import visible_lots
from aftercare.interfaces.workspace.addresses import Known, known_as
from aftercare.interfaces.workspace.audit.sentences import sentence
from aftercare.kit.actors import Actor

PEOPLE = {"user", "customer", "station"}
MOST_THINGS = 6
"""Things shown of one entry; a posting may name hundreds."""

Rows = Callable[[Actor], QuerySet[Any]]
LOOKED_UP: Mapping[str, tuple[Rows, str, str]] = {
    "case": (visible_cases, "case", "code"),
    "account": (visible_accounts, "account", "code"),
    "contact": (visible_contacts, "contact", "pk"),
    "contract": (visible_contracts, "contract", "code"),
    "place": (visible_places, "stock-place", "pk"),
    "lot": (visible_lots, "lot", "pk"),
}
"""Kinds of things by where they are read, the page that shows one, and by what it is found."""


@dataclass(frozen=True)
class ShownEntry:
    """An entry with names in the place of numbers."""

    entry: Entry
    who: str
    said: str
    things: list[tuple[str, str]]
    """What it is about: each as the journal calls it, and as people do."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Where those are shown, as far as they have a page."""

    @property
    def linked(self) -> list[tuple[str, str, str]]:
        """The first things with their pages, "" for what has none."""
        return [(each, name, self.pages.get(each, "")) for each, name in self.things[:MOST_THINGS]]

    @property
    def data(self) -> str:
        return json.dumps(self.entry.data, ensure_ascii=False)


def shown(entries: Sequence[Entry], actor: Actor) -> list[ShownEntry]:
    """Return `entries` with names. A query for each kind of thing, and four for all others."""
    people = users_by_id(_people_in(entries))
    known = _known(entries, actor)
    names = {each: known[each].name for each in known} | {
        f"{each.kind}:{each.pk}": each.name for each in people.values()
    }
    pages = {each: known[each].url for each in known}
    return [_shown(entry, people, names, pages) for entry in entries]


def _shown(
    entry: Entry, people: dict[int, User], names: dict[str, str], pages: dict[str, str]
) -> ShownEntry:
    who = names.get(entry.actor) or _nobody_known(entry.actor)
    other = people.get(entry.data.get("user_id") or 0)
    return ShownEntry(
        entry,
        who,
        sentence(entry, who=who, other=other.name if other else ""),
        [(each, names.get(each, each)) for each in entry.about],
        pages,
    )


def _known(entries: Iterable[Entry], actor: Actor) -> dict[str, Known]:
    subjects = {each for entry in entries for each in entry.about}
    keys: dict[str, set[int]] = {}
    for each in subjects:
        kind, _colon, number = each.partition(":")
        if kind in LOOKED_UP and number.isdecimal():
            keys.setdefault(kind, set()).add(int(number))
    known = known_as({each for each in subjects if each.partition(":")[0] not in LOOKED_UP}, actor)
    for kind, wanted in keys.items():
        rows, page, by = LOOKED_UP[kind]
        for row in rows(actor).filter(pk__in=wanted):
            name = row.code if kind == "case" else str(row)
            url = reverse(f"workspace:{page}", args=[getattr(row, by)])
            known[f"{kind}:{row.pk}"] = Known(name, url)
    return known


def _nobody_known(actor: str) -> str:
    kind = actor.partition(":")[0]
    return "Aftercare" if kind == "system" else pgettext("unknown person", "Unknown")


def _people_in(entries: Iterable[Entry]) -> Iterable[int]:
    for entry in entries:
        for each in (entry.actor, *entry.about):
            kind, _colon, number = each.partition(":")
            if kind in PEOPLE and number.isdecimal():
                yield int(number)
