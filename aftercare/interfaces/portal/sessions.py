"""A customer's guidance sessions: when, where, and for their own calendar."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from aftercare.domain.guidance.queries import visible_sessions
from aftercare.domain.guidance.queries.letters import shown_in_calendar
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.pages import page
from aftercare.kit import clock

PAGE = 20
MOST_PAGES = 500


@require_safe
@for_customers
def sessions(request: ActorRequest) -> HttpResponse:
    """List the sessions of the customer, the latest first, with the notes they were sent."""
    number = request.GET.get("page", "")
    first = PAGE * min(int(number), MOST_PAGES) if number.isdecimal() else 0
    found = visible_sessions(request.actor).order_by("-starts_at", "-pk")
    rows = list(found[first : first + PAGE + 1])
    context = {
        "tab": "home",
        "rows": rows[:PAGE],
        "number": first // PAGE,
        "has_more": len(rows) > PAGE,
        "at": clock.now(),
    }
    return page(request, "portal/sessions.html#rows", context)


@require_safe
@for_customers
def calendar_file(request: ActorRequest, code: str) -> HttpResponse:
    """Hand out a session for the customer's own calendar."""
    rows = visible_sessions(request.actor).select_related("thread__account")
    found = get_object_or_404(rows, code=code)
    made = shown_in_calendar(found, at=clock.now())
    return show_made(made, name=f"{found.code}.ics", kind="text/calendar; charset=utf-8")
