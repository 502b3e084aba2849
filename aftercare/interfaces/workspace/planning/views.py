"""The parts and their plans: what runs out, what is expected, what would be if."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.company.queries import setting
from aftercare.domain.catalog.models import Item, LifecycleDate
from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.operations.assumptions import keep_assumption
from aftercare.domain.planning.operations.runs import begin_plan
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.covering import ways_for_part
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.plans import (
    assumption_of,
    cores_in,
    last_run,
    plan_of,
    shelves_of,
    unfinished_run,
    visible_plans,
    waiting_exceptions,
)
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.planning.states import Method, Wish, wish_of
from aftercare.domain.supply.queries import OWN_CURRENCY
from aftercare.domain.supply.states import PurchaseKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.planning.charts import (
    Picture,
    curve_of,
    month_name,
    picture_of,
    spark_of,
)
from aftercare.interfaces.workspace.planning.forms import KeepForm, WishForm, sliders_of, usual_of
from aftercare.interfaces.workspace.planning.plan_texts import (
    COUNTED,
    FAMILIES,
    SOURCES,
    numbers_said,
)
from aftercare.interfaces.workspace.planning.why import shown_why
from aftercare.interfaces.workspace.ways_shown import shown_ways
from aftercare.kit import clock

PAGE = 12
SHOWN_AHEAD = 24
VIEWS = ("risk", "ends", "surplus", "unsure", "all")
SOON = 3
"""Months within which running out is told in the figures above."""


@require_GET
def plans(request: ActorRequest) -> HttpResponse:
    """Show the parts by what is odd about them, and the first of them in full."""
    request.actor.must(PlanningPermission.VIEW)
    rows = _rows(request)
    first = rows[0].item if rows else None
    return _shown(request, rows, first)


@require_GET
def part(request: ActorRequest, code: str) -> HttpResponse:
    """Show a part: what was used, what is expected, and from where the doubt comes."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    request.actor.must(PlanningPermission.VIEW)
    return _shown(request, _rows(request), item, is_asked=True)


@require_GET
def what_if(request: ActorRequest, code: str) -> HttpResponse:
    """Show what a plan would be under other assumptions. Nothing is kept."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    request.actor.must(PlanningPermission.VIEW)
    plan = get_object_or_404(PartPlan, item=item, is_current=True)
    # Processes that answer pages carry numpy and scipy only once somebody asks this.
    from aftercare.domain.planning.queries.last_orders import what_if as asked  # noqa: PLC0415

    usual = usual_of(plan)
    form = WishForm(request.GET)
    wish = form.wish(usual)
    terms = buy_terms()
    found = asked(plan, wish, terms=terms)
    chosen = float(wish.quantity if wish.quantity is not None else plan.last_buy)
    context = {
        "plan": plan,
        "item": item,
        "found": found,
        "chart": _picture(plan, item, found["mean"]),
        "curve": curve_of(found["rows"], chosen=chosen, title=_("Chosen")),
        "chosen": min(found["rows"], key=lambda row: abs(row["quantity"] - chosen)),
        "differs": wish != Wish(),
        "sliders": sliders_of(plan, form.shown(usual)),
        "rows": found["rows"][:: max(1, len(found["rows"]) // 8)],
    }
    return render(request, "workspace/planning/_what_if.html", context)


@require_GET
def cover(request: ActorRequest, code: str) -> HttpResponse:
    """Show how a part can be had before it is short, the best way first."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    plan = get_object_or_404(visible_plans(request.actor), item=item)
    ranked = ways_for_part(plan, request.actor, at=clock.now())
    ways = [
        replace(way, title=PurchaseKind.LAST_TIME_BUY.label)
        if each.option.facts.get("kind") == PurchaseKind.LAST_TIME_BUY
        else way
        for each, way in zip(ranked, shown_ways(ranked), strict=True)
    ]
    return render(request, "workspace/planning/_cover.html", {"ways": ways, "item": item})


@require_POST
def keep(request: ActorRequest, code: str) -> HttpResponse:
    """Plan a part by what the planner assumes, with the reason."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    plan = get_object_or_404(visible_plans(request.actor), item=item)
    form = KeepForm(request.POST)
    wish = Wish()
    if not request.POST.get("as_data"):
        wish = form.wish(usual_of(plan)).over(wish_of(plan.figures["assumed"], plan.figures["now"]))
    reason = request.POST.get("reason", "")
    keep_assumption(item, wish=wish, reason=reason, actor=request.actor, at=clock.now())
    toast(request, _("Kept. The part is planned anew in a moment."))
    return redirect("workspace:plan-part", code=item.code)


@require_POST
def begin(request: ActorRequest) -> HttpResponse:
    """Have a plan made now."""
    begin_plan(actor=request.actor, at=clock.now())
    toast(request, _("The plan is being made."))
    return redirect("workspace:plans")


@require_GET
def run_state(request: ActorRequest) -> HttpResponse:
    """Say how far the plan is that is being made."""
    request.actor.must(PlanningPermission.VIEW)
    context = {"running": unfinished_run(), "run": last_run()}
    return render(request, "workspace/planning/_run.html", context)


def _view(request: ActorRequest) -> str:
    view = request.GET.get("view", "")
    return view if view in VIEWS else VIEWS[0]


def _rows(request: ActorRequest) -> list[PartPlan]:
    start = PAGE * _number(request)
    return list(asked_plans(request)[start : start + PAGE + 1])


def asked_plans(request: ActorRequest) -> QuerySet[PartPlan]:
    """Return the plans of parts as the page is asked for them: those of a view, or by number."""
    plans = visible_plans(request.actor)
    view = _view(request)
    if view == "risk":
        plans = plans.filter(runs_out_in__isnull=False, silence="")
    elif view == "ends":
        ending = LifecycleDate.objects.filter(
            stage__in=(LifecycleStage.LAST_BUY, LifecycleStage.END_OF_PRODUCTION)
        )
        plans = plans.filter(item__in=ending.values("item"))
    elif view == "surplus":
        plans = plans.filter(excess__gt=0, silence="").order_by(
            (F("excess") * F("price")).desc(), "item"
        )
    elif view == "unsure":
        plans = plans.exclude(silence="")
    if text := request.GET.get("q", "").strip():
        plans = plans.filter(item__code__istartswith=text)
    return plans


def _number(request: ActorRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004  # millions of pages


def _shown(
    request: ActorRequest, rows: list[PartPlan], item: Item | None, *, is_asked: bool = False
) -> HttpResponse:
    plan = plan_of(item.pk) if item else None
    number = _number(request)
    context = {
        "rows": [(row, spark_of(row.figures["history"]), _share(row)) for row in rows[:PAGE]],
        "view": _view(request),
        "q": request.GET.get("q", ""),
        "before": str(number - 1) if number else "",
        "after": str(number + 1) if rows[PAGE:] else "",
        "item": item,
        "is_asked": is_asked,
        "plan": plan,
        "totals": _totals(request),
        "currency": str(setting(OWN_CURRENCY.name)),
        "waiting": waiting_exceptions(request.actor).count(),
        "inbox": reverse("workspace:plan-inbox"),
        "running": unfinished_run(),
        "run": last_run(),
        "may_run": request.actor.may(PlanningPermission.RUN),
        "may_decide": request.actor.may(PlanningPermission.DECIDE),
    }
    if item and plan:
        context |= _of_part(request, item, plan)
    return page(request, "workspace/planning/plans.html#rows", context)


def _share(row: PartPlan) -> int:
    """Return how much of what is expected until the end lies on the shelf, in percent."""
    return min(100, round(100 * row.at_hand / row.mean)) if row.mean else 100


def _totals(request: ActorRequest) -> dict[str, Any]:
    plans = visible_plans(request.actor).order_by()
    worth = Coalesce(Sum(F("at_hand") * F("price"), output_field=FloatField()), 0.0)
    dead = Sum(F("excess") * F("price"), filter=Q(silence=""), output_field=FloatField())
    return plans.aggregate(
        parts=Count("pk"),
        soon=Count("pk", filter=Q(runs_out_in__lt=SOON, silence="")),
        unsure=Count("pk", filter=~Q(silence="")),
        worth=worth,
        dead=Coalesce(dead, 0.0),
    )


def _of_part(request: ActorRequest, item: Item, plan: PartPlan) -> dict[str, Any]:
    figures = plan.figures
    names = SOURCES if plan.method == Method.BASE else COUNTED
    return {
        "chart": _without_line(plan, _picture(plan, item, figures["mean"])),
        "sources": [
            (names.get(name, name), round(100 * share))
            for name, share in figures["sources"].items()
            if share >= 0.005  # noqa: PLR2004  # what would be shown as nothing
        ],
        "families": [
            each | {"name": FAMILIES.get(each["name"], each["name"])}
            for each in figures["families"]
        ],
        "in_guarantee": sum(
            mean * inside for mean, inside in zip(figures["mean"], figures["within"], strict=True)
        ),
        "sliders": sliders_of(plan, usual_of(plan)),
        "assumption": assumption_of(item.pk),
        "exceptions": [
            (row, numbers_said(row)) for row in waiting_exceptions(request.actor).filter(item=item)
        ],
        "runs_out": _runs_out(plan),
        "seen": round(plan.failures),
        "models": figures["models"],
        "cores": cores_in(figures),
        "owed": figures.get("owed"),
        "levels": shelves_of(plan) if figures.get("levels") else [],
        "family": figures.get("family"),
        "why": shown_why(plan, item, request.actor),
    }


def _without_line(plan: PartPlan, picture: Picture) -> Picture:
    """Return the picture with its range only, where no single number is to be said."""
    return replace(picture, line="") if plan.silence else picture


def _runs_out(plan: PartPlan) -> str:
    if plan.runs_out_in is None:
        return ""
    return month_name(plan.figures["now"] + plan.runs_out_in)


def _picture(plan: PartPlan, item: Item, mean: list[float]) -> Picture:
    figures = plan.figures
    scale = [now / then if then else 1.0 for now, then in zip(mean, figures["mean"], strict=True)]
    return picture_of(
        figures, ahead=mean, scale=scale, marks=_marks(plan, item), months=SHOWN_AHEAD
    )


def _marks(plan: PartPlan, item: Item) -> list[tuple[int, Any]]:
    figures = plan.figures
    now = figures["now"]
    marks: list[tuple[int, Any]] = [(now, _("Today"))]
    names = {
        LifecycleStage.LAST_BUY: _("Last buy"),
        LifecycleStage.END_OF_PRODUCTION: _("End of production"),
        LifecycleStage.END_OF_SERVICE: _("End of service"),
    }
    marks += [
        (month_number(life.on), names[LifecycleStage(life.stage)])
        for life in item.lifecycle.all()
        if life.stage in names
    ]
    inside = [place for place, share in enumerate(figures["within"]) if share > 0.01]  # noqa: PLR2004  # hardly any
    if plan.method == Method.BASE and inside and inside[-1] + 1 < len(figures["within"]):
        marks.append((now + inside[-1] + 1, _("Last guarantee ends")))
    return marks
