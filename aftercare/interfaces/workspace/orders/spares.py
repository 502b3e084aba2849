"""Free spares by the ratio of contracts: given, taken back."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.spares import (
    are_given_by,
    ratio_contracts,
    visible_spares_given,
)
from aftercare.domain.orders.operations.spares import give_free_spares, take_back_free_spares
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.queries import GOOD, goods_lying, goods_of, visible_places
from aftercare.domain.stock.states import ROUTES, Line, MovementKind, Owner, Purpose
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.spares_shown import ShownSpares, shown_spares
from aftercare.interfaces.workspace.stock.forms import PlaceField, ReasonForm, ScanForm
from aftercare.kit import clock
from aftercare.kit.actors import Actor

NO_ITEM = "-"


class GiveForm(ScanForm):
    """Free spares that are given: what lies where, and for what that was delivered."""

    source = PlaceField(label=pgettext_lazy("place", "From"), empty_label=None)
    item = forms.ChoiceField(label=_("Due for"))
    reason = forms.CharField(
        label=_("Why more than is due"),
        max_length=200,
        required=False,
        help_text=_("Only where more is given than is still due."),
    )

    field_order = ("code", "quantity", "source", "item", "reason")

    def __init__(self, data: Any, *, spares: ShownSpares, actor: Actor, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.spares = spares
        sources, _targets = ROUTES[MovementKind.ISSUED]
        places = visible_places(actor).filter(kind__in=sorted(sources))
        self.fields["source"].queryset = places  # type: ignore[attr-defined]  # it chooses rows
        self.fields["item"].choices = _offered(spares)  # type: ignore[attr-defined]  # it is a choice
        self.items = {row.item.code: row.item for row in spares.rows if row.item}

    def clean_item(self) -> Item | None:
        """Return for which item delivered it is given, None for no one item."""
        return self.items.get(self.cleaned_data["item"])

    def clean(self) -> dict[str, Any]:
        """Find what is meant of what lies there, and see whether so many are due."""
        given = super().clean()
        if given.get("read") and given.get("source"):
            given["row"] = self.choose(self._lying())
        if given.get("row") and "item" in given and not given.get("reason"):
            self._must_be_due(given["item"])
        return given

    def line(self) -> Line:
        """Return what lies there as a line to be posted."""
        row: Balance = self.cleaned_data["row"]
        return Line(goods_of(row), self.quantity_said(), self.cleaned_data["key"])

    def _must_be_due(self, item: Item | None) -> None:
        left = self.spares.due.may_give(item.pk if item else None)
        was_sent = are_given_by(self.spares.contract, self.cleaned_data["key"])
        if self.quantity_said() > left and not was_sent:
            said = _now("Only %(left)s are still due. Give fewer, or say why it is more.")
            self.add_error("reason", said % {"left": f"{left.normalize():f}"})

    def _lying(self) -> list[Balance]:
        source = self.cleaned_data["source"]
        rows = goods_lying(source, **self.scanned()).filter(
            owner=Owner.OURS, purpose=Purpose.SERVICE, condition__in=GOOD
        )
        # What is all gone was perhaps given by this very form, sent twice: the ledger knows.
        found = list(rows.filter(quantity__gt=0)) or list(rows.order_by("-pk")[:1])
        if not found:
            said = _now("None of it that is good and ours lies at %(place)s.")
            self.add_error("code", said % {"place": source})
        return found


def _offered(spares: ShownSpares) -> list[tuple[str, Any]]:
    named = [(row.item.code, str(row.item)) for row in spares.rows if row.item]
    return [*named, (NO_ITEM, _("No one item"))]


@require_http_methods(["GET", "POST"])
def give(request: ActorRequest, code: str) -> HttpResponse:
    """Give free spares under a contract."""
    found = get_object_or_404(ratio_contracts(request.actor), code=code)
    request.actor.must(CoveragePermission.GIVE_SPARES)
    (spares,) = shown_spares([found])
    asked = request.GET.get("item", "")
    form = GiveForm(
        request.POST or None, spares=spares, actor=request.actor, initial={"item": asked or None}
    )
    if form.is_valid():
        said = form.cleaned_data
        give_free_spares(
            found,
            form.line(),
            source=said["source"],
            item=said["item"],
            reason=said["reason"],
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _now("Given. It is booked out of %(place)s.") % {"place": said["source"]})
        return redirect(_back(request.actor, code))
    context = {
        "form": form,
        "contract": found,
        "spares": spares,
        "back": _back(request.actor, code),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/orders/spares_give.html", context, status=status)


@require_http_methods(["GET", "POST"])
def undo(request: ActorRequest, code: str, given_id: int) -> HttpResponse:
    """Take back free spares that were given by mistake."""
    rows = visible_spares_given(request.actor).filter(contract__code=code)
    given = get_object_or_404(rows, pk=given_id)
    request.actor.must(CoveragePermission.GIVE_SPARES)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        take_back_free_spares(given, reason=reason, actor=request.actor, at=clock.now())
        toast(request, _now("Taken back: they lie where they lay, and are due again."))
        return redirect(_back(request.actor, code))
    context = {
        "form": form,
        "title": _now("Take free spares back"),
        "text": _now("%(given)s to %(customer)s")
        % {
            "given": f"{given.quantity.normalize():f} × {given.spare}",
            "customer": given.contract.account,
        },
        "back": _back(request.actor, code),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/catalog/form.html", context, status=status)


def _back(actor: Actor, code: str) -> str:
    """Return the page of the contract, or where who sees no contracts came from."""
    if actor.may(CoveragePermission.VIEW):
        return reverse("workspace:contract", args=[code])
    return reverse("workspace:free-spares")
