from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.cases.operations.rules import move_rule
from aftercare.domain.cases.queries import visible_service_levels
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.screens import part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import LEVELS
from aftercare.kit import clock

LIST = "workspace/settings/service/levels.html#rows"


@require_GET
@part_of(LEVELS)
def levels(request: ActorRequest) -> HttpResponse:
    """Show the service levels in the order in which they are asked."""
    return settings_page(request, LIST, {"levels": visible_service_levels(request.actor)})


@require_POST
@part_of(LEVELS)
def move(request: ActorRequest, level_id: int) -> HttpResponse:
    """Let a service level be asked earlier or later."""
    mine = visible_service_levels(request.actor)
    level = get_object_or_404(mine, pk=level_id)
    earlier = request.POST.get("where") == "earlier"
    move_rule(level, earlier=earlier, actor=request.actor, at=clock.now())
    return settings_page(request, LIST, {"levels": mine.all()})
