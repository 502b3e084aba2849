"""Contracts: listed, written down, changed, and what another wording would change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.files.queries import visible_links
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.operations.contracts import (
    attach_to_contract,
    detach_from_contract,
    record_contract,
)
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.contracts import clauses_of, versions_of, visible_contracts
from aftercare.domain.coverage.queries.decisions import changed_by_contract, changed_by_draft
from aftercare.domain.coverage.queries.rulebooks import known_classes
from aftercare.domain.customers.queries import visible_accounts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.coverage.contract_forms import ContractForms, as_typed
from aftercare.interfaces.workspace.coverage.shown import shown_changes
from aftercare.interfaces.workspace.spares_shown import spares_shown
from aftercare.kit import clock
from aftercare.kit.refs import ref

PAGE = 50
MOST_CASES = 2000
"""Past cases on which a draft is tried, the newest first."""


@require_GET
def contracts(request: ActorRequest) -> HttpResponse:
    """List contracts, the newest first."""
    request.actor.must(CoveragePermission.VIEW)
    found = asked_contracts(request)
    after = request.GET.get("after", "")
    if after.isdecimal():
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "q": request.GET.get("q", "").strip(),
        "is_first": not after,
    }
    return page(request, "workspace/coverage/contracts.html#rows", context)


def asked_contracts(request: ActorRequest) -> QuerySet[Contract]:
    """Return the contracts that are called as is asked."""
    found = visible_contracts(request.actor)
    if words := request.GET.get("q", "").strip():
        named = Q(title__icontains=words) | Q(code__icontains=words)
        found = found.filter(named | Q(account__name__icontains=words))
    return found


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Write down a contract."""
    request.actor.must(CoveragePermission.AGREE)
    forms = _forms(request, {})
    if request.method == "POST" and forms.is_valid():
        made = record_contract(None, **forms.agreed(), actor=request.actor, at=clock.now())
        toast(request, _("Written down."))
        return redirect("workspace:contract", code=made.code)
    return _editor(request, forms, None)


@require_http_methods(["GET", "POST"])
def contract(request: ActorRequest, code: str) -> HttpResponse:
    """Show a contract, and write down what it says from now on."""
    request.actor.must(CoveragePermission.VIEW)
    found = _contract(request, code)
    forms = _forms(request, as_typed(found, clauses_of(found)))
    if request.method == "POST" and forms.is_valid():
        record_contract(found, **forms.agreed(), actor=request.actor, at=clock.now())
        toast(request, _("Written down as a new version; what was decided before stays."))
        return redirect("workspace:contract", code=code)
    return _editor(request, forms, found)


@require_POST
def contract_what_if(request: ActorRequest, code: str) -> HttpResponse:
    """Say which past decisions would be others if the contract said this."""
    request.actor.must(CoveragePermission.VIEW)
    found = _contract(request, code)
    forms = _forms(request, {})
    if not forms.is_valid():
        context: dict[str, Any] = {"faults": [_("Mend what is marked first.")]}
        return render(request, "workspace/coverage/_changed.html", context)
    outcome = changed_by_contract(found, forms.agreed()["clauses"], request.actor)
    context = {
        "faults": outcome.faults,
        "changed": shown_changes(outcome.changed, request.actor),
        "looked_at": outcome.looked_at,
    }
    return render(request, "workspace/coverage/_changed.html", context)


@require_POST
def draft_what_if(request: ActorRequest) -> HttpResponse:
    """Say which past cases of a customer would end otherwise if this were agreed with them."""
    request.actor.must(CoveragePermission.VIEW)
    forms = _forms(request, {})
    if not forms.is_valid():
        context: dict[str, Any] = {"faults": [_("Mend what is marked first.")]}
        return render(request, "workspace/coverage/_changed.html", context)
    agreed = forms.agreed()
    cases = visible_cases(request.actor).order_by("-pk")
    if agreed["account"]:
        cases = cases.filter(account=agreed["account"])
    subjects = [f"case:{key}" for key in cases.values_list("pk", flat=True)[:MOST_CASES]]
    days = {name: agreed[name] for name in ("begins_on", "ends_on")}
    outcome = changed_by_draft(agreed["clauses"], days, subjects, request.actor)
    context = {
        "faults": outcome.faults,
        "changed": shown_changes(outcome.changed, request.actor),
        "looked_at": outcome.looked_at,
    }
    return render(request, "workspace/coverage/_changed.html", context)


class FileForm(Form):
    """A file of a contract, such as the signed copy."""

    file = forms.FileField(label=gettext_lazy("Signed copy, annex"))


@require_POST
def attach(request: ActorRequest, code: str) -> HttpResponse:
    """Put a file with a contract."""
    found = _contract(request, code)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        toast(request, _("Choose a file first."), level=messages.ERROR)
        return redirect("workspace:contract", code=code)
    file = form.cleaned_data["file"]
    attach_to_contract(found, file, name=str(file.name), actor=request.actor, at=clock.now())
    toast(request, _("The file is with the contract."))
    return redirect("workspace:contract", code=code)


@require_POST
def detach(request: ActorRequest, code: str, link_id: int) -> HttpResponse:
    """Take a file away from a contract."""
    found = _contract(request, code)
    linked = get_object_or_404(visible_links(request.actor, ref(found)), pk=link_id)
    detach_from_contract(found, linked, actor=request.actor, at=clock.now())
    toast(request, _("The file is not with the contract any more."))
    return redirect("workspace:contract", code=code)


def _contract(request: ActorRequest, code: str) -> Contract:
    return get_object_or_404(visible_contracts(request.actor), code=code)


def _forms(request: ActorRequest, typed: dict[str, Any]) -> ContractForms:
    accounts = visible_accounts(request.actor)
    return ContractForms(request.POST or None, initial=typed, accounts=accounts)


def _editor(request: ActorRequest, forms: ContractForms, found: Contract | None) -> HttpResponse:
    context = {
        "forms": forms,
        "contract": found,
        "versions": versions_of(found) if found else [],
        "files": visible_links(request.actor, ref(found)) if found else [],
        "file_form": FileForm(),
        "classes": known_classes(),
        "may_agree": request.actor.may(CoveragePermission.AGREE),
        **(spares_shown(found, request.actor) if found else {}),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/coverage/contract.html", context, status=status)
