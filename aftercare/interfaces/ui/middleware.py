from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from aftercare.interfaces.ui.actors import ActorRequest, actor_of
from aftercare.interfaces.ui.pages import page
from aftercare.kit.refusals import NotAllowed, Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Find out who sends the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        request.actor = actor_of(request)
        return self.get_response(request)


class RefusalMiddleware:
    """Turn a refusal into an answer, so that no view needs a try block for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal as 403 or 409; leave all other exceptions alone."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        return page(request, "ui/_refused.html", {"refusal": exception}, status=status)
