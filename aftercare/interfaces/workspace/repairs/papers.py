"""The papers of a repair: handed out, and signed on our screen."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.repairs.models import Acceptance, WorkOrder
from aftercare.domain.repairs.operations.quoting import accept_repair
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import acceptance_of, language_of, packs_of
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.ui.signing import AcceptForm
from aftercare.interfaces.workspace.repairs.views import order_for
from aftercare.kit import clock


@require_GET
def pack(request: ActorRequest, code: str, version: int) -> HttpResponseBase:
    """Hand out a version of the papers."""
    found = get_object_or_404(packs_of(order_for(request, code)), version=version)
    return download(request, found.file, found.name)


@require_http_methods(["GET", "POST"])
def sign(request: ActorRequest, code: str) -> HttpResponse:
    """Let the customer sign on our screen, in their language; again, from what they have said."""
    order = order_for(request, code)
    request.actor.must(RepairPermission.HAND_OVER)
    accepted = acceptance_of(order)
    form = AcceptForm(request.POST or None, initial=_said_before(order, accepted))
    if form.is_valid():
        accept_repair(order, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Signed. The papers are made anew with it."))
        return redirect("workspace:order", code=code)
    language = language_of(order)
    context = {
        "form": form,
        "order": order,
        "accepted": accepted,
        "back": reverse("workspace:order", args=[code]),
        "language": language,
    }
    status = 422 if form.is_bound else 200
    with override(language):
        return render(request, "workspace/repairs/sign.html", context, status=status)


def _said_before(order: WorkOrder, accepted: Acceptance | None) -> dict[str, Any]:
    if accepted:
        return {"name": accepted.name, "stars": accepted.stars, "words": accepted.words}
    return {"name": order.contact.name if order.contact else ""}
