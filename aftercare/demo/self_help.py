"""Customers of Northwell who found their answer beside the form, and never asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aftercare.demo.founding import HOUR, Northwell, chance_of
from aftercare.demo.matters import Act
from aftercare.domain.catalog.operations.self_help import note_question_answered
from aftercare.domain.catalog.queries import documents_for_anybody
from aftercare.kit.actors import SYSTEM

ANSWERED = 26
CHANNELS = ("web_form", "web_form", "portal")


def questions_answered(northwell: Northwell) -> Iterator[tuple[datetime, Act]]:
    """Yield when what is written spared us a question, more often the later."""
    chance = chance_of("self-help")
    documents = list(documents_for_anybody())
    for number in range(ANSWERED if documents else 0):
        share = ((number + chance.random()) / ANSWERED) ** 0.7
        at = northwell.in_use_since + share * (northwell.until - northwell.in_use_since - HOUR)
        yield at, _finds(chance.choice(documents), chance.choice(CHANNELS))


def _finds(document: Any, channel: str) -> Act:
    return lambda at: note_question_answered(
        document.item,
        channel=channel,
        language=document.language,
        documents=[document.pk],
        actor=SYSTEM,
        at=at,
    )
