from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.domain.catalog.models import Item, LifecycleDate
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import plain_number
from aftercare.domain.catalog.states import Audience, LifecycleStage
from aftercare.kit.actors import Actor

RELEASED = {"customer": [Audience.CUSTOMER], "station": [Audience.STATION, Audience.CUSTOMER]}
"""What whom outside may see, by kind of actor."""


def visible_items(actor: Actor) -> QuerySet[Item]:
    """Return the items `actor` may see; stations and customers see what is released to them."""
    items = Item.objects.order_by("code")
    if actor.kind in RELEASED:
        return items.filter(audience__in=RELEASED[actor.kind])
    return items if actor.may(CatalogPermission.VIEW) else items.none()


def items_numbered(number: str) -> QuerySet[Item]:
    """Return what is known by a number: its code, its maker's part number or an alias."""
    plain = plain_number(number)
    items = Item.objects.filter(numbers__contains=[plain]) if plain else Item.objects.none()
    return items.order_by("code")


def find_item(number: str) -> Item | None:
    """
    Return the item of a number, however it is written, or None.

    A code counts before other numbers. Where two makers use the same number nobody is
    guessed: None, and `items_numbered` gives them all.
    """
    return _told_apart(number, list(items_numbered(number)[:20]))


def _told_apart(number: str, known: Sequence[Item]) -> Item | None:
    written = number.strip().upper()
    plain = plain_number(number)
    exact = [item for item in known if item.code.upper() == written]
    alike = [item for item in known if plain_number(item.code) == plain]
    for found in (exact, alike, known):
        if len(found) == 1:
            return found[0]
    return None


def find_items(numbers: Iterable[str]) -> dict[str, Item]:
    """Return the items of many numbers, each as `find_item` would find it. One query."""
    plain = {number: plain_number(number) for number in numbers}
    known: dict[str, list[Item]] = {}
    wanted = sorted(filter(None, set(plain.values())))
    for item in Item.objects.filter(numbers__overlap=wanted).order_by("code"):
        for each in item.numbers:
            known.setdefault(each, []).append(item)
    found = {number: _told_apart(number, known.get(key, [])) for number, key in plain.items()}
    return {number: item for number, item in found.items() if item}


def stage_on(item: Item, day: date) -> LifecycleStage | None:
    """Return how far the life of an item has gone on a day; None if nobody has said."""
    dates = LifecycleDate.objects.filter(item=item, on__lte=day).values_list("stage", flat=True)
    reached = set(dates)
    return next((stage for stage in reversed(LifecycleStage) if stage in reached), None)


def items_at_stage(items: QuerySet[Item], stage: LifecycleStage, day: date) -> QuerySet[Item]:
    """Return those of `items` that stand at a stage on a day."""
    reached = LifecycleDate.objects.filter(item=OuterRef("pk"), on__lte=day)
    stages = list(LifecycleStage)
    later = stages[stages.index(stage) + 1 :]
    return items.filter(
        Exists(reached.filter(stage=stage)), ~Exists(reached.filter(stage__in=later))
    )


def items_with_last_buy(items: QuerySet[Item], first: date, last: date) -> QuerySet[Item]:
    """Return those of `items` that can be bought for the last time between two days."""
    ends = LifecycleDate.objects.filter(
        item=OuterRef("pk"), stage=LifecycleStage.LAST_BUY, on__range=(first, last)
    )
    return items.filter(Exists(ends))


def stages_of(items: Iterable[Item], day: date) -> dict[int, LifecycleStage]:
    """Return at which stage each of `items` stands on a day, for those of whom it is known."""
    order = list(LifecycleStage)
    stages: dict[int, LifecycleStage] = {}
    dates = LifecycleDate.objects.filter(item__in=list(items), on__lte=day)
    for key, value in dates.values_list("item", "stage"):
        stage = LifecycleStage(value)
        if key not in stages or order.index(stage) > order.index(stages[key]):
            stages[key] = stage
    return stages
