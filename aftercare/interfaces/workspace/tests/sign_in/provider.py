"""An OpenID provider of our own, spoken to over real HTTP: it has one person, `person`."""

import base64
import json
import time
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "aftercare", "between-us"  # made up


class Provider:
    """What the provider knows, and how it answers; tests change it."""

    def __init__(self, url):
        self.url = url
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {"sub": "42", "email": "liza@northwell.example", "email_verified": True}
        self.claims = {}
        self.is_down = False
        self.asked = {}

    def discovery(self, _query):
        paths = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
            "jwks_uri": "/keys",
        }
        return {"issuer": self.url} | {name: self.url + path for name, path in paths.items()}

    def keys(self, _query):
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def token(self, fields):
        challenge = base64.urlsafe_b64encode(sha256(fields["code_verifier"].encode()).digest())
        right = {
            "code": "code-1",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uri": self.asked["redirect_uri"],
        }
        if any(fields.get(name) != value for name, value in right.items()):
            return None
        if challenge.rstrip(b"=").decode() != self.asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        signed = jwt.encode(
            claims | self.person | self.claims, self.key, "RS256", headers={"kid": "1"}
        )
        return {"access_token": "access-1", "token_type": "Bearer", "id_token": signed}


def handler_for(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # its name in the library
            address = urlsplit(self.path)
            query = dict(parse_qsl(address.query))
            if address.path == "/authorize":
                provider.asked = query
                back = urlencode({"code": "code-1", "state": query["state"]})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            elif address.path == "/.well-known/openid-configuration":
                self.answer(provider.discovery(query))
            elif address.path == "/keys":
                self.answer(provider.keys(query))
            elif address.path == "/userinfo":
                allowed = self.headers["Authorization"] == "Bearer access-1"
                self.answer(provider.person if allowed else None)

        def do_POST(self):  # its name in the library
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            self.answer(provider.token({name: values[0] for name, values in sent.items()}))

        def answer(self, what):
            down = provider.is_down or what is None
            body = json.dumps(what if not down else {"error": "invalid_request"}).encode()
            self.send_response(400 if down else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    return Handler


@contextmanager
def running_provider():
    """Run a provider on a port of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = handler_for(provider)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
