"""Free spares that customers may still have by the ratio of their contracts."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.spares import may_see_spares, ratio_contracts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.spares_shown import shown_spares

PAGE = 50


@require_GET
def owed(request: ActorRequest) -> HttpResponse:
    """List what customers may still have of free spares, the newest contract first."""
    if not may_see_spares(request.actor):
        request.actor.must(CoveragePermission.VIEW)
    found = asked_ratios(request)
    after = request.GET.get("after", "")
    if after.isdecimal():
        found = found.filter(pk__lt=int(after))
    contracts = list(found[: PAGE + 1])
    context = {
        "rows": shown_spares(contracts[:PAGE]),
        "after": contracts[PAGE - 1].pk if len(contracts) > PAGE else None,
        "q": request.GET.get("q", "").strip(),
        "is_first": not after,
        "may_view": request.actor.may(CoveragePermission.VIEW),
        "may_give": request.actor.may(CoveragePermission.GIVE_SPARES),
    }
    return page(request, "workspace/coverage/spares.html#rows", context)


def asked_ratios(request: ActorRequest) -> QuerySet[Contract]:
    """Return the contracts with a ratio of free spares that are called as is asked."""
    found = ratio_contracts(request.actor)
    if words := request.GET.get("q", "").strip():
        named = found.filter(title__icontains=words) | found.filter(code__icontains=words)
        found = named | found.filter(account__name__icontains=words)
    return found
