"""The password of the demo, which stands on the screen of whoever starts it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, reset_hashers


class PublicPasswordHasher(PBKDF2PasswordHasher):
    """
    Hashes as we always do, in a moment instead of a third of a second.

    Slowness protects passwords that nobody may know, and this one everybody knows. Whoever
    signs in has it hashed anew in the usual way.
    """

    iterations = 1_000


@contextmanager
def passwords_made_fast() -> Iterator[None]:
    """Let the people of the play have their passwords at once."""
    usual = settings.PASSWORD_HASHERS
    _hash_by([f"{__name__}.{PublicPasswordHasher.__name__}", *usual])
    try:
        yield
    finally:
        _hash_by(usual)


def _hash_by(hashers: list[str]) -> None:
    settings.PASSWORD_HASHERS = hashers
    reset_hashers(setting="PASSWORD_HASHERS")
