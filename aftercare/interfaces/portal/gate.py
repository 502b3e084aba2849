"""Which pages are there for customers: those of the portal, and those for anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from aftercare.interfaces.ui.actors import ActorRequest

Answer = TypeVar("Answer", bound=HttpResponseBase)
CUSTOMER = "customer"
THEIRS = {"ui:preferences", "account_logout"}


class CustomersPagesMiddleware:
    """Let the pages of our own people not be there for customers, whatever they may see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: ActorRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead a customer from our front door to theirs; close all other doors of ours."""
        match = request.resolver_match
        if request.actor.kind != CUSTOMER or match is None:
            return None
        if match.view_name == "workspace:home":
            return redirect("portal:home")
        is_open = not getattr(view, "login_required", True)
        if is_open or "portal" in match.namespaces or match.view_name in THEIRS:
            return None
        raise Http404


def for_customers(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Make a view a page of customers: for who works here there is the workspace."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> Answer:
        if request.actor.kind != CUSTOMER:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
