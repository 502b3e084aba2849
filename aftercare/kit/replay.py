"""
History that is played again: a demo, or years taken over from another system.

Everything answers at once, and no job is put into the queue, for its time has passed. What
nobody reads meanwhile, such as the journal, is postponed and written in few statements.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.db.models import Model


class Postponed(Protocol):
    """Rows of one kind that wait to be written."""

    def write_down(self) -> None:
        """Write what waits, and go on empty."""
        ...


P = TypeVar("P", bound=Postponed)
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class _Replay:
    """What is known while history is replayed."""

    def __init__(self) -> None:
        self.waiting: dict[type, Postponed] = {}
        self.answers: dict[Callable[[], Any], Any] = {}
        self.at_hand: dict[type[Model], Model] = {}


_replay: ContextVar[_Replay | None] = ContextVar("replay", default=None)


@contextmanager
def history_is_replayed() -> Iterator[None]:
    """
    Let everything answer at once while what happened long ago is played again.

    What was postponed is written at the end. It belongs to the transaction of the caller: an
    error leaves nothing, neither there nor here.
    """
    replay = _Replay()
    token = _replay.set(replay)
    try:
        yield
        for rows in replay.waiting.values():
            rows.write_down()
    finally:
        _replay.reset(token)


def is_replaying() -> bool:
    """Return whether history is being replayed."""
    return _replay.get() is not None


def postponed(kind: type[P]) -> P | None:
    """Return the rows of this kind that wait; None unless history is being replayed."""
    replay = _replay.get()
    return cast("P", replay.waiting.setdefault(kind, kind())) if replay else None


def asked_once_in_a_replay(question: Callable[[], T]) -> Callable[[], T]:
    """Ask for rules once in a history: what is set up before it begins holds all through it."""

    @wraps(question)
    def answer() -> T:
        replay = _replay.get()
        if replay is None:
            return question()
        if question not in replay.answers:
            replay.answers[question] = question()
        return cast("T", replay.answers[question])

    return answer


def keep_at_hand(row: Model) -> None:
    """Let who reacts to what happened to `row` have it without asking, if history is replayed."""
    if replay := _replay.get():
        replay.at_hand[type(row)] = row


def at_hand(model: type[M], key: int) -> M | None:
    """Return the row of which something was announced just now; None if that is another."""
    replay = _replay.get()
    row = replay.at_hand.get(model) if replay else None
    return cast("M", row) if row is not None and row.pk == key else None
