"""What holds: the current plans, what there is to look at, and how it came out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.base.company.models import Site
from aftercare.domain.customers.models import Account
from aftercare.domain.planning.models import PartAssumption, PartPlan, PlanException, PlanRun
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.policies.wishes import Cores
from aftercare.domain.planning.states import UNFINISHED, ExceptionKind, ExceptionStatus, RunStatus
from aftercare.domain.supply.models import PurchaseOrder
from aftercare.domain.supply.states import AWAITED
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

MOST_DUE = 200
"""Last buys that share one budget."""


def _may_see(actor: Actor) -> bool:
    return actor.kind in ("user", "system") and actor.may(PlanningPermission.VIEW)


def visible_plans(actor: Actor) -> QuerySet[PartPlan]:
    """Return the plans of parts that hold, what runs out first at the top, for who may see them."""
    plans = PartPlan.objects.filter(is_current=True).select_related("item").defer("rates")
    plans = plans.order_by("runs_out_in", "item")
    return plans if _may_see(actor) else plans.none()


def visible_runs(actor: Actor) -> QuerySet[PlanRun]:
    """Return the runs, the newest first, for who may see plans."""
    runs = PlanRun.objects.defer("fit").order_by("-pk")
    return runs if _may_see(actor) else runs.none()


def visible_exceptions(actor: Actor) -> QuerySet[PlanException]:
    """Return what there is to look at, the largest first, for who may see plans."""
    rows = PlanException.objects.select_related("item", "source", "target", "station")
    rows = rows.order_by("-size", "pk")
    return rows if _may_see(actor) else rows.none()


def waiting_exceptions(actor: Actor) -> QuerySet[PlanException]:
    """Return what waits for a planner now."""
    return visible_exceptions(actor).filter(status=ExceptionStatus.OPEN)


def orders_that_stand(exception: PlanException) -> list[str]:
    """Return what was bought for an exception and is on its way, whatever is decided by now."""
    rows = PurchaseOrder.objects.filter(because=str(ref(exception)), status__in=AWAITED)
    return list(rows.order_by("pk").values_list("code", flat=True))


def last_buys_due(actor: Actor) -> list[tuple[PlanException, PartPlan]]:
    """Return the last buys nobody has decided, with the plans behind them. Two queries."""
    rows = visible_exceptions(actor).filter(
        kind=ExceptionKind.LAST_BUY, status__in=(ExceptionStatus.OPEN, ExceptionStatus.SNOOZED)
    )[:MOST_DUE]
    plans = PartPlan.objects.filter(is_current=True, item__in=[row.item_id for row in rows])
    known = {plan.item_id: plan for plan in plans}
    return [(row, known[row.item_id]) for row in rows if row.item_id in known]


def plan_of(item_id: int) -> PartPlan | None:
    """Return the plan of a part that holds, with its draws."""
    return PartPlan.objects.filter(item=item_id, is_current=True).first()


def cores_in(figures: Mapping[str, Any]) -> Cores:
    """Return what repairs of old parts gave back when a part was planned."""
    return Cores(**figures["cores"]) if "cores" in figures else Cores(figures["recovered"])


def levels_by_site(item_id: int, actor: Actor) -> dict[str, float]:
    """Return by name of a site how many of a part it should have, for who may see plans."""
    plan = visible_plans(actor).filter(item=item_id).first()
    return {site: needed for site, _there, needed in shelves_of(plan)} if plan else {}


def shelves_of(plan: PartPlan) -> list[tuple[str, float, float]]:
    """Return the sites and partners of a plan by name: what lies there, and what should."""
    levels = plan.figures.get("levels") or []
    places: dict[str, dict[int, str]] = {}
    for kind, rows in (("site", Site.objects), ("account", Account.objects)):
        keys = [place.partition(":")[2] for place, *_rest in levels if place.startswith(kind)]
        if keys:
            places[kind] = dict(rows.filter(pk__in=keys).values_list("pk", "name"))
    names = {f"{kind}:{key}": name for kind, found in places.items() for key, name in found.items()}
    return sorted((names[place], there, needed) for place, there, needed in levels)


def assumption_of(item_id: int) -> PartAssumption | None:
    """Return what a planner has said of a part."""
    return PartAssumption.objects.filter(item=item_id).first()


def unfinished_run() -> PlanRun | None:
    """Return the run that is being made, if any."""
    return PlanRun.objects.defer("fit").filter(status__in=UNFINISHED).first()


def last_run() -> PlanRun | None:
    """Return the run that was finished last."""
    return PlanRun.objects.defer("fit").filter(status=RunStatus.DONE).order_by("-pk").first()


def current_digests() -> dict[str, str]:
    """Return by number of the item from what its current plan was made."""
    rows = PartPlan.objects.filter(is_current=True).values_list("item__code", "digest")
    return dict(rows)


def last_fit() -> bytes | None:
    """Return how parts age, as it was learned last."""
    runs = PlanRun.objects.filter(Q(status=RunStatus.DONE), fit__isnull=False)
    kept = runs.order_by("-pk").values_list("fit", flat=True).first()
    return bytes(kept) if kept else None


def planned_in(run: PlanRun) -> set[str]:
    """Return the parts of which a run has spoken already."""
    return set(PartPlan.objects.filter(run=run).values_list("item__code", flat=True))
