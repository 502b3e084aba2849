from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from psycopg import AsyncConnection

from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.live.hub import Hub
from aftercare.interfaces.ui.live.sessions import open_sessions
from aftercare.interfaces.ui.live.topics import allowed_topics

PARTS = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}


async def connect_to_hear() -> AsyncConnection[Any]:
    """Return a connection of our own: what listens must not be shared or pooled."""
    known = connections.settings["default"]
    options = {key: value for key, value in known.get("OPTIONS", {}).items() if key != "pool"}
    place = {name: known[part] for part, name in PARTS.items() if known.get(part)}
    return await AsyncConnection.connect(**place, **options, autocommit=True)


def still_open(sessions: Collection[str]) -> set[str]:
    """Return which sessions still are somebody's, and leave no connection behind."""
    with letting_go():
        return open_sessions(sessions)


@contextmanager
def letting_go() -> Iterator[None]:
    """Close the connection of this thread: it may wait for hours before it is used again."""
    try:
        yield
    finally:
        if not connection.in_atomic_block:
            connection.close()


hub = Hub(connect_to_hear, sync_to_async(still_open, thread_sensitive=False))


@login_not_required  # who is not signed in is told so, instead of being sent a page
async def live(request: ActorRequest) -> HttpResponseBase:
    """Tell a browser of news on the topics it names, for as long as it listens."""
    wanted = request.GET.get("topics", "").split(",")
    allowed = await sync_to_async(_allowed)(request, wanted)
    if not allowed:
        return HttpResponse(status=403)
    session = request.session.session_key or ""
    return StreamingHttpResponse(
        _words(allowed, session, _since(request)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _words(topics: frozenset[str], session: str, since: float) -> AsyncIterator[str]:
    _let_go_of_thread()
    async for words in hub.listen(topics, session, since):
        yield words


def _let_go_of_thread() -> None:
    # The thread in which the middleware ran would wait for the end of this answer: one idle
    # thread for each listener. If it is needed again, asgiref makes another.
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context and (executor := SyncToAsync.context_to_thread_executor.pop(context, None)):
        executor.shutdown(wait=False)


def _since(request: ActorRequest) -> float:
    # After a break the browser says what it heard last; at first, when its page was made.
    asked = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    try:
        return float(asked)
    except ValueError:
        return 0.0


def _allowed(request: ActorRequest, wanted: Iterable[str]) -> frozenset[str]:
    with letting_go():
        return allowed_topics(request.actor, wanted)
