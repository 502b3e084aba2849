"""Places for goods, and how long items may lie or when their old ones come back."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.stock.models import Place
from aftercare.domain.stock.operations.places import (
    close_place,
    edit_place,
    open_place,
    set_core_days,
    set_storage_life,
)
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import item_rules, visible_places
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.stock.setting_forms import (
    CoreDaysForm,
    PlaceForm,
    StorageLifeForm,
)
from aftercare.kit import clock

PAGE = 100


@require_GET
def places(request: ActorRequest) -> HttpResponse:
    """Show the places goods can be at, those of one site or of all."""
    request.actor.must(StockPermission.VIEW)
    after = request.GET.get("after", "")
    rows = list(asked_places(request).filter(code__gt=after)[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].code if rows[PAGE:] else "",
        "is_first": not after,
        "q": request.GET.get("q", ""),
        "may_set_up": request.actor.may(StockPermission.SET_UP),
    }
    return page(request, "workspace/stock/places.html#rows", context)


def asked_places(request: ActorRequest) -> QuerySet[Place]:
    """Return the places as the page is asked for them, by their codes."""
    found = visible_places(request.actor)
    text = request.GET.get("q", "").strip()
    return found.filter(Q(code__icontains=text) | Q(name__icontains=text)) if text else found


@require_http_methods(["GET", "POST"])
def new_place(request: ActorRequest) -> HttpResponse:
    """Open a place."""
    request.actor.must(StockPermission.SET_UP)
    form = PlaceForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        place = open_place(**form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("%(place)s is open.") % {"place": place})
        return redirect("workspace:stock-places")
    context = {"form": form, "place": None}
    return render(
        request, "workspace/stock/place.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def change_place(request: ActorRequest, place_id: int) -> HttpResponse:
    """Change what is known of a place."""
    place = get_object_or_404(visible_places(request.actor), pk=place_id)
    request.actor.must(StockPermission.SET_UP)
    form = PlaceForm(request.POST or None, actor=request.actor, place=place)
    if form.is_valid():
        edit_place(place, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect("workspace:stock-places")
    context = {"form": form, "place": place}
    return render(
        request, "workspace/stock/place.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def shut_place(request: ActorRequest, place_id: int) -> HttpResponse:
    """Close an empty place."""
    place = get_object_or_404(visible_places(request.actor), pk=place_id)
    close_place(place, actor=request.actor, at=clock.now())
    toast(request, _("%(place)s is closed.") % {"place": place})
    return redirect("workspace:stock-places")


@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """Show which items are tested again, and of which the old one comes back."""
    request.actor.must(StockPermission.VIEW)
    context = {
        "rules": item_rules(),
        "storage": StorageLifeForm(),
        "cores": CoreDaysForm(),
        "may_set_up": request.actor.may(StockPermission.SET_UP),
    }
    return render(request, "workspace/stock/rules.html", context)


@require_POST
def storage_life(request: ActorRequest) -> HttpResponse:
    """Say after how many days an item is tested again."""
    request.actor.must(StockPermission.SET_UP)
    form = StorageLifeForm(request.POST)
    if not form.is_valid():
        return render(
            request, "workspace/stock/rule.html", {"form": form, "kind": "storage"}, status=422
        )
    set_storage_life(**form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect("workspace:stock-rules")


@require_POST
def core_days(request: ActorRequest) -> HttpResponse:
    """Say within how many days the old one of an item comes back."""
    request.actor.must(StockPermission.SET_UP)
    form = CoreDaysForm(request.POST)
    if not form.is_valid():
        return render(
            request, "workspace/stock/rule.html", {"form": form, "kind": "cores"}, status=422
        )
    set_core_days(**form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect("workspace:stock-rules")
