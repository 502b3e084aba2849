from django.http import HttpRequest

from aftercare.kit.actors import NOBODY, Actor


class ActorRequest(HttpRequest):
    """A request whose sender is known."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who sends `request`."""
    return NOBODY
