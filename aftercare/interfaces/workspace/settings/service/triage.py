from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.cases.models import TriageRule
from aftercare.domain.cases.operations.rules import move_rule, remove_rule, save_triage_rule
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.queries.triage import (
    facts_of_text,
    first_told,
    recent_hits,
    try_rules,
    visible_triage_rules,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.forms import RuleForm, TryForm
from aftercare.interfaces.workspace.settings.service.sections import TRIAGE
from aftercare.kit import clock

LIST = "workspace/settings/service/rules.html#rows"
TRY = "workspace/settings/service/try.html#trial"


@require_GET
@part_of(TRIAGE)
def rules(request: ActorRequest) -> HttpResponse:
    """Show the triage rules in the order in which they apply."""
    return settings_page(request, LIST, {"rules": visible_triage_rules(request.actor)})


def _rule(request: ActorRequest, rule_id: int) -> TriageRule:
    return get_object_or_404(visible_triage_rules(request.actor), pk=rule_id)


@require_http_methods(["GET", "POST"])
@part_of(TRIAGE)
def new_rule(request: ActorRequest) -> HttpResponse:
    """Set up another triage rule."""
    return _rule_page(request, None, RuleForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@part_of(TRIAGE)
def change_rule(request: ActorRequest, rule_id: int) -> HttpResponse:
    """Change a triage rule; cases that are here stay as they are."""
    rule = _rule(request, rule_id)
    return _rule_page(
        request, rule, RuleForm(request.POST or None, initial=RuleForm.values_of(rule))
    )


def _rule_page(request: ActorRequest, rule: TriageRule | None, form: RuleForm) -> HttpResponse:
    return form_page(
        request,
        form,
        title=rule.name if rule else _("New triage rule"),
        back=TRIAGE.url,
        save=lambda data: save_triage_rule(rule, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. It applies to cases that come from now on."),
        fields="workspace/settings/service/_rule_fields.html",
        beside="workspace/settings/service/_rule_preview_card.html",
        below="workspace/settings/service/_rule_below.html",
        rule=rule,
    )


@require_POST
@part_of(TRIAGE)
def preview(request: ActorRequest) -> HttpResponse:
    """Show which cases of the last thirty days the form would have matched. Changes nothing."""
    form = RuleForm(request.POST)
    form.full_clean()
    data: dict[str, Any] = form.cleaned_data
    conditions = ("words", "channels", "languages", "tiers")
    draft = TriageRule(**{name: data.get(name, []) for name in conditions})
    hits = recent_hits(draft, actor=request.actor, at=clock.now())
    return render(request, "workspace/settings/service/_rule_preview.html", {"found": hits})


@require_POST
@part_of(TRIAGE)
def move(request: ActorRequest, rule_id: int) -> HttpResponse:
    """Let a triage rule apply earlier or later."""
    rule = _rule(request, rule_id)
    earlier = request.POST.get("where") == "earlier"
    move_rule(rule, earlier=earlier, actor=request.actor, at=clock.now())
    return settings_page(request, LIST, {"rules": visible_triage_rules(request.actor)})


@require_POST
@part_of(TRIAGE)
def remove(request: ActorRequest, rule_id: int) -> HttpResponse:
    """Throw a triage rule away."""
    rule = _rule(request, rule_id)
    remove_rule(rule, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": rule.name}, TRIAGE.url)


@require_http_methods(["GET", "POST"])
@part_of(TRIAGE)
def try_it(request: ActorRequest) -> HttpResponse:
    """Show what the rules would make of a case, or of a text. Changes nothing."""
    form = TryForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": _("Try the rules"), "back": TRIAGE.url}
    if not form.is_bound or not form.is_valid():
        return settings_page(request, TRY, context, status=422 if form.is_bound else 200)
    facts = _facts(request, form)
    if facts is None:
        return settings_page(request, TRY, context, status=422)
    active = [rule for rule in visible_triage_rules(request.actor) if rule.active]
    return settings_page(request, TRY, context | {"trial": try_rules(active, facts)})


def _facts(request: ActorRequest, form: TryForm) -> Any:
    data = dict(form.cleaned_data)
    code = data.pop("case").strip()
    if not code:
        return facts_of_text(data.pop("text"), **data)
    case = visible_cases(request.actor).filter(code__iexact=code).first()
    if case is None:
        form.add_error("case", _("There is no case of this number."))
        return None
    return first_told(case)
