"""
A server that gives OAuth 2 tokens and knows whose they are.

For a refresh token (RFC 6749, 6), or for a code somebody has brought whom it has asked (4.1), who
then proves that it is who began (RFC 7636).
"""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

REFRESH_TOKEN = "1//refresh"  # noqa: S105  # of a server that lives for a test


class Tokens(ThreadingHTTPServer):
    """`given` holds all tokens; a token in `good` is let in. `answer` is said instead, if set."""

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), _Handler)
        self.given, self.good, self.lasts = [], {}, 3600
        self.answer = None
        self.pause = 0.0
        self.numbers = count(1)
        self.asked, self.rotates = {}, False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/token"

    def settings(self):
        return {"token_url": self.url, "client_id": "aftercare"}

    def agree(self, url):
        """Let a person agree on the page at `url`; return where they are sent then."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{next(self.numbers)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def is_theirs(self, told):
        """Return whether who brings a code is who sent the person here."""
        asked = self.asked.pop(told.get("code", [""])[0], None)
        digest = sha256(told.get("code_verifier", [""])[0].encode()).digest()
        return (
            asked is not None
            and asked["code_challenge"] == urlsafe_b64encode(digest).decode().rstrip("=")
            and told.get("redirect_uri") == [asked["redirect_uri"]]
        )

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
        elif asked.get("grant_type") == ["authorization_code"] and self.server.is_theirs(asked):
            self._give("us@gmail.example", {"refresh_token": REFRESH_TOKEN})
        elif asked.get("grant_type") != ["refresh_token"] or asked.get("client_id") != [
            "aftercare"
        ]:
            self._say(400, {"error": "invalid_request"})
        elif not asked.get("refresh_token", [""])[0].startswith(REFRESH_TOKEN):
            self._say(400, {"error": "invalid_grant", "error_description": "Token revoked."})
        else:
            again = {"refresh_token": f"{REFRESH_TOKEN}-2"} if self.server.rotates else {}
            self._give(asked["refresh_token"][0].partition(" ")[2], again)

    def _give(self, user, more):
        token = f"ya29.{next(self.server.numbers)}"
        self.server.given.append(token)
        self.server.good[token] = user
        told = {"access_token": token, "expires_in": self.server.lasts, "token_type": "Bearer"}
        self._say(200, told | more)

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
