from collections.abc import AsyncIterator, Iterable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
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
    known = settings.DATABASES["default"]
    options = {key: value for key, value in known.get("OPTIONS", {}).items() if key != "pool"}
    place = {name: known[part] for part, name in PARTS.items() if known.get(part)}
    return await AsyncConnection.connect(**place, **options, autocommit=True)


hub = Hub(connect_to_hear, sync_to_async(open_sessions, thread_sensitive=False))


async def live(request: ActorRequest) -> HttpResponseBase:
    """Tell a browser of news on the topics it names, for as long as it listens."""
    wanted = request.GET.get("topics", "").split(",")
    allowed = await sync_to_async(_allowed)(request, wanted)
    if not allowed:
        return HttpResponse(status=403)
    session = request.session.session_key or ""
    return StreamingHttpResponse(
        _words(allowed, session),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _words(topics: frozenset[str], session: str) -> AsyncIterator[str]:
    async for words in hub.listen(topics, session):
        yield words


def _allowed(request: ActorRequest, wanted: Iterable[str]) -> frozenset[str]:
    try:
        return allowed_topics(request.actor, wanted)
    finally:
        # The answer takes hours; the connection of this thread would wait as long.
        connection.close()
