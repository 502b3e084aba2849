"""How codes of makers are read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.units.operations.rules import remove_scan_rule, save_scan_rule
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import visible_scan_rules
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.units.forms import ScanRuleForm
from aftercare.kit import clock


@require_http_methods(["GET", "POST"])
def scan_rules(request: ActorRequest) -> HttpResponse:
    """Show the rules, and take in another."""
    request.actor.must(UnitPermission.SET_UP)
    form = ScanRuleForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "rules": visible_scan_rules(request.actor)}
        status = 422 if form.is_bound else 200
        return render(request, "workspace/units/rules.html", context, status=status)
    save_scan_rule(None, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect("workspace:scan-rules")


@require_POST
def remove(request: ActorRequest, scan_rule_id: int) -> HttpResponse:
    """Remove a rule."""
    rule = get_object_or_404(visible_scan_rules(request.actor), pk=scan_rule_id)
    remove_scan_rule(rule, actor=request.actor, at=clock.now())
    toast(request, _("Removed."))
    return redirect("workspace:scan-rules")
