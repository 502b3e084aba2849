from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.kit.actors import NOBODY, Actor


class ActorRequest(HttpRequest):
    """A request whose sender is known."""

    actor: Actor
    began: float
    """When it came, in seconds; a page tells the live stream what it cannot show yet."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who sends `request`."""
    user = getattr(request, "user", None)
    return actor_for(user) if isinstance(user, User) else NOBODY


def address_of(request: HttpRequest) -> str:
    """Return the network address a request comes from, also behind `TRUSTED_PROXIES`."""
    return str(get_adapter().get_client_ip(request))
