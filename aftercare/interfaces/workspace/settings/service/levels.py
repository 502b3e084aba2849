from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.cases.operations.levels import (
    apply_service_levels,
    duplicate_service_level,
    remove_service_level,
)
from aftercare.domain.cases.operations.rules import move_rule, save_service_level
from aftercare.domain.cases.queries import parties_of, visible_service_levels
from aftercare.domain.cases.queries.levels import (
    NEW_LEVEL,
    PlannedLevel,
    cases_beside_levels,
    level_shifts,
)
from aftercare.domain.coverage.queries.contracts import visible_contracts
from aftercare.domain.coverage.states import ContractKind
from aftercare.domain.customers.queries import visible_accounts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.forms import ApplyForm, LevelForm
from aftercare.interfaces.workspace.settings.service.sections import LEVELS
from aftercare.kit import clock

LIST = "workspace/settings/service/levels.html#rows"
EXAMPLES = 5
FOUND = 8


@require_GET
@part_of(LEVELS)
def levels(request: ActorRequest) -> HttpResponse:
    """Show the service levels in the order in which they are asked."""
    return _list(request)


def _list(request: ActorRequest) -> HttpResponse:
    rows = visible_service_levels(request.actor).prefetch_related("accounts", "contracts")
    context = {"levels": rows, "beside": cases_beside_levels().count()}
    return settings_page(request, LIST, context)


def _level(request: ActorRequest, level_id: int) -> ServiceLevel:
    return get_object_or_404(visible_service_levels(request.actor), pk=level_id)


@require_http_methods(["GET", "POST"])
@part_of(LEVELS)
def new_level(request: ActorRequest) -> HttpResponse:
    """Set up another service level."""
    return _level_page(request, None, LevelForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@part_of(LEVELS)
def change_level(request: ActorRequest, level_id: int) -> HttpResponse:
    """Change a service level; open cases keep what was promised until somebody says otherwise."""
    level = _level(request, level_id)
    form = LevelForm(request.POST or None, initial=LevelForm.values_of(level))
    return _level_page(request, level, form)


def _level_page(request: ActorRequest, level: ServiceLevel | None, form: LevelForm) -> HttpResponse:
    return form_page(
        request,
        form,
        title=level.name if level else _("New service level"),
        back=LEVELS.url,
        save=lambda data: save_service_level(level, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. It holds for what is promised from now on."),
        fields="workspace/settings/service/_level_fields.html",
        beside="workspace/settings/service/_level_preview_card.html",
        below="workspace/settings/service/_level_below.html",
        level=level,
    )


@require_POST
@part_of(LEVELS)
def preview(request: ActorRequest, level_id: int = NEW_LEVEL) -> HttpResponse:
    """Show what would become of the open cases if the form were saved. Changes nothing."""
    form = LevelForm(request.POST)
    shifts = None
    if form.is_valid():
        shifts = level_shifts(_planned(level_id, form.cleaned_data), actor=request.actor)
    context = {"shifts": shifts, "total": sum(each.count for each in shifts or [])}
    return render(request, "workspace/settings/service/_level_preview.html", context)


def _planned(level_id: int, data: dict[str, Any]) -> PlannedLevel:
    calendar = data["calendar"]
    return PlannedLevel(
        pk=level_id,
        name=data["name"],
        active=data["active"],
        channels=tuple(data["channels"]),
        priorities=tuple(data["priorities"]),
        tiers=tuple(data["tiers"]),
        parties=parties_of(data["accounts"], data["contracts"]),
        first_response=int(data["first_response"].total_seconds()),
        next_reply=int(data["next_reply"].total_seconds()),
        solution_or_date=int(data["solution_or_date"].total_seconds()),
        calendar_id=calendar.pk if calendar else None,
    )


@require_POST
@part_of(LEVELS)
def move_level(request: ActorRequest, level_id: int) -> HttpResponse:
    """Let a service level be asked earlier or later."""
    level = _level(request, level_id)
    earlier = request.POST.get("where") == "earlier"
    move_rule(level, earlier=earlier, actor=request.actor, at=clock.now())
    return _list(request)


@require_POST
@part_of(LEVELS)
def duplicate_level(request: ActorRequest, level_id: int) -> HttpResponse:
    """Begin a new service level with what another one says."""
    level = _level(request, level_id)
    copy = duplicate_service_level(level, actor=request.actor, at=clock.now())
    back = reverse("workspace:service-level-edit", args=[copy.pk])
    return done(request, _("This is the copy. It is switched off."), back)


@require_POST
@part_of(LEVELS)
def remove_level(request: ActorRequest, level_id: int) -> HttpResponse:
    """Throw away a service level by which nothing was promised."""
    level = _level(request, level_id)
    remove_service_level(level, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": level.name}, LEVELS.url)


@require_http_methods(["GET", "POST"])
@part_of(LEVELS)
def apply_levels(request: ActorRequest) -> HttpResponse:
    """Let open cases follow the levels, by somebody who has seen how many they are."""
    beside = cases_beside_levels()
    return form_page(
        request,
        ApplyForm(request.POST or None),
        title=_("Apply to open cases"),
        back=LEVELS.url,
        save=lambda data: apply_service_levels(**data, actor=request.actor, at=clock.now()),
        said=_("Open cases follow now, one after the other."),
        yes=_("Give them their new times"),
        fields="workspace/settings/service/_apply_fields.html",
        count=beside.count(),
        examples=beside.select_related("service_level").order_by("-active_at")[:EXAMPLES],
    )


@require_GET
@part_of(LEVELS)
def find_customers(request: ActorRequest) -> HttpResponse:
    """Find customers by what is typed."""
    wanted = request.GET.get("q", "").strip()
    found = visible_accounts(request.actor).filter(name__icontains=wanted)[:FOUND]
    return _picks(request, found if wanted else (), asked=bool(wanted))


@require_GET
@part_of(LEVELS)
def find_contracts(request: ActorRequest) -> HttpResponse:
    """Find contracts with customers by what is typed: their code, title or customer."""
    wanted = request.GET.get("q", "").strip()
    alike = Q(code__icontains=wanted) | Q(title__icontains=wanted)
    contracts = visible_contracts(request.actor).filter(kind=ContractKind.CONTRACT)
    found = contracts.filter(alike | Q(account__name__icontains=wanted))[:FOUND]
    return _picks(request, found if wanted else (), asked=bool(wanted))


def _picks(request: ActorRequest, found: Iterable[Model], *, asked: bool) -> HttpResponse:
    return render(request, "workspace/settings/_picks.html", {"found": found, "asked": asked})
