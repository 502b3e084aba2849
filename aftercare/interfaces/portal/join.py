"""The way in for somebody who was invited."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from aftercare.base.people.operations.accounts import accept_invitation
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


class JoinForm(Form):
    """What a new person gives."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput, validators=[validate_password]
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody choose a password; the token is looked at when they send it."""
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/join.html", {"form": form}, status=status)

    accept_invitation(token, **form.cleaned_data, actor=SYSTEM, at=clock.now())
    toast(request, str(_("Welcome. Sign in with your address and the password.")))
    return redirect("account_login")
