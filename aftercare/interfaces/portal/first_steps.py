"""The way in for the very first person of a new system."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.base.people.operations.accounts import enroll_first_administrator
from aftercare.base.people.queries import somebody_works_here
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.ui.problems import Problem, problem_page
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

View = Callable[[HttpRequest], HttpResponseBase]

SALT = "first-steps"
LINK_LASTS = timedelta(days=1)
LINK_IS_OLD = Problem(
    404,
    _("This link opens nothing"),
    _("It is too old, or was cut off. Start Aftercare again: it prints a new one."),
    icon="link-off",
)


class FirstForm(Form):
    """What the first person gives."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("You sign in with it."))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput, validators=[validate_password]
    )


def first_link() -> str | None:
    """Return where the first administrator makes their account; None if somebody has one."""
    if somebody_works_here():
        return None
    return reverse("portal:first", args=[signing.dumps("", salt=SALT)])


def leading_to_first_steps(view: View) -> View:
    """Lead whoever comes to a new system to its first steps, where nobody could sign in."""

    @wraps(view)
    def look(request: HttpRequest) -> HttpResponseBase:
        if request.method == "GET" and not somebody_works_here():
            return redirect("portal:first_steps")
        return view(request)

    return look


@login_not_required
@never_cache
@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """Say how the first account is made; only who runs the system learns the link."""
    if somebody_works_here():
        return redirect("account_login")
    return render(request, "portal/first_steps.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Let the first administrator make their account. The link works until they have."""
    try:
        signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return problem_page(request, LINK_IS_OLD)
    if request.method == "GET" and somebody_works_here():
        return redirect("account_login")
    form = FirstForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/first.html", {"form": form}, status=status)

    enroll_first_administrator(**form.cleaned_data, actor=SYSTEM, at=clock.now())
    toast(request, str(_("Welcome. Sign in with your address and the password.")))
    return redirect("account_login")
