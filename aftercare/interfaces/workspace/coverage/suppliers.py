"""What suppliers guarantee us: listed, written down, changed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.operations.suppliers import GuaranteeTerms, record_supplier_guarantee
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.rulebooks import choices_of, known_classes
from aftercare.domain.coverage.queries.suppliers import visible_supplier_guarantees
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.units.states import DateKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.catalog.fields import ItemField
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.kit import clock

PAGE = 50
CAUSES = ("human_damage", "opened_by_others", "mismatch", "force_majeure", "wear")
DAY = forms.DateInput(attrs={"type": "date"})


def _percent(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=initial)


class SupplierForm(Form):
    """What a supplier guarantees us."""

    item = ItemField(label=_("Item"), required=False)
    item_class = forms.CharField(
        label=_("Or a class of items"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "item-classes", "autocomplete": "off"}),
    )
    clause = forms.CharField(
        label=_("Clause"), max_length=80, help_text=_("Where it is written: Supply 2026 §7.")
    )
    starts = forms.ChoiceField(
        label=_("Begins with"), choices=DateKind.choices, initial=DateKind.MANUFACTURED
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=600, initial=24)
    parts = _percent(_("Parts, their percent"), 100)
    labor = _percent(_("Labor, their percent"), 0)
    freight = _percent(_("Freight, their percent"), 0)
    onsite = _percent(_("On site, their percent"), 0)
    excludes = forms.MultipleChoiceField(
        label=_("Not covered"),
        required=False,
        choices=lambda: choices_of(CAUSES),
        widget=forms.CheckboxSelectMultiple,
    )
    begins_on = forms.DateField(label=_("For units from"), required=False, widget=DAY)
    ends_on = forms.DateField(label=_("For units until"), required=False, widget=DAY)

    def __init__(self, data: Any, *, request: ActorRequest, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        supplier = AccountField(visible_accounts(request.actor), label=_("Number of the supplier"))
        self.fields = {"supplier": supplier} | self.fields

    def agreed(self) -> dict[str, Any]:
        """Return what was agreed, as the operation takes it."""
        said = dict(self.cleaned_data)
        named = {name: said.pop(name) for name in ("supplier", "item", "item_class")}
        return named | {"terms": GuaranteeTerms(**said)}


@require_GET
def suppliers(request: ActorRequest) -> HttpResponse:
    """List what suppliers guarantee us."""
    request.actor.must(CoveragePermission.VIEW)
    found = asked_guarantees(request)
    after = request.GET.get("after", "")
    if after.isdecimal():
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "q": request.GET.get("q", "").strip(),
        "is_first": not after,
        "may_agree": request.actor.may(CoveragePermission.AGREE),
    }
    return page(request, "workspace/coverage/suppliers.html#rows", context)


def asked_guarantees(request: ActorRequest) -> QuerySet[SupplierGuarantee]:
    """Return the guarantees the list is asked for, the newest first."""
    found = visible_supplier_guarantees(request.actor)
    words = request.GET.get("q", "").strip()
    if not words:
        return found
    return (
        found.filter(account__name__icontains=words)
        | found.filter(item__code__icontains=words)
        | found.filter(item_class__icontains=words)
    )


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Write down what a supplier guarantees us."""
    return _written(request, None, {})


@require_http_methods(["GET", "POST"])
def guarantee(request: ActorRequest, guarantee_id: int) -> HttpResponse:
    """Change what a supplier guarantees us."""
    found = get_object_or_404(visible_supplier_guarantees(request.actor), pk=guarantee_id)
    typed = {name: getattr(found, name) for name in SupplierForm.base_fields}
    return _written(request, found, typed | {"supplier": found.account.code})


def _written(
    request: ActorRequest, found: SupplierGuarantee | None, typed: dict[str, Any]
) -> HttpResponse:
    request.actor.must(CoveragePermission.AGREE)
    form = SupplierForm(request.POST or None, request=request, initial=typed)
    if request.method == "POST" and form.is_valid():
        record_supplier_guarantee(found, **form.agreed(), actor=request.actor, at=clock.now())
        toast(request, gettext("Written down."))
        return redirect("workspace:supplier-guarantees")
    context = {
        "form": form,
        "title": gettext("Guarantee of a supplier"),
        "back": reverse("workspace:supplier-guarantees"),
        "classes": known_classes(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/coverage/supplier.html", context, status=status)
