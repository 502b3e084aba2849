"""A server that gives OAuth 2 tokens for a refresh token (RFC 6749) and knows whose they are."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from urllib.parse import parse_qs

REFRESH_TOKEN = "1//refresh"  # noqa: S105  # of a server that lives for a test


class Tokens(ThreadingHTTPServer):
    """`given` holds all tokens; a token in `good` is let in. `answer` is said instead, if set."""

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), _Handler)
        self.given, self.good, self.lasts = [], {}, 3600
        self.answer = None
        self.pause = 0.0
        self.numbers = count(1)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/token"

    def settings(self):
        return {"token_url": self.url, "client_id": "aftercare"}

    def revoke(self):
        """Let no token in that was given so far, as when their time is over."""
        self.good.clear()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):  # http.server calls it so
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path == "/introspect":
            token = asked.get("token", [""])[0]
            user = self.server.good.get(token)
            self._say(200, {"active": user is not None, "username": user or ""})
            return
        time.sleep(self.server.pause)
        if self.server.answer:
            self._say(*self.server.answer)
        elif asked.get("grant_type") != ["refresh_token"] or asked.get("client_id") != [
            "aftercare"
        ]:
            self._say(400, {"error": "invalid_request"})
        elif not asked.get("refresh_token", [""])[0].startswith(REFRESH_TOKEN):
            self._say(400, {"error": "invalid_grant", "error_description": "Token revoked."})
        else:
            token = f"ya29.{next(self.server.numbers)}"
            self.server.given.append(token)
            self.server.good[token] = asked["refresh_token"][0].partition(" ")[2]
            lasts = self.server.lasts
            self._say(200, {"access_token": token, "expires_in": lasts, "token_type": "Bearer"})

    def _say(self, status, data):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def running_tokens(port):
    server = Tokens(port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
