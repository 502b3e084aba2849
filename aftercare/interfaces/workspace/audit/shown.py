"""Entries of the journal as the page and the export show them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import User
from aftercare.base.people.queries import users_by_id
from aftercare.domain.cases.queries import visible_cases
from aftercare.interfaces.workspace.audit.sentences import sentence
from aftercare.kit.actors import Actor

PEOPLE = {"user", "customer", "station"}


@dataclass(frozen=True)
class ShownEntry:
    """An entry with names in the place of numbers."""

    entry: Entry
    who: str
    said: str
    things: list[tuple[str, str]]
    """What it is about: each as the journal calls it, and as people do."""

    @property
    def data(self) -> str:
        return json.dumps(self.entry.data, ensure_ascii=False)


def shown(entries: Sequence[Entry], actor: Actor) -> list[ShownEntry]:
    """Return `entries` with names. Two queries."""
    people = users_by_id(_people_in(entries))
    names = _names_of_cases(entries, actor) | {
        f"{each.kind}:{each.pk}": each.name for each in people.values()
    }
    return [_shown(entry, people, names) for entry in entries]


def _shown(entry: Entry, people: dict[int, User], names: dict[str, str]) -> ShownEntry:
    who = names.get(entry.actor) or _nobody_known(entry.actor)
    other = people.get(entry.data.get("user_id") or 0)
    return ShownEntry(
        entry,
        who,
        sentence(entry, who=who, other=other.name if other else ""),
        [(each, names.get(each, each)) for each in entry.about],
    )


def _nobody_known(actor: str) -> str:
    kind = actor.partition(":")[0]
    return "Aftercare" if kind == "system" else pgettext("unknown person", "Unknown")


def _people_in(entries: Iterable[Entry]) -> Iterable[int]:
    for entry in entries:
        for each in (entry.actor, *entry.about):
            kind, _colon, number = each.partition(":")
            if kind in PEOPLE and number.isdecimal():
                yield int(number)


def _names_of_cases(entries: Iterable[Entry], actor: Actor) -> dict[str, str]:
    keys = {
        int(each.removeprefix("case:"))
        for entry in entries
        for each in entry.about
        if each.startswith("case:")
    }
    codes = visible_cases(actor).filter(pk__in=keys).values_list("pk", "code")
    return {f"case:{key}": code for key, code in codes}
