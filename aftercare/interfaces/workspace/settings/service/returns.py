"""What returns go by: reasons with the evidence asked for, and rules that need no person."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.returns.models import ApprovalRule, ReturnReason
from aftercare.domain.returns.operations.rules import (
    retire_return_reason,
    save_approval_rule,
    save_return_reason,
    switch_approval_rule,
)
from aftercare.domain.returns.queries import offered_reasons, visible_reasons, visible_rules
from aftercare.domain.returns.states import EvidenceKind, FreightRule
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.reasons import ReasonField
from aftercare.interfaces.workspace.settings.fields import Choices
from aftercare.interfaces.workspace.settings.names import NamedForm
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import RETURNS
from aftercare.kit import clock

FIELDS = "workspace/settings/service/_reason_fields.html"


class ReasonForm(NamedForm):
    """Why something is returned, and what that means."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    evidence = Choices(label=gettext_lazy("Evidence asked for"), choices=EvidenceKind.choices)
    freight = forms.ChoiceField(
        label=gettext_lazy("Who pays the freight"), choices=FreightRule.choices
    )


class RuleForm(Form):
    """Which returns are approved without a person."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    reason = ReasonField(
        ReturnReason.objects.none(),
        label=gettext_lazy("Reason"),
        required=False,
        empty_label=gettext_lazy("All reasons"),
    )
    needs_guarantee = forms.BooleanField(label=gettext_lazy("Within the guarantee"), required=False)
    needs_evidence = forms.BooleanField(
        label=gettext_lazy("All evidence that is asked for is there"), required=False
    )
    most_value = forms.DecimalField(
        label=gettext_lazy("Worth at most"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("By what the goods cost us, in our own currency."),
    )
    most_quantity = forms.DecimalField(
        label=gettext_lazy("At most so many"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=3,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = offered_reasons()  # type: ignore[attr-defined]  # a row


@require_GET
@part_of(RETURNS)
def reasons(request: ActorRequest) -> HttpResponse:
    """Show why things may be returned, and what is approved without a person."""
    context = {
        "reasons": [
            (each, [EvidenceKind(kind).label for kind in each.evidence])
            for each in visible_reasons(request.actor)
        ],
        "rules": visible_rules(request.actor),
    }
    return settings_page(request, "workspace/settings/service/returns.html", context)


@require_http_methods(["GET", "POST"])
@part_of(RETURNS)
def new_reason(request: ActorRequest) -> HttpResponse:
    """Offer another reason."""
    form = ReasonForm(request.POST or None, initial={"freight": FreightRule.COVERAGE})
    return _reason_page(request, form, _("New reason"))


@require_http_methods(["GET", "POST"])
@part_of(RETURNS)
def change_reason(request: ActorRequest, reason_id: int) -> HttpResponse:
    """Call a reason otherwise, or ask for other evidence."""
    known = get_object_or_404(visible_reasons(request.actor), pk=reason_id)
    names = ("code", "name", "evidence", "freight")
    initial = {name: getattr(known, name) for name in names} | NamedForm.names_of(known.names)
    form = ReasonForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    return _reason_page(request, form, known.name)


def _reason_page(request: ActorRequest, form: ReasonForm, title: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        back=RETURNS.url,
        save=lambda data: save_return_reason(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields=FIELDS,
    )


@require_POST
@part_of(RETURNS)
def retire(request: ActorRequest, reason_id: int) -> HttpResponse:
    """Offer a reason no longer."""
    known = get_object_or_404(visible_reasons(request.actor), pk=reason_id)
    retire_return_reason(known, actor=request.actor, at=clock.now())
    return done(request, _("It is offered no longer."), RETURNS.url)


@require_http_methods(["GET", "POST"])
@part_of(RETURNS)
def new_rule(request: ActorRequest) -> HttpResponse:
    """Say which returns need no person."""
    initial = {"needs_guarantee": True, "needs_evidence": True}
    return _rule_page(request, None, RuleForm(request.POST or None, initial=initial))


@require_http_methods(["GET", "POST"])
@part_of(RETURNS)
def change_rule(request: ActorRequest, approval_id: int) -> HttpResponse:
    """Correct which returns need no person."""
    known = get_object_or_404(visible_rules(request.actor), pk=approval_id)
    initial = {name: getattr(known, name) for name in RuleForm.base_fields}
    return _rule_page(request, known, RuleForm(request.POST or None, initial=initial))


def _rule_page(request: ActorRequest, rule: ApprovalRule | None, form: RuleForm) -> HttpResponse:
    return form_page(
        request,
        form,
        title=rule.name if rule else _("New approval rule"),
        back=RETURNS.url,
        save=lambda data: save_approval_rule(rule, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_POST
@part_of(RETURNS)
def switch(request: ActorRequest, approval_id: int) -> HttpResponse:
    """Let a rule rest, or hold again."""
    known = get_object_or_404(visible_rules(request.actor), pk=approval_id)
    switch_approval_rule(known, active=not known.active, actor=request.actor, at=clock.now())
    said = _("Switched off.") if known.active else _("Switched on.")
    return done(request, said, RETURNS.url)
