"""A customer's repairs: where each of them stands, and the way to its page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.interfaces.portal.coming_home import ready_days
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.kit import clock

PAGE = 20
MOST_PAGES = 500


@require_safe
@for_customers
def repairs(request: ActorRequest) -> HttpResponse:
    """List the repairs of the customer, the newest first."""
    number = request.GET.get("page", "")
    first = PAGE * min(int(number), MOST_PAGES) if number.isdecimal() else 0
    found = visible_work_orders(request.actor).order_by("-opened_at", "-pk")
    rows = list(found[first : first + PAGE + 1])
    context = {
        "tab": "repairs",
        "rows": ready_days(rows[:PAGE], at=clock.now()),
        "number": first // PAGE,
        "has_more": len(rows) > PAGE,
    }
    return page(request, "portal/repairs.html#rows", context)
