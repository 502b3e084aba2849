"""A range of the journal as a table for spreadsheets."""

from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aftercare.base.journal.models import Entry
from aftercare.interfaces.ui.spreadsheets import csv_of
from aftercare.interfaces.workspace.audit.shown import shown
from aftercare.kit.actors import Actor

MOST_ROWS = 100_000
AT_ONCE = 1000


def journal_table(entries: QuerySet[Entry], actor: Actor) -> IO[bytes]:
    """Return `entries` as CSV that Excel reads as UTF-8, the newest first."""
    header = [_("Number"), _("When"), _("Who"), _("What"), _("About"), "event", "data"]
    return csv_of(header, _lines(entries, actor))


def _lines(entries: QuerySet[Entry], actor: Actor) -> Iterator[list[str]]:
    rows = entries[:MOST_ROWS].iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        for row in shown(some, actor):
            things = " ".join(name for _ref, name in row.things)
            known = [str(row.entry.pk), row.entry.at.isoformat(), row.who, row.said, things]
            yield [*known, row.entry.event, row.data]
