"""Whoever has to prove who they are by a second factor, and has none, sets one up first."""

from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.base.people.models import User
from aftercare.base.people.queries import has_second_factor, needs_second_factor
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast

LACKING = "lacks_second_factor"
OPEN = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_logout",
    "ui:preferences",
}
"""What is open meanwhile."""


def note_what_is_lacking(request: HttpRequest, user: User) -> None:
    """Remember with a session that begins whether a second factor has to be set up in it."""
    if _came_by_provider(request.session):
        return
    if needs_second_factor(user) and not has_second_factor(user):
        request.session[LACKING] = True


def _came_by_provider(session: SessionBase) -> bool:
    """Whether the company account was asked; second factors are its provider's matter then."""
    ways = session.get("account_authentication_methods", [])
    return any(each["method"] == "socialaccount" for each in ways)


class SecondFactorMiddleware:
    """Lead whoever lacks a second factor to where it is set up. Costs all others nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: ActorRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Close every page but those of setting one up, until there is one."""
        user, match = request.user, request.resolver_match
        if not request.session.get(LACKING) or not isinstance(user, User) or match is None:
            return None
        if has_second_factor(user):
            del request.session[LACKING]
            return None
        if match.view_name in OPEN or not getattr(view, "login_required", True):
            return None
        toast(request, _("Your company asks for a second factor. Set one up to go on."))
        where = reverse("mfa_index")
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": where})
        return redirect(where)
