"""What things are made of and where they are used, through all levels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from aftercare.domain.catalog.models import Bom, BomLine, Item, Substitute
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.effectivity import Made
from aftercare.domain.catalog.states import SubstituteKind
from aftercare.kit.actors import Actor

DEEPEST = 20

ABOVE = """
WITH RECURSIVE used (item_id, bom_id, line_id, level, path) AS (
    SELECT bom.item_id, bom.id, line.id, 1, ARRAY[line.item_id, bom.item_id]
    FROM catalog_bomline AS line JOIN catalog_bom AS bom ON bom.id = line.bom_id
    WHERE line.item_id = ANY(%s)
    UNION ALL
    SELECT bom.item_id, bom.id, line.id, used.level + 1, used.path || bom.item_id
    FROM used
    JOIN catalog_bomline AS line ON line.item_id = used.item_id
    JOIN catalog_bom AS bom ON bom.id = line.bom_id
    WHERE bom.item_id <> ALL(used.path) AND used.level < %s
)
SELECT item_id, line_id, min(level) FROM used GROUP BY item_id, line_id
ORDER BY min(level), item_id, line_id
"""

BELOW = """
WITH RECURSIVE part (item_id, level, path) AS (
    SELECT item, 0, ARRAY[item] FROM unnest(%s::bigint[]) AS item
    UNION ALL
    SELECT line.item_id, part.level + 1, part.path || line.item_id
    FROM part
    JOIN catalog_bom AS bom ON bom.item_id = part.item_id
    JOIN catalog_bomline AS line ON line.bom_id = bom.id
    WHERE line.item_id <> ALL(part.path) AND part.level < %s
)
SELECT item_id, min(level) FROM part GROUP BY item_id ORDER BY min(level), item_id
"""


@dataclass(frozen=True)
class Use:
    """That something is used in `item`, directly (level 1) or in one of its parts."""

    item: Item
    level: int
    line: BomLine

    @property
    def bom(self) -> Bom:
        return self.line.bom


@dataclass(frozen=True)
class Choice:
    """What may take the place of an item, and what it takes on the way there."""

    item: Item
    steps: tuple[Substitute, ...]

    @property
    def reworks(self) -> int:
        """Return how many of its steps need rework."""
        return sum(step.kind == SubstituteKind.REWORK for step in self.steps)

    @property
    def needs_rework(self) -> bool:
        return self.reworks > 0

    @property
    def way(self) -> list[Item]:
        """Return every item on the way, from the first that replaces to the last."""
        here = self.steps[0].item if self.steps else None
        passed: list[Item] = []
        for step in self.steps:
            here = step.by if step.item == here else step.item
            passed.append(here)
        return passed

    @property
    def instructions(self) -> list[str]:
        return [step.instruction for step in self.steps if step.instruction]


def visible_boms(actor: Actor) -> QuerySet[Bom]:
    """Return the bills of materials for our own people, the general one of each item first."""
    boms = Bom.objects.order_by("item", "from_on", "batch", "pk")
    inside = actor.kind not in ("customer", "station") and actor.may(CatalogPermission.VIEW)
    return boms if inside else boms.none()


def visible_bom_lines(actor: Actor) -> QuerySet[BomLine]:
    """Return the lines of the bills `actor` may see."""
    lines = BomLine.objects.select_related("bom__item", "item").order_by("item__kind", "item__code")
    return lines.filter(bom__in=visible_boms(actor).order_by())


def with_lines(boms: QuerySet[Bom]) -> QuerySet[Bom]:
    """Return the bills with their lines, each with its item."""
    return boms.prefetch_related(_lines())


def read_lines(bom: Bom) -> None:
    """Read the lines of a bill that is there already, each with its item."""
    prefetch_related_objects([bom], _lines())


def _lines() -> "Prefetch[Any]":
    lines = BomLine.objects.select_related("item").order_by("item__kind", "item__code")
    return Prefetch("lines", queryset=lines)


def bom_for(item: Item, made: Made) -> Bom | None:
    """Return what fits a production most closely: its batch, else serial, day, or in general."""
    fitting = [
        (fit, bom.pk, bom)
        for bom in with_lines(Bom.objects.filter(item=item))
        if (fit := bom.effectivity.fits(made)) is not None
    ]
    return max(fitting)[2] if fitting else None


def where_used(*items: int) -> list[Use]:
    """Return everything that contains any of the items, by level; each line once."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [list(items), DEEPEST])
        found = cursor.fetchall()
    lines = BomLine.objects.select_related("bom__item", "item").in_bulk([row[1] for row in found])
    return [Use(lines[line].bom.item, level, lines[line]) for _item, line, level in found]


def made_of(*items: int) -> dict[int, int]:
    """Return the keys of everything inside the items and themselves, each with its level."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(items), DEEPEST])
        return dict(cursor.fetchall())


def contains(parts: Sequence[int], item: int) -> Item | None:
    """Return which of `parts` is or contains `item`, if any."""
    return next((Item.objects.get(pk=part) for part in parts if item in made_of(part)), None)


def wear_parts_of(item: Item) -> QuerySet[Item]:
    """Return the parts of an item, at any level, that wear out in use."""
    inside = made_of(item.pk).keys() - {item.pk}
    return Item.objects.filter(pk__in=inside, is_wear_part=True).order_by("code")


def substitutes_for(
    item: Item, *, assembly: Item | None = None, made: Made | None = None
) -> list[Choice]:
    """
    Return what may take the place of an item, the fewest steps first.

    Chains are followed: what replaces the replacement replaces the item. Each item comes once,
    so a circle does no harm. What holds for one assembly, batch or range of serials only is
    left out unless the unit is known to be one.
    """
    found: list[Choice] = []
    seen = {item.pk}
    level = [Choice(item, ())]
    while level:
        steps = _steps_from([choice.item.pk for choice in level])
        following: list[Choice] = []
        for choice in level:
            for there, step in steps.get(choice.item.pk, ()):
                if there.pk not in seen and _holds(step, assembly, made):
                    seen.add(there.pk)
                    following.append(Choice(there, (*choice.steps, step)))
        found += following
        level = following
    return found


def _steps_from(items: list[int]) -> dict[int, list[tuple[Item, Substitute]]]:
    steps: dict[int, list[tuple[Item, Substitute]]] = {}
    from_here = Q(item__in=items) | Q(by__in=items, kind=SubstituteKind.TWO_WAY)
    rows = Substitute.objects.select_related("item", "by", "assembly").filter(from_here)
    found = list(rows.order_by("pk"))
    for row in found:
        if row.item_id in items:
            steps.setdefault(row.item_id, []).append((row.by, row))
    for row in found:
        if row.by_id in items and row.kind == SubstituteKind.TWO_WAY:
            steps.setdefault(row.by_id, []).append((row.item, row))
    return steps


def _holds(step: Substitute, assembly: Item | None, made: Made | None) -> bool:
    if step.assembly_id and (assembly is None or step.assembly_id != assembly.pk):
        return False
    return step.effectivity.fits(made or Made()) is not None


def substitutes_of(item: Item) -> Iterator[Substitute]:
    """Yield what was said of an item directly: what replaces it, then what it replaces."""
    rows = Substitute.objects.select_related("item", "by", "assembly").order_by("pk")
    yield from rows.filter(item=item)
    yield from rows.filter(by=item)
