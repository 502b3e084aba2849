"""A range of the journal as a table for spreadsheets."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aftercare.base.journal.models import Entry
from aftercare.interfaces.workspace.audit.shown import shown
from aftercare.kit.actors import Actor

MOST_ROWS = 100_000
AT_ONCE = 1000
IN_MEMORY = 2**20
# A cell that begins with one of these would be taken for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def journal_table(entries: QuerySet[Entry], actor: Actor) -> IO[bytes]:
    """Return `entries` as CSV that Excel reads as UTF-8, the newest first."""
    content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    text = TextIOWrapper(content, encoding="utf-8-sig", newline="")
    table = csv.writer(text)
    table.writerow([_("Number"), _("When"), _("Who"), _("What"), _("About"), "event", "data"])
    rows = entries[:MOST_ROWS].iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        table.writerows(_cells(some, actor))
    text.detach()
    content.seek(0)
    return content


def _cells(entries: list[Entry], actor: Actor) -> Iterator[list[str]]:
    for row in shown(entries, actor):
        cells = [
            str(row.entry.pk),
            row.entry.at.isoformat(),
            row.who,
            row.said,
            " ".join(name for _ref, name in row.things),
            row.entry.event,
            row.data,
        ]
        yield [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
