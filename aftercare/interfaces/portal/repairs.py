"""A customer's repairs: where each of them stands, and the way to its page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page

PAGE = 20


@require_safe
@for_customers
def repairs(request: ActorRequest) -> HttpResponse:
    """List the repairs of the customer, the newest first."""
    after = request.GET.get("after", "")
    found = visible_work_orders(request.actor).order_by("-pk")
    found = found.filter(pk__lt=int(after)) if after.isdecimal() else found
    rows = list(found[: PAGE + 1])
    context = {
        "tab": "repairs",
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": not after.isdecimal(),
    }
    return page(request, "portal/repairs.html#rows", context)
