from collections.abc import Callable
from dataclasses import replace
from time import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.ui.actors import ActorRequest, actor_of
from aftercare.interfaces.ui.again import form_again, forms_may_be_shown_again
from aftercare.interfaces.ui.pages import wants_fragment
from aftercare.interfaces.ui.preferences import preferences_of
from aftercare.interfaces.ui.problems import NOT_ALLOWED, Problem, problem_page, what_is_missing
from aftercare.kit.refusals import NotAllowed, Refused

GetResponse = Callable[[HttpRequest], HttpResponse]

REFUSED = Problem(
    409, _("This cannot be done now"), "", icon="hand-stop", can_reload=True, keeps_words=True
)
BROWSER_FEATURES = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"


class ActorMiddleware:
    """Find out who sends the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        request.began = time()
        request.actor = actor_of(request)
        return self.get_response(request)


class PreferencesMiddleware:
    """Answer in the language and the time zone of whoever asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wishes = preferences_of(request)
        if wishes.language:
            translation.activate(wishes.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(wishes.zone):
            response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", BROWSER_FEATURES)
        return response


class AddressMiddleware:
    """Find nothing at addresses with a sign that no text of the database may have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return self.get_response(request)


class RefusalMiddleware:
    """Turn a refusal into an answer, so that no view needs a try block for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with forms_may_be_shown_again(request):
            return self.get_response(request)

    def process_exception(self, request: ActorRequest, exception: Exception) -> HttpResponse | None:
        """
        Show a refusal as 403 or 409; leave all other exceptions alone.

        On the form that was sent, so that nothing has to be typed again; else on a page of its own.
        """
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotAllowed):
            told = replace(NOT_ALLOWED, text=what_is_missing(request, exception))
        else:
            told = replace(REFUSED, text=exception.message)
        if shown := form_again(request, str(told.text)):
            shown.status_code = told.status
            return shown
        return problem_page(request, told)


class SignInAgainMiddleware:
    """Lead the whole page to the sign-in, where htmx would put that into a corner of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = response.headers.get("Location", "")
        if "HX-Request" not in request.headers or not target:
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        if not target.startswith(sign_in):
            return response
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = urlencode({"next": page._replace(scheme="", netloc="").geturl()})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{sign_in}?{back}"})


class ToastMiddleware:
    """Give htmx the messages that a whole page would have shown."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not wants_fragment(request) or not _shows_html(response):
            return response
        if found := list(get_messages(request)):
            said = render_to_string("ui/_toasts.html", {"messages": found}, request)
            response.write(
                f'<hx-partial hx-target="#toasts" hx-swap="beforeend">{said}</hx-partial>'
            )
        return response


def _shows_html(response: HttpResponse) -> bool:
    # A redirect is followed by another request, which then shows them.
    kind = response.headers.get("Content-Type", "")
    leads_away = {"HX-Redirect", "HX-Refresh", "HX-Location", "Location"} & set(response.headers)
    return kind.startswith("text/html") and not response.streaming and not leads_away
