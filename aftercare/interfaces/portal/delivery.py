"""The customer says when, where and how they want to get what comes home, without signing in."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import find_order
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.queries import find_return
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.domain.shipping.operations.delivery import change_delivery
from aftercare.domain.shipping.queries import find_wish, parcel_home
from aftercare.domain.shipping.states import (
    CustomerWish,
    ParcelStatus,
    PostalAddress,
    Wish,
    WishedDelivery,
)
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref

USUAL, OTHER = "usual", "other"
"""To the address we know, or to another one."""
ADDRESS = ("name", "lines", "postcode", "city", "country")


class DayInput(forms.DateInput):
    """A day, by the calendar of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeliveryForm(Form):
    """Where to, on which days, at which hours; a place to leave it; or that they come for it."""

    where = forms.ChoiceField(
        label=_("Where should it go?"),
        choices=(
            (USUAL, _("To my address, as you know it")),
            (OTHER, _("To another address")),
            (Wish.PLACE, _("To a pick-up point near me")),
            (Wish.COLLECT, _("I collect it from you")),
        ),
        widget=forms.RadioSelect,
    )
    not_before = forms.DateField(label=_("Not before"), required=False, widget=DayInput)
    by = forms.DateField(label=_("Here by"), required=False, widget=DayInput)
    hours = forms.CharField(
        label=_("At which hours"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "14:00 – 18:00"}),
    )
    place = forms.CharField(
        label=_("Where may it be left?"),
        max_length=200,
        required=False,
        help_text=_("A pick-up point, a neighbor, a gate."),
    )
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    lines = forms.CharField(
        label=_("Street"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        help_text=_("Two letters, such as CN or PH."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what another address needs, and which pick-up point it is."""
        given = super().clean() or self.cleaned_data
        if given.get("where") == OTHER:
            for name in ("lines", "city", "country"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _now("Another address needs this."))
        if given.get("where") == Wish.PLACE and not given.get("place"):
            self.add_error("place", _now("Say which pick-up point."))
        return given

    def wished(self) -> WishedDelivery:
        """Return what was typed, as parcels have it."""
        given = self.cleaned_data
        wish, where = Wish.BY_DAY if given["by"] else Wish.CHEAPEST, given["where"]
        if where in (Wish.PLACE, Wish.COLLECT):
            wish = Wish(where)
        days = {"by": given["by"], "not_before": given["not_before"]}
        wished = CustomerWish(wish, hours=given["hours"], place=given["place"], **days)
        if where != OTHER:
            return WishedDelivery(wished)
        typed = {name: given[name].strip() for name in ADDRESS}
        address = PostalAddress(**typed | {"country": typed["country"].upper()})
        return WishedDelivery(wished, address)

    @staticmethod
    def values_of(said: DeliveryWish | None) -> dict[str, Any]:
        """Return what the form shows of what was said before; of our books it shows nothing."""
        if said is None:
            return {"where": USUAL}
        where = OTHER if said.address else USUAL
        where = said.wish if said.wish in (Wish.PLACE, Wish.COLLECT) else where
        days = {"not_before": said.not_before, "by": said.by}
        return {"where": where, **days, "hours": said.hours, "place": said.place, **said.address}


@dataclass(frozen=True)
class Delivery:
    """How something comes home: as wished, in which parcel; whether that can still be changed."""

    said: DeliveryWish | None
    parcel: Parcel | None

    @property
    def can_change(self) -> bool:
        return self.parcel is None or self.parcel.status == ParcelStatus.DRAFT


WHERE: dict[str, Any] = {
    USUAL: pgettext_lazy("delivery", "To your address"),
    OTHER: pgettext_lazy("delivery", "To another address, as you wished"),
    Wish.PLACE: Wish.PLACE.label,
    Wish.COLLECT: pgettext_lazy("delivery", "You collect it from us"),
}


def delivery_of(subject: Ref) -> Delivery:
    """Return how what goes out for a matter comes home."""
    return Delivery(find_wish(subject), parcel_home(subject))


def where_it_goes(said: DeliveryWish) -> Any:
    """Return in words where a customer wants to get something."""
    return WHERE[DeliveryForm.values_of(said)["where"]]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def of_repair(request: HttpRequest, token: str) -> HttpResponse:
    """Take in how the customer wants to get their unit back."""
    order = find_order(token)
    if order is None or order.is_closed:
        raise Http404
    return _page(request, order, reverse("portal:track", args=[token]))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def of_return(request: HttpRequest, token: str) -> HttpResponse:
    """Take in how the customer wants to get what we send for a return."""
    rma = find_return(token)
    if rma is None or rma.is_ended:
        raise Http404
    return _page(request, rma, reverse("portal:return-instruction", args=[token]))


def _page(request: HttpRequest, matter: WorkOrder | Rma, back: str) -> HttpResponse:
    subject = ref(matter)
    now = delivery_of(subject)
    data = request.POST if request.method == "POST" else None
    form = DeliveryForm(data, initial=DeliveryForm.values_of(now.said))
    if form.is_valid():
        account: Account | None = matter.account
        contact: Contact | None = matter.contact
        about = [Ref("case", matter.case_id)] if matter.case_id else []
        change_delivery(
            subject,
            form.wished(),
            account=account,
            contact=contact,
            about=about,
            actor=SYSTEM,
            at=clock.now(),
        )
        toast(request, _now("Thank you. It comes as you wish."))
        return redirect(back)
    context = {"form": form, "back": back, "code": matter.code, "now": now}
    status = 422 if form.is_bound else 200
    return render(request, "portal/delivery.html", context, status=status)
