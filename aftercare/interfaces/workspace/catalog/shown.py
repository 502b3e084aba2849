"""What the page of an item draws: its life as a bar, and its story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import story_of
from aftercare.base.people.queries import users_by_id
from aftercare.domain.catalog.models import Item, LifecycleDate
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.interfaces.workspace.audit.sentences import sentence
from aftercare.kit.refs import ref

TONES = {
    LifecycleStage.IN_PRODUCTION: "green",
    LifecycleStage.NOT_RECOMMENDED: "yellow",
    LifecycleStage.LAST_BUY: "orange",
    LifecycleStage.END_OF_PRODUCTION: "red",
    LifecycleStage.END_OF_SERVICE: "purple",
}
ICONS = {
    "item_registered": "circle-plus",
    "items_imported": "table-import",
    "item_edited": "pencil",
    "milestone_set": "calendar-due",
    "parameters_set": "list-check",
    "bom_changed": "sitemap",
    "substitute_changed": "arrows-exchange",
    "price_set": "cash",
    "document_filed": "file-plus",
    "notice_entered": "bell",
}
WIDTH = 600
YEAR = 365
STORY = 20


@dataclass(frozen=True)
class Span:
    """A stretch of the bar, in units of its width."""

    x: int
    width: int
    tone: str
    label: Any


@dataclass(frozen=True)
class LifeBar:
    """The life of an item from its first date to a year behind the last, and where today is."""

    width: int
    spans: list[Span]
    today: int | None


def life_bar(dates: Sequence[LifecycleDate], today: date) -> LifeBar | None:
    """Return the bar for dates in their order; None if there is none."""
    if not dates:
        return None
    begin = min(dates[0].on, today).toordinal()
    end = max(dates[-1].on, today).toordinal() + YEAR

    def place(day: int) -> int:
        return round(WIDTH * (day - begin) / (end - begin))

    starts = [place(each.on.toordinal()) for each in dates]
    spans = [
        Span(x, max(next_x - x, 2), TONES[LifecycleStage(each.stage)], each.get_stage_display())
        for each, (x, next_x) in zip(dates, pairwise([*starts, WIDTH]), strict=True)
    ]
    return LifeBar(WIDTH, spans, place(today.toordinal()))


@dataclass(frozen=True)
class StoryLine:
    """One line of a story."""

    at: datetime
    icon: str
    text: str


def story_lines(item: Item, after: str) -> tuple[list[StoryLine], int | None]:
    """Return what happened with an item, the newest first, and where it goes on. Two queries."""
    entries = story_of(ref(item)).filter(event__startswith="catalog.").order_by("-pk")
    if after.isdecimal():
        entries = entries.filter(pk__lt=int(after))
    found = list(entries[: STORY + 1])
    here = found[:STORY]
    names = _names(here)
    lines = [
        StoryLine(
            entry.at,
            ICONS.get(entry.event.partition(".")[2], "point"),
            sentence(entry, who=names.get(entry.actor, "Aftercare"), other=""),
        )
        for entry in here
    ]
    return lines, here[-1].pk if found[STORY:] else None


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    keys = [each.actor.partition(":") for each in entries]
    people = users_by_id(int(number) for kind, _colon, number in keys if kind == "user")
    return {f"user:{each.pk}": each.name for each in people.values()}
