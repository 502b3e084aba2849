import asyncio
import json
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from time import time
from typing import Any

import psycopg
from django.db import DatabaseError
from psycopg import AsyncConnection

from aftercare.interfaces.ui.live.topics import names_told

logger = logging.getLogger(__name__)

CHANNEL = "live"
RESYNC = "resync"
KEEPALIVE = 20.0
GAP = 0.2
"""A listener hears of a topic at once, then at most so often."""
MOST_RESYNCS = 200
"""So many a second are told to fetch everything anew after a lost connection."""
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0

REMEMBERED = 2_000
MARGIN = 2.0
"""Clocks of machines differ, and a page takes its time; told twice does no harm."""

Connect = Callable[[], Awaitable[AsyncConnection[Any]]]
StillOpen = Callable[[Collection[str]], Awaitable[Collection[str]]]


@dataclass(eq=False)
class Listener:
    """
    One browser.

    What it has not fetched yet is kept once per topic, so a slow one needs no more room than
    a quick one: it is told later, of the newest.
    """

    topics: frozenset[str]
    session: str
    pending: dict[str, int] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def tell(self, topic: str, entry: int) -> None:
        """Put news where the stream of this browser finds them."""
        self.pending[topic] = entry
        self.news.set()

    def end(self) -> None:
        """Let the stream of this browser come to its end."""
        self.is_over = True
        self.news.set()


class Hub:
    """The one connection of a process that hears the database, and its listeners."""

    def __init__(self, connect: Connect, still_open: StillOpen) -> None:
        self._connect = connect
        self._still_open = still_open
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._all: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._recent: deque[tuple[float, str, int]] = deque(maxlen=REMEMBERED)
        self.hears_since = float("inf")

    def __len__(self) -> int:
        return len(self._all)

    def start(self) -> None:
        """Begin to hear, so that the first listener misses nothing."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._check())]

    async def listen(
        self, topics: Iterable[str], session: str, since: float = 0.0
    ) -> AsyncIterator[str]:
        """
        Yield the stream for a browser whose page is from the instant `since`.

        It is told what has happened meanwhile; if nobody knows, `resync`: fetch what is shown.
        """
        self.start()
        listener = Listener(frozenset({*topics, RESYNC}), session)
        self._enter(listener)
        self._catch_up(listener, since - MARGIN)
        yield f"id: {time()}\nretry: {int(LONGEST_WAIT * 1000)}\n\n"
        try:
            while not listener.is_over:
                yield await self._next_words(listener)
                await asyncio.sleep(GAP)
        finally:
            self._leave(listener)

    def spread(self, payload: str) -> None:
        """Tell all who listen to one of the subjects of a notice."""
        try:
            notice = json.loads(payload)
            entry, subjects = int(notice.get("entry") or 0), list(notice["topics"])
        except (ValueError, TypeError, KeyError, AttributeError):
            logger.warning("A notice on “%s” cannot be read: %.100s", CHANNEL, payload)
            return
        for subject in map(str, subjects):
            for topic in names_told(subject):
                self._recent.append((time(), topic, entry))
                for listener in self._listeners.get(topic, ()):
                    listener.tell(topic, entry)

    async def close(self) -> None:
        """End all streams and let go of the database."""
        for listener in list(self._all):
            listener.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _next_words(self, listener: Listener) -> str:
        try:
            await asyncio.wait_for(listener.news.wait(), KEEPALIVE)
        except TimeoutError:
            return ": keepalive\n\n"
        news, listener.pending = listener.pending, {}
        listener.news.clear()
        return "".join(
            f'id: {time()}\nevent: {topic}\ndata: {{"entry": {entry}}}\n\n'
            for topic, entry in news.items()
        )

    def _catch_up(self, listener: Listener, since: float) -> None:
        forgotten = len(self._recent) == REMEMBERED and self._recent[0][0] > since
        if since < self.hears_since or forgotten:
            listener.tell(RESYNC, 0)
            return
        for at, topic, entry in self._recent:
            if at >= since and topic in listener.topics:
                listener.tell(topic, entry)

    def _enter(self, listener: Listener) -> None:
        self._all.add(listener)
        for topic in listener.topics:
            self._listeners[topic].add(listener)

    def _leave(self, listener: Listener) -> None:
        self._all.discard(listener)
        for topic in listener.topics:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    async def _hear(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    wait, self.hears_since = FIRST_WAIT, time()
                    self._tell_all_to_resync()
                    await self._hear_on(connection)
            except (psycopg.Error, OSError) as error:
                self.hears_since = float("inf")
                logger.warning("Browsers hear nothing for %.1f s: %s", wait, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _hear_on(self, connection: AsyncConnection[Any]) -> None:
        while True:
            async for notice in connection.notifies(timeout=KEEPALIVE):
                self.spread(notice.payload)
            # A connection that died in silence is found out by asking.
            await connection.execute("SELECT 1")

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE)
            sessions = {listener.session for listener in self._all}
            try:
                still_open = set(await self._still_open(sessions)) if sessions else set()
            except DatabaseError:
                continue  # nobody can be asked; the next round comes
            for listener in list(self._all):
                if listener.session not in still_open:
                    listener.end()

    def _tell_all_to_resync(self) -> None:
        # Not all at once: each of them asks for what it shows.
        loop = asyncio.get_running_loop()
        for number, listener in enumerate(self._all):
            loop.call_later(number / MOST_RESYNCS, listener.tell, RESYNC, 0)
