"""Who comes in, how often, and that what comes twice is done once."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from aftercare.base.company.queries import Setting, register_setting, setting
from aftercare.base.people.models import ApiToken
from aftercare.base.people.queries import actor_with, find_token
from aftercare.interfaces.api.models import GivenAnswer
from aftercare.interfaces.api.problems import problem
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock
from aftercare.kit.actors import NOBODY

View = Callable[..., HttpResponse]
Answer = Callable[[], HttpResponse]

SAFE = {"GET", "HEAD", "OPTIONS"}
MINUTE = 60
LONGEST_KEY = 200
REFUSED_FROM = 400
SEEN_EVERY = timedelta(minutes=1)
MOST = register_setting(
    Setting(
        "api.requests_a_minute", 600, gettext_lazy("Requests a minute that one token may send.")
    )
)

COUNT = """
INSERT INTO api_usage AS usage (token_id, minute, count) VALUES (%(token)s, %(minute)s, 1)
ON CONFLICT (token_id) DO UPDATE SET minute = excluded.minute,
    count = CASE WHEN usage.minute = excluded.minute THEN usage.count + 1 ELSE 1 END
RETURNING count
"""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def door(view: View) -> View:
    """Let programs in by token only, whoever a browser is signed in as."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def entered(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _token_in(request)
        request.actor = actor_with(token) if token else NOBODY
        if token is None:
            return view(request, *args, **kwargs)
        if wait := _too_many(token):
            detail = _("Slow down: wait %(seconds)s seconds.") % {"seconds": wait}
            headers = {"Retry-After": str(wait)}
            return problem(429, _("Too many requests"), detail, code="too_many", headers=headers)
        return _once(request, token, lambda: view(request, *args, **kwargs))

    return entered


def _token_in(request: HttpRequest) -> ApiToken | None:
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    return find_token(secret.strip()) if kind.lower() == "bearer" else None


def _too_many(token: ApiToken) -> int:
    """Count a request; return after how many seconds the next one may come, 0 for at once."""
    at = clock.now()
    second = int(at.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"token": token.pk, "minute": second // MINUTE})
        (count,) = cursor.fetchone()
    if token.used_at is None or at - token.used_at > SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return MINUTE - second % MINUTE if count > setting(MOST.name) else 0


def _once(
    request: HttpRequest, token: ApiToken, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """
    Answer a request with a key as it was answered when it was done; else do it.

    What was refused has done nothing, so its key stays free for the request once it is mended.
    """
    key = request.headers.get("Idempotency-Key", "")
    if request.method in SAFE or not key:
        return answer()
    if len(key) > LONGEST_KEY:
        detail = _("Send a shorter Idempotency-Key, such as a UUID.")
        return problem(400, _("Not understood"), detail, code="key_too_long")
    asked = _fingerprint(request)
    # What is done and what is answered are kept together or not at all.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [f"api {token.pk} {key}"])
        given = GivenAnswer.objects.filter(token=token, key=key).first()
        if given is None:
            return _kept(answer(), token, key, asked)
    if given.fingerprint != asked:
        detail = _("This Idempotency-Key was sent with another request. Use a new one.")
        return problem(409, _("Not the same request"), detail, code="key_used_otherwise")
    headers = {"Idempotency-Replayed": "true"}
    body = bytes(given.body)
    return HttpResponse(body, status=given.status, content_type=given.kind, headers=headers)


def _kept(response: HttpResponse, token: ApiToken, key: str, asked: str) -> HttpResponse:
    if response.status_code >= REFUSED_FROM:
        transaction.set_rollback(True)
        return response
    GivenAnswer.objects.create(
        token=token,
        key=key,
        fingerprint=asked,
        status=response.status_code,
        kind=response.headers.get("Content-Type", ""),
        body=response.content,
        at=clock.now(),
    )
    return response


def _fingerprint(request: HttpRequest) -> str:
    is_form = (request.content_type or "").startswith("multipart/")
    # A file is read piece by piece and not for its name; it is known by its length.
    said = request.headers.get("Content-Length", "").encode() if is_form else request.body
    return sha256(f"{request.method} {request.get_full_path()}\n".encode() + said).hexdigest()
