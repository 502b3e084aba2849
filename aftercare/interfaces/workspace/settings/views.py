from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.registry import may_set_up_anything
from aftercare.interfaces.workspace.settings.screens import settings_page


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Show what can be set up, as far as one may."""
    if not may_set_up_anything(request.actor):
        raise Http404
    return settings_page(request, "workspace/settings/index.html")
