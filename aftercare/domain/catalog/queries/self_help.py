"""What is shown beside forms, the questions that it answered, and those that came anyway."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting
from aftercare.domain.catalog.events import QuestionAnswered
from aftercare.domain.catalog.models import Item, ItemDocument

MOST_LISTED = 12
HELP_KEEP_DAYS = register_setting(
    Setting(
        "catalog.help_keep_days",
        400,
        _(
            "Days after which it is no longer known what was shown beside a form, and whether it"
            " helped. Reports of self-help look back a year."
        ),
    )
)

_ANSWERED = """
SELECT ((at AT TIME ZONE 'UTC')::date - %(since)s) / 7, (data ->> 'item_id')::bigint,
    data ->> 'channel', coalesce(data ->> 'language', ''), count(*)
FROM journal_entry WHERE event = %(event)s AND at >= %(begin)s AND at < %(end)s
GROUP BY 1, 2, 3, 4
"""
_ALL = 0
"""No document has this key: the row of all visits."""
_SHOWN = """
SELECT 0, count(*), count(helped_at), count(came_at)
FROM catalog_helpvisit WHERE shown_at >= %(begin)s AND shown_at < %(end)s
UNION ALL (
    SELECT document, count(*), count(helped_at), count(came_at)
    FROM catalog_helpvisit, unnest(documents) AS document
    WHERE shown_at >= %(begin)s AND shown_at < %(end)s
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
)
"""


@dataclass(frozen=True)
class Visits:
    """Beside how many forms something was shown, and what came of them."""

    shown: int = 0
    helped: int = 0
    came: int = 0
    """Sent all the same."""

    @property
    def rate(self) -> int | None:
        """Return of a hundred times it was shown how many it helped."""
        return round(100 * self.helped / self.shown) if self.shown else None


@dataclass(frozen=True)
class SelfHelp:
    """How many questions were answered by what is written: by week, item, and so on."""

    weeks: Counter[int] = field(default_factory=Counter)
    items: list[tuple[Item, int]] = field(default_factory=list)
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    visits: Visits = field(default_factory=Visits)
    documents: list[tuple[ItemDocument, Visits]] = field(default_factory=list)
    """What was shown, the most often first; only what there still is."""

    @property
    def total(self) -> int:
        return sum(self.weeks.values())


def questions_answered(since: date, until: date) -> SelfHelp:
    """
    Return what was solved by self-help from a day until another one, and what was shown.

    What came of a visit counts for when it was shown. Four queries.
    """
    given: dict[str, Any] = {
        "event": QuestionAnswered.name,
        "since": since,
        "begin": datetime.combine(since, time(), UTC),
        "end": datetime.combine(until, time(), UTC),
        "most": MOST_LISTED,
    }
    answered = _ask(_ANSWERED, given)
    shown = {document: Visits(*counts) for document, *counts in _ask(_SHOWN, given)}
    found, items = SelfHelp(visits=shown.pop(_ALL)), Counter[int]()
    for week, item, channel, language, count in answered:
        found.weeks[week] += count
        items[item] += count
        found.channels[channel] += count
        found.languages[language] += count
    most = items.most_common(MOST_LISTED)
    known = Item.objects.in_bulk([key for key, _count in most])
    found.items.extend((known[key], count) for key, count in most if key in known)
    documents = ItemDocument.objects.select_related("item").defer("text")
    read = documents.in_bulk(shown)
    ranked = sorted(shown.items(), key=lambda row: (-row[1].shown, row[0]))
    found.documents.extend((read[key], visits) for key, visits in ranked if key in read)
    return found


def _ask(question: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())
