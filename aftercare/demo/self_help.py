"""Customers of Northwell who found their answer beside the form, and never asked."""

from collections.abc import Iterator
from datetime import datetime

from aftercare.demo.founding import HOUR, Northwell, chance_of
from aftercare.demo.imports import tables_taken_over
from aftercare.demo.matters import Act
from aftercare.domain.catalog.operations.self_help import note_question_answered
from aftercare.domain.catalog.queries import documents_for_anybody
from aftercare.kit.actors import SYSTEM

ANSWERED = 14
CHANNELS = ("web_form", "web_form", "portal")


def questions_answered(northwell: Northwell) -> Iterator[tuple[datetime, Act]]:
    """Yield when what is written spared us a question: once there is a catalog, as for tables."""
    chance = chance_of("self-help")
    since = min(came for came, _act in tables_taken_over(northwell))
    lasts = northwell.until - HOUR - since
    for number in range(ANSWERED):
        at = since + (number + chance.random()) / ANSWERED * lasts
        yield at, _finds(chance.random(), chance.choice(CHANNELS))


def _finds(place: float, channel: str) -> Act:
    def act(at: datetime) -> None:
        documents = list(documents_for_anybody().defer("text"))
        found = documents[int(place * len(documents))]
        note_question_answered(
            found.item,
            channel=channel,
            language=found.language,
            documents=[found.pk],
            actor=SYSTEM,
            at=at,
        )

    return act
