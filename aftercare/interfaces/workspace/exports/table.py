"""A list as it is handed out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from aftercare.interfaces.ui.actors import ActorRequest

AT_ONCE = 500
MOST_ROWS = 100_000
Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """A list as columns and rows; `cells` turns some rows at a time into what stands in them."""

    header: list[str]
    rows: QuerySet[Any]
    cells: Callable[[list[Any]], Iterable[Row]]

    def lines(self) -> Iterator[Row]:
        """Yield the rows, at most as many as anybody opens in a spreadsheet."""
        waiting = self.rows[:MOST_ROWS].iterator(chunk_size=AT_ONCE)
        while some := list(islice(waiting, AT_ONCE)):
            yield from self.cells(some)


@dataclass(frozen=True)
class ExportedList:
    """A list that can be taken along, by who may see it."""

    permission: str
    table: Callable[[ActorRequest], Table]
