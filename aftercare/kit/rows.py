"""New rows: stored at once, or in work done together with all others of their table."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db.models import Model

from aftercare.kit.bulk import take_keys, write_all, write_missing
from aftercare.kit.together import parts_of_work, postponed

M = TypeVar("M", bound=Model)

MOST_WAITING = 500
GROWS = 4
"""Times as many keys are taken whenever those taken before were not enough."""


def add(row: M) -> M:
    """
    Store a new row and give it its key.

    In work done together it waits for others of its table; what the database says against it
    is said when they are written, which ends that work.
    """
    if waiting := postponed(_Waiting, type(row)):
        waiting.add(row)
    else:
        row.save(force_insert=True)
    return row


def add_missing(rows: Iterable[Model]) -> None:
    """Store those of some new rows of one table that are not there yet; none gets a key."""
    new = list(rows)
    if not new:
        return
    if waiting := postponed(_Missing, type(new[0])):
        waiting.rows += new
    else:
        write_missing(new)


class _Waiting:
    """New rows of one table, which have their keys."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.table = model._meta.db_table
        self.rows: list[Model] = []
        self._keys: Iterator[int] = iter(())
        self._at_once = min(parts_of_work(), MOST_WAITING)

    def add(self, row: Model) -> None:
        """Let a row wait, not too many of them."""
        if row.pk is None:
            row.pk = self._next_key()
        self.rows.append(row)
        if len(self.rows) >= MOST_WAITING:
            self.write_down()

    def _next_key(self) -> int:
        key = next(self._keys, None)
        if key is None:
            self._keys = iter(take_keys(self.model, self._at_once))
            self._at_once = min(self._at_once * GROWS, MOST_WAITING)
            key = next(self._keys)
        return key

    def write_down(self) -> None:
        """Write what waits."""
        rows, self.rows = self.rows, []
        if rows:
            write_all(rows)


class _Missing:
    """New rows of one table, some of which may be there already."""

    def __init__(self, model: type[Model]) -> None:
        self.table = model._meta.db_table
        self.rows: list[Model] = []

    def write_down(self) -> None:
        """Write those that are not there yet."""
        rows, self.rows = self.rows, []
        if rows:
            write_missing(rows)
