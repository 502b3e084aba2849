"""
The page on which anybody registers what they bought; the code on the product leads here.

Customers who are signed in are not asked who they are, and find the unit on their own pages.
"""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.domain.customers.queries import visible_contacts
from aftercare.domain.units.operations.meeting import register_for
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.states import Registrant, Upload
from aftercare.interfaces.portal.gate import CUSTOMER
from aftercare.interfaces.portal.limits import asks_too_often
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.choices import country_choices
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

MOST_AN_HOUR = 20
"""Registrations from one address; more come from a machine."""
LARGEST = 15 * 2**20
COUNTRIES = {"zh-hans": "CN", "zh-hant": "TW", "fil": "PH"}
"""The country that is chosen already for who reads a language; they see it and may change it."""


class OwnRegisterForm(Form):
    """What we have to know of somebody we know, so that the guarantee counts."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        max_length=60,
        help_text=gettext_lazy("On the label on the back."),
    )
    item = forms.CharField(label=gettext_lazy("Model"), max_length=60, required=False)
    bought_on = forms.DateField(
        label=gettext_lazy("Bought on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    dealer = forms.CharField(
        label=gettext_lazy("Where did you buy it?"), max_length=160, required=False
    )
    country = forms.ChoiceField(
        label=gettext_lazy("In which country?"),
        choices=country_choices,
        help_text=gettext_lazy("Its law says what you may claim."),
    )
    proof = forms.FileField(
        label=gettext_lazy("Invoice or receipt"),
        required=False,
        help_text=gettext_lazy("A photo or PDF. With it your guarantee is noted at once."),
    )
    agrees = forms.BooleanField(
        label=gettext_lazy(
            "I agree that my name, address and receipt are kept for the guarantee of this unit."
        )
    )

    def clean_proof(self) -> Any:
        """Refuse what is too large to be a receipt."""
        file = self.cleaned_data["proof"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large. A photo is enough."))
        return file

    def facts(self) -> dict[str, Any]:
        """Return what was filled in of the unit."""
        said = self.cleaned_data
        names = ("key", "serial", "item", "bought_on", "dealer", "country")
        proof = Upload(str(said["proof"].name), said["proof"]) if said["proof"] else None
        return {name: said[name] for name in names} | {"proof": proof}


class RegisterForm(OwnRegisterForm):
    """The same from somebody we may never have met."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Show the form, or take it in. The same sent twice is one registration."""
    is_known = request.actor.kind == CUSTOMER
    initial = {
        "key": uuid4(),
        "serial": request.GET.get("u", "")[:60],
        "item": request.GET.get("i", "")[:60],
        "country": COUNTRIES.get(get_language() or "", ""),
    }
    kind = OwnRegisterForm if is_known else RegisterForm
    form = kind(request.POST or None, request.FILES or None, initial=initial)
    if not form.is_valid():
        return _answer(request, form, status=422 if form.is_bound else 200)
    if asks_too_often(request, "register", most=MOST_AN_HOUR):
        form.add_error(None, _("Too many messages came from your network. Try again in an hour."))
        return _answer(request, form, status=429)
    if isinstance(form, RegisterForm):
        return _take_in_from_anybody(form)
    return _take_in_from_customer(request, form)


def _take_in_from_anybody(form: RegisterForm) -> HttpResponse:
    said = form.cleaned_data
    registrant = Registrant(said["name"], said["email"], get_language() or "")
    register_for(registrant, **form.facts(), actor=SYSTEM, at=clock.now())
    return redirect("portal:registered")


def _take_in_from_customer(request: ActorRequest, form: OwnRegisterForm) -> HttpResponse:
    contact = get_object_or_404(visible_contacts(request.actor), pk=request.actor.contact_id or 0)
    register_unit(contact, **form.facts(), actor=request.actor, at=clock.now())
    toast(request, _("Your registration has arrived. If something is missing we write to you."))
    return redirect("portal:units")


def _answer(request: ActorRequest, form: OwnRegisterForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "tab": "units",
        "frame": "portal/base.html" if request.actor.kind == CUSTOMER else "portal/open.html",
    }
    return render(request, "portal/register.html", context, status=status)


@login_not_required
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    """Thank. What is said depends on nothing, so that nobody learns which serials we know."""
    return render(request, "portal/registered.html")
