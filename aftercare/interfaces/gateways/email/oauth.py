"""Signing in to mail servers without a password: XOAUTH2."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import httpx

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import lend_token
from aftercare.domain.conversations.ports import Account, Grant, SendRefused
from aftercare.domain.conversations.states import RefusalKind
from aftercare.interfaces.gateways.email.consent import provider_of
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

EARLY = timedelta(minutes=2)
"""How long before its end a token is renewed."""
TIMEOUT = 20
TOO_MANY, ITS_FAULT = 429, 500


class TokenRefused(Exception):
    """A mail server does not let a token in, though its time has not come."""


def xoauth2(user: str, token: str) -> str:
    """Return what a client says to sign in, before base64 (Google, XOAUTH2 Protocol)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def sign_in(account: Account, enter: Callable[[str], None]) -> None:
    """
    Call `enter` with a token; with a new one, once, if it raises `TokenRefused`.

    Raises `SendRefused` of kind `auth` when we are not let in any more.
    """
    token = _token(account)
    try:
        enter(token)
    except TokenRefused:
        try:
            enter(_token(account, stale=token))
        except TokenRefused as refused:
            raise SendRefused(RefusalKind.AUTH, str(refused)) from refused


def _token(account: Account, *, stale: str = "") -> str:
    row = ChannelAccount.objects.get(code=account.code)
    renew = partial(_renew, account)
    return lend_token(row, stale=stale, renew=renew, actor=SYSTEM, at=clock.now())


def _renew(account: Account) -> Grant:
    refresh_token = account.secrets.get("refresh_token", "")
    return _ask(account, grant_type="refresh_token", refresh_token=refresh_token)


def take_consent(account: Account, *, code: str, verifier: str, back: str) -> Grant:
    """Return what the code is worth that a person brings back. Raises `SendRefused`."""
    asked = {"code": code, "code_verifier": verifier, "redirect_uri": back}
    grant = _ask(account, grant_type="authorization_code", **asked)
    if not grant.secrets:
        raise SendRefused(RefusalKind.AUTH, "No refresh token was given.")
    return grant


def _ask(account: Account, **asked: str) -> Grant:
    form = asked | {
        "client_id": str(account.settings.get("client_id", "")),
        "client_secret": account.secrets.get("client_secret", ""),
    }
    url = provider_of(account).token_url
    if not url:
        raise SendRefused(RefusalKind.AUTH, "Nobody said where to get tokens.")
    try:
        answer = httpx.post(url, data=form, timeout=TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise SendRefused(RefusalKind.TEMPORARY, f"No token: {problem}") from problem
    try:
        data = answer.json()
        token, lasts = str(data["access_token"]), timedelta(seconds=int(data.get("expires_in", 0)))
    except (ValueError, KeyError, TypeError) as problem:
        raise _refusal(answer) from problem
    kept = {name: str(data[name]) for name in ("refresh_token",) if data.get(name)}
    return Grant(token, clock.now() + max(lasts - EARLY, timedelta(0)), kept)


def _refusal(answer: httpx.Response) -> SendRefused:
    is_temporary = answer.status_code == TOO_MANY or answer.status_code >= ITS_FAULT
    kind = RefusalKind.TEMPORARY if is_temporary else RefusalKind.AUTH
    return SendRefused(kind, f"No token: {answer.status_code} {answer.text[:200]}")
