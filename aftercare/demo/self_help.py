"""Customers of Northwell who looked beside the form: some found their answer and never asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from aftercare.demo.founding import HOUR, Northwell, chance_of
from aftercare.demo.imports import tables_taken_over
from aftercare.demo.matters import MINUTE, Act
from aftercare.domain.catalog.operations.self_help import note_help_shown, note_question_answered
from aftercare.domain.catalog.queries import documents_for_anybody
from aftercare.kit.actors import SYSTEM

LOOKED = 56
ONE_IN = 4
"""Of so many who look, one finds the answer; the others go away, beside those who ask."""
CHANNELS = ("web_form", "web_form", "portal")


class Look(NamedTuple):
    """Somebody before a form: at which document, by which form, and whether it helps."""

    place: float
    channel: str
    visit: UUID
    helps: bool


def questions_answered(northwell: Northwell) -> Iterator[tuple[datetime, Act]]:
    """Yield when somebody looked: once there is a catalog, as for tables."""
    chance = chance_of("self-help")
    since = min(came for came, _act in tables_taken_over(northwell))
    lasts = northwell.until - HOUR - since
    for number in range(LOOKED):
        at = since + (number + chance.random()) / LOOKED * lasts
        visit, helps = UUID(int=chance.getrandbits(128)), number % ONE_IN == 0
        yield at, _looks(Look(chance.random(), chance.choice(CHANNELS), visit, helps))


def _looks(look: Look) -> Act:
    def act(at: datetime) -> None:
        documents = list(documents_for_anybody().defer("text"))
        found = documents[int(look.place * len(documents))]
        shown = [each.pk for each in documents if each.item_id == found.item_id]
        given: dict[str, Any] = {"channel": look.channel, "documents": shown, "actor": SYSTEM}
        note_help_shown(look.visit, **given, at=at)
        if look.helps:
            given |= {"visit": look.visit, "language": found.language, "at": at + 2 * MINUTE}
            note_question_answered(found.item, **given)

    return act
