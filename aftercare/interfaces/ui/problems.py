"""What people see when a request cannot be answered: what happened, and what to do next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.queries import who_sets_people_up
from aftercare.base.people.states import UserKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page_of, wants_fragment
from aftercare.interfaces.ui.permission_texts import permission_in_words
from aftercare.kit.refusals import NotAllowed

NAMED = 3
"""How many people are named who can help."""


@dataclass(frozen=True)
class Problem:
    """One kind of trouble in words."""

    status: int
    title: Any
    text: Any
    icon: str = "alert-triangle"
    can_reload: bool = False
    keeps_words: bool = False


BAD_REQUEST = Problem(
    400,
    _("This request cannot be read"),
    _("Go back and try again. If you followed a link, ask whoever sent it for a new one."),
    icon="mood-puzzled",
)
NOT_ALLOWED = Problem(
    403,
    _("You may not open this"),
    _("Ask whoever manages people in your company for the permission you need."),
    icon="lock",
)
NOT_FOUND = Problem(
    404,
    _("There is nothing here"),
    _("It may have been moved or merged, or it is not open to you. Search for its number."),
    icon="map-search",
)
BROKEN = Problem(
    500,
    _("That did not work, and it is our fault"),
    _("The error has been recorded. Nothing you sent before is lost; try again in a moment."),
    icon="plug-connected-x",
    can_reload=True,
)
FORM_TOO_OLD = Problem(
    403,
    _("This page was open for too long"),
    _("To keep you safe we did not accept the form. Reload the page and send it again."),
    icon="clock-exclamation",
    can_reload=True,
    keeps_words=True,
)
TOO_MANY = Problem(
    429,
    _("That was too often"),
    _("To keep everybody safe we answer so many requests only slowly. Try again in some minutes."),
    icon="hourglass",
)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer with a page that helps; htmx gets a toast and keeps what is on the screen."""
    whole = not wants_fragment(request)
    template = "ui/problem.html" if whole else "ui/_problem_toast.html"
    context = {"problem": problem, "again": page_of(request)}
    if problem.keeps_words:
        context["words"] = _words_sent(request)
    response = render(request, template, context, status=problem.status)
    if not whole:
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    return response


def _words_sent(request: HttpRequest) -> list[str]:
    """Return the texts that somebody wrote into a form of ours, so that they can be taken along."""
    if request.method != "POST" or not page_of(request):
        return []
    return [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if "password" not in name and (" " in text.strip() or not text.isascii())
    ]


def what_is_missing(request: ActorRequest, refused: NotAllowed) -> str:
    """Return in words which permission is missing, and whom to ask. One query."""
    if not refused.permission:
        return refused.message
    # Whoever is not one of us is given no roles; neither codes nor our names are of use to them.
    if request.actor.kind != UserKind.USER:
        return str(NOT_ALLOWED.text)
    names = [person.name for person in who_sets_people_up()[:NAMED]]
    told = gettext(
        "You lack the permission “%(permission)s”. It comes with a role; ask %(people)s for it."
    )
    people = ", ".join(names) or gettext("whoever manages people in your company")
    return told % {"permission": permission_in_words(refused.permission), "people": people}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return problem_page(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return problem_page(request, NOT_ALLOWED)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return problem_page(request, NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429."""
    return problem_page(request, TOO_MANY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500. Asks for nothing that may be what is broken: no database, no session."""
    template = "ui/_problem_toast.html" if wants_fragment(request) else "ui/problem.html"
    response = render(None, template, {"problem": BROKEN}, status=500)
    if wants_fragment(request):
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or old."""
    return problem_page(request, FORM_TOO_OLD)
