"""A customer's returns: asked for with evidence, and followed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.returns.models import ReturnReason, Rma
from aftercare.domain.returns.operations.agreeing import cancel_own_return
from aftercare.domain.returns.operations.asking import add_own_evidence, request_own_return
from aftercare.domain.returns.operations.travelling import bring_own_return, send_own_return
from aftercare.domain.returns.queries import (
    files_of_return,
    had_by,
    lines_of,
    lots_delivered,
    offered_reasons,
    own_units,
    parcel_awaited,
    parcels_of,
    visible_returns,
)
from aftercare.domain.returns.queries.rules import evidence_lacking
from aftercare.domain.returns.queries.shipped import Delivered, more_than_delivered
from aftercare.domain.returns.states import Announced, EvidenceKind, RmaStatus, Shown, Wish
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.domain.units.models import Unit
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.ui.templatetags.ui import named
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

PAGE = 20
LARGEST = 15 * 2**20
MOST_UNITS = 200
MOST_PARCELS = 6
SENDABLE = (RmaStatus.APPROVED,)
TOLD = {
    RmaStatus.REQUESTED: gettext_lazy("We look at it and answer within a working day."),
    RmaStatus.APPROVED: gettext_lazy("You may send it now."),
    RmaStatus.RECEIVED: gettext_lazy("It is here; we look at it and decide."),
    RmaStatus.DECIDED: gettext_lazy("It is decided; we do what was decided."),
    RmaStatus.CLOSED: gettext_lazy("Everything is done."),
    RmaStatus.REFUSED: gettext_lazy("We cannot take it back."),
    RmaStatus.EXPIRED: gettext_lazy("Nothing came in time. Write us if you still want to send it."),
    RmaStatus.CANCELLED: gettext_lazy("It was called off."),
}


class ReasonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """One of the reasons that are offered, in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what a reason is called, and what is asked to be shown for it."""
        name = obj.name_in(nearest_language(get_language() or "en"))
        asked = ", ".join(str(EvidenceKind(kind).label) for kind in obj.evidence)
        return f"{name} ({asked})" if asked else str(name)


class ReturnForm(Form):
    """What somebody wants to send back, why, and what shows it."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Which unit?"), required=False, empty_label="–"
    )
    lot = forms.ChoiceField(label=gettext_lazy("Or which lot?"), required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("How many of the lot?"),
        max_digits=14,
        decimal_places=3,
        min_value=0,
        required=False,
    )
    reason = ReasonChoice(ReturnReason.objects.none(), label=gettext_lazy("Why?"), empty_label=None)
    words = forms.CharField(
        label=gettext_lazy("What is wrong, in your words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, **given: Any) -> None:
        super().__init__(data, files, **given)
        units, reasons = self.fields["unit"], self.fields["reason"]
        shown = own_units(actor).values_list("pk", flat=True)[:MOST_UNITS]
        units.queryset = own_units(actor).filter(pk__in=list(shown))  # type: ignore[attr-defined]  # a row
        reasons.queryset = offered_reasons()  # type: ignore[attr-defined]  # it chooses a row
        account = Account.objects.filter(pk=actor.account_id or 0).first()
        contact = Contact.objects.filter(pk=actor.contact_id or 0).first()
        self.lots = {str(each.lot.pk): each for each in lots_delivered(had_by(account, contact))}
        self.fields["lot"].choices = [  # type: ignore[attr-defined]  # it is a choice
            ("", "–"),
            *((key, _lot_said(each)) for key, each in self.lots.items()),
        ]
        if not self.lots:
            del self.fields["lot"], self.fields["quantity"]
        for kind in EvidenceKind:
            self.fields[kind] = forms.FileField(label=kind.label, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a unit, or a lot and how many; refuse files that are too large."""
        given = super().clean() or self.cleaned_data
        if given.get("lot"):
            self._check_quantity(self.lots[given["lot"]], given.get("quantity"))
        if not given.get("unit") and not given.get("lot"):
            raise forms.ValidationError(_("Choose what you want to send back."))
        for kind in EvidenceKind:
            if given.get(kind) and given[kind].size > LARGEST:
                self.add_error(kind, _("The file is too large. A photo is enough."))
        return given

    def _check_quantity(self, delivered: Delivered, quantity: Decimal | None) -> None:
        if not quantity:
            self.add_error("quantity", _("Say how many."))
        elif quantity > delivered.left:
            # The operation refuses it too; here nothing has to be filled in again.
            self.add_error("quantity", more_than_delivered(delivered))

    def wish(self) -> Wish:
        """Return what is asked for."""
        given = self.cleaned_data
        lines = []
        if unit := given["unit"]:
            lines.append(Announced(unit.item_id, unit_id=unit.pk))
        if key := given.get("lot"):
            lot = self.lots[key].lot
            lines.append(Announced(lot.item_id, lot_id=lot.pk, quantity=given["quantity"]))
        return Wish(lines, given["words"], _shown(given), get_language() or "")


def _lot_said(each: Delivered) -> str:
    left = f"{each.left.normalize():f}"
    return _("%(item)s, lot %(lot)s: up to %(left)s") % {
        "item": named(each.lot.item),
        "lot": each.lot,
        "left": left,
    }


def _shown(given: dict[str, Any]) -> list[Shown]:
    return [
        Shown(kind, str(given[kind].name), given[kind]) for kind in EvidenceKind if given.get(kind)
    ]


class SentForm(Form):
    """With which carrier, and under which number, somebody has sent a parcel."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=80)
    number = forms.CharField(label=gettext_lazy("Number on the receipt"), max_length=60)


class EvidenceForm(Form):
    """More that shows what is wrong."""

    kind = forms.ChoiceField(label=gettext_lazy("What it shows"), choices=EvidenceKind.choices)
    file = forms.FileField(label=gettext_lazy("Photo or paper"))

    def clean_file(self) -> Any:
        """Refuse what is too large to be a photo or a paper."""
        if self.cleaned_data["file"].size > LARGEST:
            raise forms.ValidationError(_("The file is too large. A photo is enough."))
        return self.cleaned_data["file"]


@require_safe
@for_customers
def returns(request: ActorRequest) -> HttpResponse:
    """List the returns of the customer, the newest first."""
    after = request.GET.get("after", "")
    found = visible_returns(request.actor).order_by("-pk")
    found = found.filter(pk__lt=int(after)) if after.isdecimal() else found
    rows = list(found[: PAGE + 1])
    context = {
        "tab": "returns",
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": not after.isdecimal(),
        "language": nearest_language(get_language() or "en"),
    }
    return page(request, "portal/returns.html#rows", context)


@require_http_methods(["GET", "POST"])
@for_customers
def new_return(request: ActorRequest) -> HttpResponse:
    """Let the customer ask to send something back; the number is theirs at once."""
    sent = request.method == "POST"
    form = ReturnForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        actor=request.actor,
        initial={"unit": request.GET.get("unit", "")},
    )
    if not form.is_valid():
        context = {"tab": "returns", "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "portal/return_new.html", context, status=status)
    rma = request_own_return(
        form.wish(), reason=form.cleaned_data["reason"], actor=request.actor, at=clock.now()
    )
    toast(request, _("Your number is %(number)s.") % {"number": rma.code})
    return redirect("portal:return", code=rma.code)


@require_safe
@for_customers
def show_return(request: ActorRequest, code: str) -> HttpResponse:
    """Show a return: how far it is, what is missing, how to send it."""
    return _page_of(request, _own(request, code), EvidenceForm())


def _own(request: ActorRequest, code: str) -> Rma:
    return get_object_or_404(visible_returns(request.actor), code=code)


def _is_unlabelled(parcel: Parcel | None) -> bool:
    return parcel is None or parcel.status == ParcelStatus.DRAFT


def _page_of(
    request: ActorRequest,
    rma: Rma,
    form: EvidenceForm,
    *,
    sent_form: SentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = list(lines_of(rma))
    can_show = rma.status in (RmaStatus.REQUESTED, RmaStatus.APPROVED)
    context = {
        "tab": "returns",
        "rma": rma,
        "reason": rma.reason.name_in(nearest_language(get_language() or "en")),
        "told": TOLD[RmaStatus(rma.status)],
        "lines": lines,
        "files": files_of_return(rma).filter(kind__in=EvidenceKind.values),
        "lacking": [EvidenceKind(each).label for each in evidence_lacking(rma)],
        "form": form,
        "can_show": can_show,
        "can_call_off": can_show and not any(hasattr(each, "replacement") for each in lines),
        "is_sendable": rma.status in SENDABLE,
        "parcels": parcels_of(rma).exclude(status=ParcelStatus.DRAFT)[:MOST_PARCELS],
        "sent_form": sent_form or SentForm(),
        "can_say_how": rma.status in SENDABLE and _is_unlabelled(parcel_awaited(rma)),
    }
    return render(request, "portal/return.html", context, status=status)


@require_POST
@for_customers
def show_more(request: ActorRequest, code: str) -> HttpResponse:
    """Take in more that shows what is wrong."""
    found = _own(request, code)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page_of(request, found, form, status=422)
    file = form.cleaned_data["file"]
    shown = [Shown(form.cleaned_data["kind"], str(file.name), file)]
    add_own_evidence(found, shown=shown, actor=request.actor, at=clock.now())
    toast(request, _("Sent."))
    return redirect("portal:return", code=code)


@require_POST
@for_customers
def sent(request: ActorRequest, code: str) -> HttpResponse:
    """Take in with which carrier, and under which number, the customer has sent it."""
    found = _own(request, code)
    form = SentForm(request.POST)
    if not form.is_valid():
        return _page_of(request, found, EvidenceForm(), sent_form=form, status=422)
    send_own_return(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Thank you. You see here when it arrives."))
    return redirect("portal:return", code=code)


@require_POST
@for_customers
def bring(request: ActorRequest, code: str) -> HttpResponse:
    """Take in that the customer brings it."""
    bring_own_return(_own(request, code), actor=request.actor, at=clock.now())
    toast(request, _("Thank you. Bring it with the number."))
    return redirect("portal:return", code=code)


@require_POST
@for_customers
def cancel(request: ActorRequest, code: str) -> HttpResponse:
    """Let the customer call a return off."""
    cancel_own_return(_own(request, code), actor=request.actor, at=clock.now())
    toast(request, _("It was called off."))
    return redirect("portal:return", code=code)
