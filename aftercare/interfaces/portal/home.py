"""The first page of a customer: what goes on, what they have."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.guidance.queries import coming_sessions
from aftercare.domain.repairs.queries import open_orders
from aftercare.domain.units.queries import visible_registrations, visible_units
from aftercare.domain.units.states import RegistrationStatus
from aftercare.interfaces.portal.cases import own_cases
from aftercare.interfaces.portal.coming_home import ready_days
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

MOST_CASES = 4
MOST_UNITS = 6
MOST_SESSIONS = 3


@require_safe
@for_customers
def home(request: ActorRequest) -> HttpResponse:
    """Show what goes on and is repaired, the newest units, and what one may do."""
    at = clock.now()
    units = list(visible_units(request.actor).order_by("-pk")[: MOST_UNITS + 1])
    waiting = visible_registrations(request.actor).filter(status=RegistrationStatus.WAITING)
    context = {
        "tab": "home",
        "cases": own_cases(request.actor).filter(status__in=UNSETTLED)[:MOST_CASES],
        "orders": ready_days(open_orders(request.actor)[:MOST_CASES], at=at),
        "sessions": coming_sessions(request.actor, at=at)[:MOST_SESSIONS],
        "units": units[:MOST_UNITS],
        "has_more_units": len(units) > MOST_UNITS,
        "waiting": waiting[:MOST_UNITS],
    }
    return render(request, "portal/home.html", context)
