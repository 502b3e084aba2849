"""Which parts may stand in for which, as the catalog says; and for which share of their demand."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare.domain.catalog.queries import Effectivity, Made
from aftercare.domain.catalog.states import SubstituteKind
from aftercare.domain.planning.policies.families import Family, Shares, Way, families_of
from aftercare.domain.planning.queries import sql


@dataclass(frozen=True)
class _Condition:
    """Where a substitute holds only: in one model, one batch or a range of serials."""

    model_id: int | None
    made: Effectivity

    @property
    def name(self) -> str:
        """Return what tells it from others; nothing where it holds everywhere."""
        made = self.made
        said = [self.model_id or "", made.batch, made.serial_from, made.serial_to]
        return "|".join(map(str, said)) if any(said) else ""

    def holds(self, model_id: int, made: Made) -> bool:
        """Return whether it holds for a unit of a model."""
        return self.model_id in (None, model_id) and self.made.fits(made) is not None


def read_families(codes: Collection[str], asked: Mapping[str, Any]) -> list[Family]:
    """
    Return the families of the parts that are planned. At most two queries.

    asked: what the questions about repairs are given.
    """
    ways, conditions = [], {}
    for part, stand_in, kind, model, *made in sql.ask(sql.SUBSTITUTES, {}):
        condition = _Condition(model, Effectivity(*made))
        is_rework = kind == SubstituteKind.REWORK
        ways.append(Way(part, stand_in, condition.name, is_rework))
        if kind == SubstituteKind.TWO_WAY:
            ways.append(Way(stand_in, part, condition.name))
        if condition.name:
            conditions[condition.name] = condition
    return families_of(ways, codes, _shares(ways, conditions, asked))


def _shares(
    ways: list[Way], conditions: Mapping[str, _Condition], asked: Mapping[str, Any]
) -> Shares:
    """Return for which share of each part's repairs which conditions are met together."""
    if not conditions:
        return {}
    codes = sorted({code for way in ways for code in (way.part, way.stand_in)})
    counts: dict[str, dict[frozenset[str], float]] = defaultdict(lambda: defaultdict(float))
    of_these = dict(asked) | {"codes": codes}
    for code, model, batch, serial, quantity in sql.ask(sql.MADE, of_these):
        made = Made(batch, serial)
        met = frozenset(name for name, each in conditions.items() if each.holds(model, made))
        counts[code][met] += quantity
    return {
        code: {met: count / sum(found.values()) for met, count in found.items()}
        for code, found in counts.items()
    }
