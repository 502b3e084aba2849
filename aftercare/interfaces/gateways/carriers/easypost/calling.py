"""One request to EasyPost: signed in, with an end in time, and every refusal in our words."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
from django.utils.translation import gettext as _

from aftercare.domain.shipping.ports import CarrierAccess, CarrierRefused
from aftercare.domain.shipping.states import CarrierTrouble

USUAL_URL = "https://api.easypost.com/v2"
TIMEOUT = httpx.Timeout(20, connect=5)
LARGEST_LABEL = 4 * 2**20
_KINDS = {
    HTTPStatus.UNAUTHORIZED: CarrierTrouble.AUTH,
    HTTPStatus.PAYMENT_REQUIRED: CarrierTrouble.AUTH,
    HTTPStatus.FORBIDDEN: CarrierTrouble.AUTH,
    HTTPStatus.NOT_FOUND: CarrierTrouble.GONE,
    HTTPStatus.TOO_MANY_REQUESTS: CarrierTrouble.RATE,
}


def call(
    access: CarrierAccess, method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """
    Return what EasyPost answers. Raises `CarrierRefused`.

    Where a request went out and no answer came, nobody knows whether it was done.
    """
    url = str(access.settings.get("url") or USUAL_URL).rstrip("/") + path
    auth = (access.secrets.get("api_key", ""), "")
    try:
        answer = httpx.request(method, url, json=body, auth=auth, timeout=TIMEOUT)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as problem:
        raise CarrierRefused(
            CarrierTrouble.TEMPORARY, _("EasyPost cannot be reached: %(why)s") % {"why": problem}
        ) from problem
    except httpx.HTTPError as problem:
        raise CarrierRefused(
            CarrierTrouble.UNKNOWN, _("EasyPost did not answer in time.")
        ) from problem
    return _read(answer)


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_server_error:
        raise CarrierRefused(
            CarrierTrouble.UNKNOWN,
            _("EasyPost has a problem (%(code)s).") % {"code": answer.status_code},
        )
    try:
        told: dict[str, Any] = answer.json()
    except ValueError as problem:
        raise CarrierRefused(
            CarrierTrouble.UNKNOWN, _("EasyPost answered something else than JSON.")
        ) from problem
    if answer.is_success:
        return told
    status = HTTPStatus(answer.status_code)
    kind = _KINDS.get(status, CarrierTrouble.CONTENT)
    raise CarrierRefused(kind, _why(told, status), retry_after=_pause(answer))


def _why(told: dict[str, Any], status: HTTPStatus) -> str:
    error = told.get("error")
    if not isinstance(error, dict):
        return str(error or status.phrase)
    fields = [_field(each) for each in error.get("errors") or []]
    return " · ".join([str(error.get("message") or error.get("code") or status.phrase), *fields])


def _field(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    return f"{error.get('field', '')}: {error.get('message', '')}"


def _pause(answer: httpx.Response) -> timedelta | None:
    wait = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(wait)) if wait.isdecimal() else None


def fetch_paper(url: str) -> bytes:
    """Return the paper of a label; nothing if it cannot be had: the label holds all the same."""
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT, follow_redirects=True) as answer:
            answer.raise_for_status()
            paper = bytearray()
            for piece in answer.iter_bytes():
                paper += piece
                if len(paper) > LARGEST_LABEL:
                    return b""
    except (httpx.HTTPError, httpx.InvalidURL):
        return b""
    return bytes(paper)
