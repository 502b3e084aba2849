"""Last buys that are due together, and a budget that may not suffice for all of them."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.company.queries import setting
from aftercare.domain.planning.operations.deciding import approve_last_buys
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.plans import last_buys_due
from aftercare.domain.planning.queries.settings import buy_terms
from aftercare.domain.supply.queries import OWN_CURRENCY
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.planning.forms import BudgetForm, SharedForm
from aftercare.kit import clock
from aftercare.kit.money import in_figures


@require_GET
def last_buys(request: ActorRequest) -> HttpResponse:
    """Show what each last buy would get of a budget, and the risk that is left."""
    request.actor.must(PlanningPermission.VIEW)
    # Processes that answer pages carry numpy and scipy only once somebody asks this.
    from aftercare.domain.planning.queries.budgets import share_out  # noqa: PLC0415

    form = BudgetForm(request.GET)
    budget = form.cleaned_data["budget"] if form.is_valid() else None
    rows = share_out(last_buys_due(request.actor), budget, terms=buy_terms())
    wanted, spent = sum(row.wanted for row in rows), sum(row.cost for row in rows)
    context: dict[str, Any] = {
        "rows": rows,
        "form": form,
        "budget": budget,
        "wanted": Decimal(wanted),
        "spent": Decimal(spent),
        "left": None if budget is None else budget - Decimal(spent),
        "is_short": budget is not None and Decimal(wanted) > budget,
        "currency": str(setting(OWN_CURRENCY.name)),
        "may_decide": request.actor.may(PlanningPermission.DECIDE),
    }
    return render(request, "workspace/planning/last_buys.html", context)


@require_POST
def approve(request: ActorRequest) -> HttpResponse:
    """Approve what each part gets, as it was shown."""
    form = SharedForm(request.POST)
    form.is_valid()
    budget = form.cleaned_data.get("budget")
    currency = str(setting(OWN_CURRENCY.name))
    done = approve_last_buys(
        form.quantities(),
        budget=in_figures(budget, currency) if budget is not None else "",
        actor=request.actor,
        at=clock.now(),
    )
    said = ngettext(
        "%(count)d draft for the buyers.", "%(count)d drafts for the buyers.", len(done)
    )
    toast(request, said % {"count": len(done)})
    return redirect("workspace:plan-inbox")
