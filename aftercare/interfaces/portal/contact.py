"""The form with which anybody reaches us from our public page."""

import json
from typing import Any, cast
from uuid import uuid4

from csp.decorators import csp_replace
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import activate, get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.ui.actors import address_of
from aftercare.interfaces.ui.problems import Problem, problem_page
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

LARGEST_FILE = 10 * 2**20
MOST_AN_HOUR = 30
"""Forms from one address; more come from a machine."""

CLOSED = Problem(503, _("The form is closed"), _("Please write us an e-mail."), icon="mail-off")
TOO_MANY = Problem(429, _("Too many messages"), _("Please try again in an hour."), icon="clock")


class ContactForm(forms.Form):
    """All we have to know, so that nobody has to ask again."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Our answer goes there."))
    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    text = forms.CharField(
        label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000
    )
    model = forms.CharField(label=_("Model"), max_length=60, required=False)
    serial = forms.CharField(
        label=_("Serial number"),
        max_length=60,
        required=False,
        help_text=_("On the label on the back."),
    )
    bought_on = forms.DateField(
        label=_("Bought on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    file = forms.FileField(label=_("Photo or log"), required=False)

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Refuse a file that is too large to be sent on."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


# Nothing here is done in the name of who is signed in, and a form inside a page of another site
# gets no cookie of ours, so there is nothing to forge and no token to compare.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show a form, the first if none is named, or take it in. Sent twice, it arrives once."""
    account = _account(code)
    if account is None:
        return problem_page(request, CLOSED)
    _speak(account)
    form = ContactForm(request.POST or None, request.FILES or None, initial={"id": uuid4()})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "intro": account.settings.get("intro", "")}
        shown = render(request, "portal/contact.html", context, status=status)
        return _let_in(request, account, shown)
    if _sends_too_much(request):
        return _let_in(request, account, problem_page(request, TOO_MANY))

    accept_envelope(
        account,
        external_id=str(form.cleaned_data["id"]),
        raw=_as_envelope(form),
        actor=SYSTEM,
        at=clock.now(),
    )
    return redirect("portal:thanks-of", code=account.code)


@login_not_required
@require_GET
def thanks(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say that the message has arrived and what comes next."""
    account = _account(code)
    if account:
        _speak(account)
    shown = render(request, "portal/thanks.html", {"code": account.code if account else ""})
    return _let_in(request, account, shown)


def _account(code: str) -> ChannelAccount | None:
    forms_of_ours = visible_channels(SYSTEM).filter(kind="web_form", active=True)
    return (forms_of_ours.filter(code=code) if code else forms_of_ours).first()


def _speak(account: ChannelAccount) -> None:
    """Speak the first language of the page to who reads none of its languages."""
    spoken = account.settings.get("languages") or []
    if spoken and get_language() not in spoken:
        activate(spoken[0])


def _let_in(
    request: HttpRequest, account: ChannelAccount | None, response: HttpResponse
) -> HttpResponse:
    """Let the sites that may do so show an answer inside their pages."""
    sites = account.settings.get("embed_on") if account else None
    if not sites:
        return response
    framed = csp_replace({"frame-ancestors": sites})(xframe_options_exempt(lambda _: response))
    return cast("HttpResponse", framed(request))


def _as_envelope(form: ContactForm) -> bytes:
    sent = dict(form.cleaned_data)
    file: UploadedFile[Any] | None = sent.pop("file")
    files = [{"name": file.name, "content": file.read().hex()}] if file else []
    data = sent | {"files": files, "language": get_language()}
    return json.dumps(data, default=str, ensure_ascii=False).encode()


def _sends_too_much(request: HttpRequest) -> bool:
    key = f"contact:{address_of(request)}:{clock.now():%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > MOST_AN_HOUR
