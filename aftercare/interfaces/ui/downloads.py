"""How content that came from outside is handed out without letting it do anything."""

from collections.abc import AsyncIterator, Iterator
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from aftercare.base.files.models import StoredFile

PIECE = 256 * 1024
_HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
"""What a browser may show in place; everything else is saved."""


def download(request: HttpRequest, file: StoredFile, name: str) -> HttpResponseBase:
    """Answer with the content of `file`, in pieces; who asks must be known to be allowed."""
    unchanged = get_conditional_response(request, etag=_tag(file))
    if unchanged is not None:
        return unchanged
    try:
        content = file.open()
    except FileNotFoundError as lost:
        raise Http404 from lost
    shows = file.type in SHOWN
    response = StreamingHttpResponse(
        Later(content) if isinstance(request, ASGIRequest) else Now(content),
        content_type=file.type if shows else "application/octet-stream",
    )
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(not shows, name) or "attachment"
    )
    return _tamed(response, file)


def download_thumbnail(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer with a small picture of `file`; 404 if there is none."""
    unchanged = get_conditional_response(request, etag=_tag(file))
    if unchanged is not None:
        return unchanged
    try:
        small = file.open_thumbnail()
    except FileNotFoundError as lost:
        raise Http404 from lost
    if small is None:
        raise Http404
    with small:
        return _tamed(HttpResponse(small.read(), content_type="image/webp"), file)


def send_made(
    request: HttpRequest, content: IO[bytes], *, name: str, kind: str
) -> HttpResponseBase:
    """Answer with something made for this request, such as an export, in pieces; it is saved."""
    response = StreamingHttpResponse(
        Later(content) if isinstance(request, ASGIRequest) else Now(content), content_type=kind
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003  # Django's signature
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def show_made(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """Answer with something made for this request that a browser shows: a paper, a picture."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"  # noqa: FBT003  # Django's signature
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _HARMLESS
    return response


def _tamed(response: HttpResponse | StreamingHttpResponse, file: StoredFile) -> HttpResponseBase:
    response.headers["ETag"] = _tag(file)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not even a script in a PDF or an SVG that somebody opens by itself gets anywhere.
    response.headers["Content-Security-Policy"] = _HARMLESS
    return response


def _tag(file: StoredFile) -> str:
    return f'"{file.sha256}"'


class Now:
    """The pieces of some content, one after the other."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.close = content.close

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._content.read(PIECE):
            yield piece


class Later:
    """The same for an asynchronous server, which would collect all of a plain iterator first."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.close = content.close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await sync_to_async(self._content.read)(PIECE):
            yield piece
