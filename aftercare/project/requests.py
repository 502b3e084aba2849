"""What stands before all pages: an id for each request, a line in the log, and the health."""

import logging
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

from aftercare.interfaces.ui.assets import App, Receive, Scope, Send
from aftercare.project.health import what_is_missing
from aftercare.project.logs import request_id

log = logging.getLogger("aftercare.requests")

WELL_FORMED = re.compile(rb"[\w-]{8,64}")
QUIET = ("/static/", "/healthz", "/readyz")


class Requests:
    """
    Gives every request an id, which the log, the answer and the proxy share, and logs it.

    The log gets the path alone: what people search for is nobody's business.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = _id_of(scope)
        began = time.perf_counter()
        status = 0

        async def send_with_id(message: Mapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"x-request-id", known.encode())]
                message = {**message, "headers": headers}
            await send(message)

        mark = request_id.set(known)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            _note(scope, status, time.perf_counter() - began)
            request_id.reset(mark)


class Health:
    """
    Answers `/healthz` (the process lives) and `/readyz` (it can do its work).

    Both stand before the check of hosts and before the way to https, since who asks is a
    machine that knows us by our address.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what is none of ours."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path == "/healthz":
            await _say(send, [])
        elif path == "/readyz":
            await _say(send, await sync_to_async(what_is_missing, thread_sensitive=False)())
        else:
            await self.app(scope, receive, send)


async def _say(send: Send, missing: list[str]) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    status = 503 if missing else 200
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = "\n".join(missing or ["ok"]) + "\n"
    await send({"type": "http.response.body", "body": body.encode()})


def _id_of(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-request-id", b"")
    # Anybody can send one; only a proxy of ours overwrites what they say.
    if settings.TOLD.trusted_proxies and WELL_FORMED.fullmatch(given):
        return str(given.decode())
    return secrets.token_hex(8)


def _note(scope: Scope, status: int, seconds: float) -> None:
    if scope["path"].startswith(QUIET):
        return
    facts = {"method": scope["method"], "status": status, "ms": round(seconds * 1000)}
    level = logging.ERROR if status in {0, 500} else logging.INFO
    log.log(level, "%s", scope["path"], extra=facts)
