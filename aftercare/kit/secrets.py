"""Secrets of accounts outside, in a form that is worth nothing without our key."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def unlock(locked: str) -> dict[str, str]:
    """Return secrets that were locked with our key; none if the key has changed since."""
    if not locked:
        return {}
    try:
        secrets: dict[str, str] = json.loads(_lock().decrypt(locked.encode()))
    except InvalidToken:
        return {}
    return secrets


def lock(secrets: dict[str, str]) -> str:
    """Return secrets in a form that is worth nothing without our key."""
    return _lock().encrypt(json.dumps(secrets).encode()).decode() if secrets else ""


def _lock() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(settings.SECRET_KEY.encode()).digest()))
