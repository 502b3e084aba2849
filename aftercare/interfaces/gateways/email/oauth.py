"""Signing in to mail servers without a password: XOAUTH2."""

import time
from collections.abc import MutableMapping

import httpx

from aftercare.domain.conversations.ports import Account, SendRefused

_tokens: MutableMapping[str, tuple[str, float]] = {}
EARLY = 120
"""Seconds before its end at which a token is renewed."""


def xoauth2(user: str, token: str) -> str:
    """Return what a client says to sign in, before base64 (Google, XOAUTH2 Protocol)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def access_token(account: Account) -> str:
    """
    Return a token that is good for some minutes, fetched with the refresh token of the account.

    Raises `SendRefused` of kind `auth` when the server does not give one any more.
    """
    token, until = _tokens.get(account.code, ("", 0.0))
    if token and until > time.monotonic():
        return token
    form = {
        "grant_type": "refresh_token",
        "refresh_token": account.secrets.get("refresh_token", ""),
        "client_id": str(account.settings.get("client_id", "")),
        "client_secret": account.secrets.get("client_secret", ""),
    }
    try:
        answer = httpx.post(str(account.settings["token_url"]), data=form, timeout=20)
        data = answer.json()
    except (httpx.HTTPError, ValueError, KeyError) as problem:
        raise SendRefused("temporary", f"No token: {problem}") from problem
    if "access_token" not in data:
        raise SendRefused("auth", f"No token: {data.get('error', answer.status_code)}")
    lasts = float(data.get("expires_in", 3600)) - EARLY
    _tokens[account.code] = (data["access_token"], time.monotonic() + lasts)
    return str(data["access_token"])
