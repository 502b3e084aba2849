from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.people.models import User
from aftercare.base.people.operations.profiles import edit_profile
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.commands import palette_for
from aftercare.interfaces.ui.context import Shell
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.ui.permissions import UiPermission
from aftercare.interfaces.ui.preferences import keep_in_cookies, sent_wishes
from aftercare.interfaces.ui.styleguide import samples
from aftercare.kit import clock
from aftercare.kit.actors import NOBODY


@login_not_required
@require_POST
def preferences(request: ActorRequest) -> HttpResponse:
    """Keep how somebody wants to see the screens."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    if request.actor == NOBODY:
        keep_in_cookies(request, response)
    else:
        wishes: dict[str, Any] = sent_wishes(request)
        for switch in {"shortcuts", "available"} & wishes.keys():
            wishes[switch] = wishes[switch] == "on"
        edit_profile(cast("User", request.user), **wishes, actor=request.actor, at=clock.now())
    return response


@require_GET
def counts(request: ActorRequest) -> HttpResponse:
    """Say how much waits behind each entry of the navigation."""
    shell = Shell(request)
    shown = [*shell.entries, *(entry for _, entries in shell.groups for entry in entries)]
    if request.GET.get("of") == "me":
        shown = shell.bells
    counted = [(each.slug, each.count(request.actor)) for each in shown if each.count]
    return render(request, "ui/_counts.html", {"counts": counted})


@require_GET
def palette(request: ActorRequest) -> HttpResponse:
    """Find commands, places and things for what is being typed."""
    q = request.GET.get("q", "").strip()[:200]
    context = {"groups": palette_for(request.actor, q), "q": q}
    return render(request, "ui/_palette_results.html", context)


@require_GET
def styleguide(request: ActorRequest) -> HttpResponse:
    """Show every component once."""
    if not settings.DEBUG:
        request.actor.must(UiPermission.STYLE_GUIDE)
    shown = samples()
    if "key" in request.GET:
        q = request.GET.get("q", "").casefold()
        shown["named"] = [name for name in shown["people"] if name.casefold().startswith(q)]
        return page(request, "ui/styleguide.html#names", shown)
    return page(request, "ui/styleguide.html#clock", shown)
