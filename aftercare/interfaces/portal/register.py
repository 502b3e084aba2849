"""The page on which anybody registers what they bought; the code on the product leads here."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.domain.units.operations.meeting import register_for
from aftercare.domain.units.states import Registrant, Upload
from aftercare.interfaces.ui.actors import address_of
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

MOST_AN_HOUR = 20
"""Registrations from one address; more come from a machine."""
LARGEST = 15 * 2**20


class RegisterForm(forms.Form):
    """What we have to know, so that the guarantee counts."""

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
    proof = forms.FileField(
        label=gettext_lazy("Invoice or receipt"),
        required=False,
        help_text=gettext_lazy("A photo or PDF. With it your guarantee is noted at once."),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
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


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it in. The same sent twice is one registration."""
    initial = {
        "key": uuid4(),
        "serial": request.GET.get("u", "")[:60],
        "item": request.GET.get("i", "")[:60],
    }
    form = RegisterForm(request.POST or None, request.FILES or None, initial=initial)
    if not form.is_valid():
        return _answer(request, form, status=422 if form.is_bound else 200)
    if _registers_too_much(request):
        form.add_error(None, _("Too many messages came from your network. Try again in an hour."))
        return _answer(request, form, status=429)
    facts = form.cleaned_data
    proof = facts["proof"]
    register_for(
        Registrant(facts["name"], facts["email"], get_language() or ""),
        key=cast("UUID", facts["key"]),
        serial=facts["serial"],
        item=facts["item"],
        bought_on=facts["bought_on"],
        dealer=facts["dealer"],
        proof=Upload(str(proof.name), proof) if proof else None,
        actor=SYSTEM,
        at=clock.now(),
    )
    return redirect("portal:registered")


def _answer(request: HttpRequest, form: RegisterForm, *, status: int) -> HttpResponse:
    context = {"form": form, "lost_files": bool(form.is_bound and form.files)}
    return render(request, "portal/register.html", context, status=status)


@login_not_required
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    """Thank. What is said depends on nothing, so that nobody learns which serials we know."""
    return render(request, "portal/registered.html")


def _registers_too_much(request: HttpRequest) -> bool:
    key = f"register:{address_of(request)}:{clock.now():%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > MOST_AN_HOUR
