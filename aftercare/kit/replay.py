"""
History that is played again: a demo, or years taken over from another system.

Everything answers at once, and no job is put into the queue, for its time has passed. What
nobody reads meanwhile, such as the journal, is postponed and written in few statements.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar, cast


class Postponed(Protocol):
    """Rows of one kind that wait to be written."""

    def write_down(self) -> None:
        """Write what waits, and go on empty."""
        ...


P = TypeVar("P", bound=Postponed)

_replayed: ContextVar[dict[type, Postponed] | None] = ContextVar("replayed", default=None)


@contextmanager
def history_is_replayed() -> Iterator[None]:
    """
    Let everything answer at once while what happened long ago is played again.

    What was postponed is written at the end. It belongs to the transaction of the caller: an
    error leaves nothing, neither there nor here.
    """
    waiting: dict[type, Postponed] = {}
    token = _replayed.set(waiting)
    try:
        yield
        for rows in waiting.values():
            rows.write_down()
    finally:
        _replayed.reset(token)


def is_replaying() -> bool:
    """Return whether history is being replayed."""
    return _replayed.get() is not None


def postponed(kind: type[P]) -> P | None:
    """Return the rows of this kind that wait; None unless history is being replayed."""
    waiting = _replayed.get()
    return None if waiting is None else cast("P", waiting.setdefault(kind, kind()))
