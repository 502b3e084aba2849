"""Who pays for a repair over the counter, which has no case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.coverage.asking import ask, show_decision
from aftercare.interfaces.workspace.coverage.subjects import Subject, subject_of_order


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, code: str) -> HttpResponse:
    """Ask who pays for a repair, with all that is known filled in already."""
    return ask(request, _order(request, code))


@require_GET
def show(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Show what was decided about a repair."""
    request.actor.must(CoveragePermission.VIEW)
    return show_decision(request, _order(request, code), decision_id)


def _order(request: ActorRequest, code: str) -> Subject:
    orders = visible_work_orders(request.actor).select_related(
        "unit__item", "unit__batch", "unit__lot", "contact__account"
    )
    return subject_of_order(get_object_or_404(orders, code=code))
