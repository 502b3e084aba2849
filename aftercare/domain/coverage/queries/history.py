"""What happened to a unit that a decision asks for. The apps above tell it: they register here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from aftercare.domain.units.models import Exchange, Unit

Happened = Literal["repairs", "waits", "exchanges"]
HAPPENED: tuple[Happened, ...] = ("repairs", "waits", "exchanges")


@dataclass(frozen=True)
class Happening:
    """
    A repair, a wait or an exchange of a unit, as facts write it.

    `source` is the number by which people find where it is kept.
    """

    unit_id: int
    kind: Happened
    said: dict[str, Any]
    source: str

    @property
    def day(self) -> str:
        """The day on which it happened, or began."""
        day: str = self.said["on" if self.kind == "exchanges" else "began_on"]
        return day


Historian = Callable[[Collection[int]], Iterable[Happening]]
_historians: dict[str, Historian] = {}


def register_historian(name: str, tell: Historian) -> None:
    """Let an app tell what happened to units, by their keys; it calls this when it is ready."""
    _historians[name] = tell


def history_of(
    unit: Unit, exchanges: Sequence[Exchange], *, sold_on: date | None
) -> dict[Happened, list[Happening]]:
    """
    Return what is known to have happened to a unit since it was sold, in the order of days.

    Of units in whose place it came only the time the customer was without them counts: they
    were other units, so their repairs were not repairs of this one.
    """
    given_on = {each.old_id: each.on for each in exchanges}
    told = [each for tell in _historians.values() for each in tell([unit.pk, *given_on])]
    found = [each for each in told if each.unit_id == unit.pk]
    found += [
        _as_wait(each, given_on[each.unit_id])
        for each in told
        if each.kind != "exchanges" and each.day <= given_on.get(each.unit_id, date.min).isoformat()
    ]
    found += [
        Happening(unit.pk, "exchanges", {"on": each.on.isoformat()}, str(each.old))
        for each in exchanges
    ]
    since = sold_on.isoformat() if sold_on else ""
    kept = sorted((each for each in found if each.day >= since), key=lambda each: each.day)
    return {kind: [each for each in kept if each.kind == kind] for kind in HAPPENED}


def _as_wait(happening: Happening, given_on: date) -> Happening:
    ended = min(happening.said.get("ended_on") or given_on.isoformat(), given_on.isoformat())
    return replace(happening, kind="waits", said={"began_on": happening.day, "ended_on": ended})
