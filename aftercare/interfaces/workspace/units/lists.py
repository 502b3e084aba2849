"""The list of units: narrowed down, and turned over by key."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.units.models import BuiltIn, Unit
from aftercare.domain.units.queries import shipped_by, sold_dates, units_alike, visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.units.forms import FilterForm
from aftercare.interfaces.workspace.units.registrations import count_waiting
from aftercare.kit.actors import Actor

PAGE = 40


@require_GET
def units(request: ActorRequest) -> HttpResponse:
    """Show the units that answer what is asked, those known last first."""
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    rows = filtered_units(request.actor, wanted).order_by("-pk")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "form": form,
        "units": shown,
        "sold": sold_dates(shown),
        "after": shown[-1].pk if found[PAGE:] else None,
        "is_first": not after.isdecimal(),
        "is_filtered": any(wanted.values()),
        "waiting": count_waiting(request.actor),
    }
    return page(request, "workspace/units/list.html#rows", context)


def filtered_units(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Unit]:
    """Return the units `actor` may see that answer a filter."""
    rows = visible_units(actor)
    if text := wanted.get("q"):
        rows = rows.filter(units_alike(text))
    else:  # boards inside are found by their serial, and in the unit they are in
        rows = rows.filter(~Exists(BuiltIn.objects.filter(part=OuterRef("pk"), until=None)))
    if item := wanted.get("item"):
        rows = rows.filter(Q(item__code__istartswith=item) | Q(item__name__icontains=item))
    if owner := wanted.get("owner"):
        named = Q(account__name__icontains=owner) | Q(account__code__iexact=owner)
        rows = rows.filter(named | Q(contact__name__icontains=owner))
    if dealer := wanted.get("dealer"):
        known = Q(dealer_account__name__icontains=dealer) | Q(dealer_account__code__iexact=dealer)
        rows = rows.filter(known | Q(dealer__icontains=dealer))
    if order := wanted.get("order"):
        rows = rows.filter(shipped_by(order))
    return rows
