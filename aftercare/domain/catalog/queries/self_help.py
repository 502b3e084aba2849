"""Questions that what is written has answered before anybody asked, counted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection

from aftercare.domain.catalog.events import QuestionAnswered
from aftercare.domain.catalog.models import Item, ItemDocument

MOST_LISTED = 12

_ANSWERED = """
SELECT ((at AT TIME ZONE 'UTC')::date - %(since)s) / 7, (data ->> 'item_id')::bigint,
    data ->> 'channel', coalesce(data ->> 'language', ''), count(*)
FROM journal_entry WHERE event = %(event)s AND at >= %(begin)s AND at < %(end)s
GROUP BY 1, 2, 3, 4
"""
_SHOWN = """
SELECT document::bigint, count(*)
FROM journal_entry, jsonb_array_elements_text(coalesce(data -> 'documents', '[]')) AS document
WHERE event = %(event)s AND at >= %(begin)s AND at < %(end)s
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


@dataclass(frozen=True)
class SelfHelp:
    """How many questions were answered by what is written: by week, item, and so on."""

    weeks: Counter[int] = field(default_factory=Counter)
    items: list[tuple[Item, int]] = field(default_factory=list)
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    documents: list[tuple[ItemDocument, int]] = field(default_factory=list)
    """What stood beside the form when it was solved; only what there still is."""

    @property
    def total(self) -> int:
        return sum(self.weeks.values())


def questions_answered(since: date, until: date) -> SelfHelp:
    """Return what was solved by self-help from a day until another one. Four queries."""
    given: dict[str, Any] = {
        "event": QuestionAnswered.name,
        "since": since,
        "begin": datetime.combine(since, time(), UTC),
        "end": datetime.combine(until, time(), UTC),
        "most": MOST_LISTED,
    }
    found, items = SelfHelp(), Counter[int]()
    for week, item, channel, language, count in _ask(_ANSWERED, given):
        found.weeks[week] += count
        items[item] += count
        found.channels[channel] += count
        found.languages[language] += count
    shown = _ask(_SHOWN, given)
    most = items.most_common(MOST_LISTED)
    known = Item.objects.in_bulk([key for key, _count in most])
    found.items.extend((known[key], count) for key, count in most if key in known)
    read = ItemDocument.objects.select_related("item").in_bulk([key for key, _count in shown])
    found.documents.extend((read[key], count) for key, count in shown if key in read)
    return found


def _ask(question: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())
