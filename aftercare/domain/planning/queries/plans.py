"""What holds: the current plans, what there is to look at, and how it came out."""

from django.db.models import Q, QuerySet

from aftercare.base.company.models import Site
from aftercare.domain.planning.models import PartAssumption, PartPlan, PlanException, PlanRun
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.states import UNFINISHED, ExceptionStatus, RunStatus
from aftercare.kit.actors import Actor


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
    rows = PlanException.objects.select_related("item", "source", "target")
    rows = rows.order_by("-size", "pk")
    return rows if _may_see(actor) else rows.none()


def waiting_exceptions(actor: Actor) -> QuerySet[PlanException]:
    """Return what waits for a planner now."""
    return visible_exceptions(actor).filter(status=ExceptionStatus.OPEN)


def plan_of(item_id: int) -> PartPlan | None:
    """Return the plan of a part that holds, with its draws."""
    return PartPlan.objects.filter(item=item_id, is_current=True).first()


def levels_by_site(item_id: int, actor: Actor) -> dict[str, float]:
    """Return by name of a site how many of a part it should have, for who may see plans."""
    plan = visible_plans(actor).filter(item=item_id).first()
    return {site: needed for site, _there, needed in shelves_of(plan)} if plan else {}


def shelves_of(plan: PartPlan) -> list[tuple[str, float, float]]:
    """Return the sites of a plan by name: what lies there, and what should."""
    levels = plan.figures.get("levels") or []
    names = dict(Site.objects.filter(pk__in=[row[0] for row in levels]).values_list("pk", "name"))
    return sorted((names[site], there, needed) for site, there, needed in levels)


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
