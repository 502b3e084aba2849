"""How often one address may ask for what is there for anybody."""

from django.core.cache import cache
from django.http import HttpRequest

from aftercare.interfaces.ui.actors import address_of
from aftercare.kit import clock


def asks_too_often(request: HttpRequest, what: str, *, most: int) -> bool:
    """Count that an address asks for something, and return whether that is too often an hour."""
    key = f"{what}:{address_of(request)}:{clock.now():%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > most
