"""As much of S3 as we use, spoken to over real HTTP; objects are in `objects`."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: ClassVar[dict[str, bytes]] = {}

    def do_PUT(self):
        self.objects[self.key] = self.body()
        self.answer(200, ETag='"1"')

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "delimiter" in asked:
            self.answer(200, self.listing(asked["prefix"][0]))
        elif self.key in self.objects:
            self.answer(200, self.objects[self.key], ETag='"1"')
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self):
        self.do_GET()

    def do_DELETE(self):
        self.objects.pop(self.key, None)
        self.answer(204)

    def listing(self, prefix):
        start = f"{self.key}/{prefix}"
        rest = [key.removeprefix(start) for key in self.objects if key.startswith(start)]
        files = [
            f"<Contents><Key>{prefix}{each}</Key></Contents>" for each in rest if "/" not in each
        ]
        folders = {each.split("/")[0] for each in rest if "/" in each}
        below = [
            f"<CommonPrefixes><Prefix>{prefix}{each}/</Prefix></CommonPrefixes>" for each in folders
        ]
        return f"<ListBucketResult>{''.join(files + below)}</ListBucketResult>".encode()

    @property
    def key(self):
        return unquote(urlsplit(self.path).path)

    def body(self):
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return self.rfile.read(int(self.headers["Content-Length"]))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return whole

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_words):
        pass


@contextmanager
def running_bucket():
    """Run it on a port of its own; give its address and what it holds."""
    Handler.objects = objects = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", objects
        finally:
            server.shutdown()
            thread.join()
