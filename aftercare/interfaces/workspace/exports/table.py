"""A list as it is handed out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Protocol

from django.db.models import QuerySet
from django.http import QueryDict

from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.spreadsheets import csv_of, xlsx_of
from aftercare.kit.actors import Actor

AT_ONCE = 500
MOST_ROWS = 1_000_000
"""More rows no sheet of Excel can hold."""
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

    def count(self) -> int:
        """Return how many rows there are."""
        return self.rows.order_by()[:MOST_ROWS].count()


class Rows(Protocol):
    """What is handed out: columns, and rows that are read one after the other."""

    @property
    def header(self) -> list[str]: ...

    def lines(self) -> Iterator[Row]: ...

    def count(self) -> int: ...


@dataclass(frozen=True)
class ExportedList:
    """A list that can be taken along, by who may see it."""

    permission: str
    table: Callable[[ActorRequest], Rows]


def request_of(actor: Actor, query: str) -> ActorRequest:
    """Return what somebody asks of a list, for a job that answers later."""
    request = ActorRequest()
    request.actor = actor
    request.GET = QueryDict(query)
    return request


def file_of(table: Rows, lines: Iterable[Row], *, title: str, kind: str) -> IO[bytes]:
    """Return a list as a file of a kind, "csv" or "xlsx"."""
    if kind == "xlsx":
        return xlsx_of(table.header, lines, title=title)
    return csv_of(table.header, lines)
