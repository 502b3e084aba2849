"""What is held for whom, what is owed to us, and what is taken along."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.operations.cores import take_in_core
from aftercare.domain.stock.operations.kits import pick_kit, plan_kit, unpack_kit
from aftercare.domain.stock.operations.reserving import change_reservation, release_reservation
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import (
    balances_at,
    core_balances,
    pick_list,
    visible_core_debts,
    visible_kits,
    visible_places,
    visible_reservations,
)
from aftercare.domain.stock.states import PlaceKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.stock.lists import with_document
from aftercare.interfaces.workspace.stock.setting_forms import CoreForm, KitForm, ReservationForm
from aftercare.kit import clock

PAGE = 50


@require_GET
def reservations(request: ActorRequest) -> HttpResponse:
    """Show what is held for whom, the newest first."""
    request.actor.must(StockPermission.VIEW)
    held = asked_reservations(request)
    before = request.GET.get("before", "")
    if before.isdecimal():
        held = held.filter(pk__lt=int(before))
    rows = list(held[: PAGE + 1])
    context = {
        "rows": with_document(rows[:PAGE], request.actor),
        "before": str(rows[PAGE - 1].pk) if rows[PAGE:] else "",
        "is_first": not before,
        "q": request.GET.get("q", ""),
        "may_reserve": request.actor.may(StockPermission.RESERVE),
    }
    return page(request, "workspace/stock/reservations.html#rows", context)


def asked_reservations(request: ActorRequest) -> QuerySet[Reservation]:
    """Return what is held as the page is asked for it, the newest first."""
    held = visible_reservations(request.actor).order_by("-pk")
    text = request.GET.get("q", "").strip()
    return held.filter(balance__item__code__istartswith=text) if text else held


@require_http_methods(["GET", "POST"])
def reservation(request: ActorRequest, reservation_id: int) -> HttpResponse:
    """Say how urgent a reservation is, and until when it holds."""
    held = get_object_or_404(visible_reservations(request.actor), pk=reservation_id)
    request.actor.must(StockPermission.RESERVE)
    initial = {"priority": held.priority, "expires_at": held.expires_at}
    form = ReservationForm(request.POST or None, initial=initial)
    if form.is_valid():
        change_reservation(held, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect("workspace:stock-reservations")
    (_held, document), *_more = with_document([held], request.actor)
    context = {"form": form, "reservation": held, "document": document}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/reservation.html", context, status=status)


@require_POST
def release(request: ActorRequest, reservation_id: int) -> HttpResponse:
    """Give up what is held."""
    held = get_object_or_404(visible_reservations(request.actor), pk=reservation_id)
    release_reservation(held, actor=request.actor, at=clock.now())
    toast(request, _("Released."))
    return redirect("workspace:stock-reservations")


@require_GET
def cores(request: ActorRequest) -> HttpResponse:
    """Show which old parts each partner owes us, all or what is overdue."""
    request.actor.must(StockPermission.VIEW)
    balances = core_balances(clock.now().date(), request.actor)
    overdue = [each for each in balances if each.is_overdue]
    only_overdue = request.GET.get("show") == "overdue"
    context = {
        "balances": overdue if only_overdue else balances,
        "only_overdue": only_overdue,
        "counts": (len(balances), len(overdue)),
        "may_move": request.actor.may(StockPermission.MOVE),
    }
    return render(request, "workspace/stock/cores.html", context)


@require_http_methods(["GET", "POST"])
def core(request: ActorRequest, account_id: int, code: str) -> HttpResponse:
    """Take in old parts a partner owed us."""
    owed = visible_core_debts(request.actor).filter(account=account_id, item__code=code)
    debt = owed.first()
    if debt is None:
        raise Http404
    request.actor.must(StockPermission.MOVE)
    account, item = debt.account, debt.item
    form = CoreForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        take_in_core(account, item=item, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Taken in."))
        return redirect("workspace:stock-cores")
    context = {"form": form, "account": account, "item": item}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/core.html", context, status=status)


@require_GET
def kits(request: ActorRequest) -> HttpResponse:
    """Show what is to be taken along, or is under way."""
    request.actor.must(StockPermission.VIEW)
    context = {
        "kits": visible_kits(request.actor)[:PAGE],
        "may_move": request.actor.may(StockPermission.MOVE),
    }
    return render(request, "workspace/stock/kits.html", context)


@require_http_methods(["GET", "POST"])
def new_kit(request: ActorRequest) -> HttpResponse:
    """Reserve what somebody takes along."""
    request.actor.must(StockPermission.MOVE)
    form = KitForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        given = dict(form.cleaned_data)
        planned = plan_kit(given.pop("parts"), **given, actor=request.actor, at=clock.now())
        return redirect("workspace:stock-kit", place_id=planned.pk)
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/kit_new.html", {"form": form}, status=status)


@require_GET
def kit(request: ActorRequest, place_id: int) -> HttpResponse:
    """Show what is still to be picked for a kit, and what is in it."""
    request.actor.must(StockPermission.VIEW)
    found = get_object_or_404(visible_kits(request.actor), pk=place_id)
    bins = visible_places(request.actor).filter(kind=PlaceKind.BIN, site=found.site)
    context = {
        "kit": found,
        "to_pick": list(pick_list(found)),
        "inside": list(balances_at(found).select_related("item", "lot", "unit")),
        "bins": bins,
        "may_move": request.actor.may(StockPermission.MOVE),
    }
    return render(request, "workspace/stock/kit.html", context)


@require_POST
def pick(request: ActorRequest, place_id: int) -> HttpResponse:
    """Move what is reserved for a kit into it."""
    found = get_object_or_404(visible_kits(request.actor), pk=place_id)
    pick_kit(found, actor=request.actor, at=clock.now())
    toast(request, _("Picked. It is with %(name)s now.") % {"name": found.keeper})
    return redirect("workspace:stock-kit", place_id=place_id)


@require_POST
def unpack(request: ActorRequest, place_id: int) -> HttpResponse:
    """Put back what is left in a kit, and close it."""
    found = get_object_or_404(visible_kits(request.actor), pk=place_id)
    bins = visible_places(request.actor).filter(kind=PlaceKind.BIN)
    target = get_object_or_404(bins, code=request.POST.get("target", ""))
    unpack_kit(found, target=target, actor=request.actor, at=clock.now())
    toast(request, _("What was left lies at %(place)s.") % {"place": target})
    return redirect("workspace:stock-kits")
