"""
Work that is done together: a batch of mails, or a history that is played again.

Who reacts answers at once, in the same transaction, instead of in a job of its own. What nobody
reads meanwhile, such as the journal, is postponed and written in few statements at the end; what
waits for a table is written before anything else is asked of that table. In a history (a demo,
years taken over from another system) there are no jobs and no news for browsers at all, for its
time has passed.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar, cast

from django.db import connection
from django.db.models import Model


class Postponed(Protocol):
    """Rows of one kind that wait to be written."""

    @property
    def table(self) -> str:
        """The table they are missing in, if somebody may read it meanwhile."""
        ...

    def write_down(self) -> None:
        """Write what waits, and go on empty."""
        ...


K = TypeVar("K", bound=Hashable)
P = TypeVar("P", bound=Postponed)
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class _Work:
    """What is known while something is done together."""

    def __init__(self, *, of: int, is_history: bool) -> None:
        self.of = of
        self.is_history = is_history
        self.waiting: dict[Hashable, Postponed] = {}
        self.answers: dict[Callable[[], Any], Any] = {}
        self.found: dict[Hashable, dict[Any, Any]] = {}
        self.at_hand: dict[type[Model], Model] = {}

    def execute(self, go_on: Callable[..., T], sql: Any, *given: Any) -> T:
        """Write what a statement may ask for, then execute it."""
        said = str(sql)
        for rows in list(self.waiting.values()):
            # Far most statements do not name it at all, which is seen at once.
            if rows.table and rows.table in said and re.search(rf"\b{rows.table}\b", said):
                rows.write_down()
        return go_on(sql, *given)


_work: ContextVar[_Work | None] = ContextVar("work", default=None)


@contextmanager
def done_together(*, of: int = 1) -> Iterator[None]:
    """
    Let what is done belong together: nothing of it holds unless all of it does.

    `of` is about how many things of one kind it consists.

    Entered in the transaction of the caller, whose end decides. There are no savepoints in it:
    an error, even one that somebody catches, leaves nothing, neither there nor here.
    """
    if _work.get():
        yield
        return
    has_savepoints = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        with _doing(_Work(of=of, is_history=False)):
            yield
    finally:
        connection.features.uses_savepoints = has_savepoints


@contextmanager
def history_is_replayed() -> Iterator[None]:
    """Let what is done together be what happened long ago, played again."""
    with _doing(_Work(of=1, is_history=True)):
        yield


@contextmanager
def _doing(work: _Work) -> Iterator[None]:
    token = _work.set(work)
    try:
        with connection.execute_wrapper(work.execute):
            yield
            for rows in list(work.waiting.values()):
                rows.write_down()
    finally:
        _work.reset(token)


def parts_of_work() -> int:
    """Return about how many things of one kind are done together."""
    work = _work.get()
    return work.of if work else 1


def is_replaying() -> bool:
    """Return whether history is being replayed."""
    work = _work.get()
    return work is not None and work.is_history


def postponed(kind: Callable[..., P], *of: Hashable) -> P | None:
    """Return the rows of this kind that wait; None unless something is done together."""
    work = _work.get()
    if work is None:
        return None
    if (kind, *of) not in work.waiting:
        work.waiting[kind, *of] = kind(*of)
    return cast("P", work.waiting[kind, *of])


def asked_once(question: Callable[[], T]) -> Callable[[], T]:
    """Ask for rules once in what is done together: what is set up before holds all through it."""

    @wraps(question)
    def answer() -> T:
        work = _work.get()
        if work is None:
            return question()
        if question not in work.answers:
            work.answers[question] = question()
        return cast("T", work.answers[question])

    return answer


def ask_again(question: Callable[[], Any]) -> None:
    """Let an answer of `asked_once` be forgotten, because it has just been changed."""
    if work := _work.get():
        work.answers.pop(question.__wrapped__, None)  # type: ignore[attr-defined]  # as wraps has it


class Lookup(Generic[K, T]):
    """
    What is found under a key, by a question that takes many keys at once.

    In work done together, keys that are named `ahead` are asked for in one statement. What is
    stored under such a key later on, has to be said (`now`).
    """

    def __init__(self, ask: Callable[[list[K]], Mapping[K, T]]) -> None:
        self.ask = ask
        self.__doc__ = ask.__doc__

    def __call__(self, key: K) -> T | None:
        """Return what is found under `key`."""
        found = self._found()
        return found[key] if key in found else self.ask([key]).get(key)

    def ahead(self, keys: Iterable[K]) -> None:
        """Ask now for what will be asked for soon."""
        wanted = list(dict.fromkeys(keys))
        if _work.get() and wanted:
            self._found().update(dict.fromkeys(wanted) | dict(self.ask(wanted)))

    def now(self, key: K, value: T) -> None:
        """Say what is found under `key` from now on."""
        if key in self._found():
            self._found()[key] = value

    def _found(self) -> dict[K, T | None]:
        work = _work.get()
        return work.found.setdefault(self, {}) if work else {}


def keep_at_hand(row: Model) -> None:
    """Let who reacts to what happened to `row` have it without asking, in work done together."""
    if work := _work.get():
        work.at_hand[type(row)] = row


def put_away(row: Model) -> None:
    """Let `row` be at hand no longer."""
    if (work := _work.get()) and work.at_hand.get(type(row)) == row:
        del work.at_hand[type(row)]


def at_hand(model: type[M], key: int) -> M | None:
    """Return the row of which something was announced just now; None if that is another."""
    work = _work.get()
    row = work.at_hand.get(model) if work else None
    return cast("M", row) if row is not None and row.pk == key else None
