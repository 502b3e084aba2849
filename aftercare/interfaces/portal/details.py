"""What customers say of themselves: name, language, how they are reached, and what for."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.operations.oneself import agree_oneself, tell_of_oneself
from aftercare.domain.customers.queries import has_consent, identities_of, visible_contacts
from aftercare.domain.customers.states import Channel, Purpose
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.kit import clock
from aftercare.kit.languages import nearest_language

HOUR = forms.TimeInput(attrs={"type": "time"})


class DetailsForm(Form):
    """What a customer may change of themselves."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of these pages, and of our letters to you."),
    )
    preferred = forms.ChoiceField(
        label=gettext_lazy("How you like to be reached"),
        choices=[("", gettext_lazy("No matter how")), *Channel.choices],
        required=False,
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Please no calls from"), required=False, widget=HOUR
    )
    quiet_until = forms.TimeField(label=gettext_lazy("until"), required=False, widget=HOUR)

    def clean(self) -> dict[str, Any]:
        """Ask for the other end of quiet hours that only begin, or only end."""
        data = super().clean() or {}
        if bool(data.get("quiet_from")) != bool(data.get("quiet_until")):
            self.add_error("quiet_until", _("Say both, or none."))
        return data


class AgreeForm(Form):
    """Whether somebody agrees to be written to for a purpose."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    given = forms.BooleanField(required=False)


@require_http_methods(["GET", "POST"])
@for_customers
def details(request: ActorRequest) -> HttpResponse:
    """Show what we know of the customer, and take in what they change."""
    contact = _oneself(request)
    form = DetailsForm(
        request.POST or None,
        initial={
            "name": contact.name,
            "language": nearest_language(contact.language),
            "preferred": contact.preferred,
            "quiet_from": contact.quiet_from,
            "quiet_until": contact.quiet_until,
        },
    )
    if form.is_valid():
        tell_of_oneself(**form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect("portal:details")
    context = {
        "tab": "details",
        "contact": contact,
        "form": form,
        "addresses": identities_of(contact).filter(valid_until=None),
        "purposes": [
            (value, label, has_consent(contact, value, Channel.EMAIL))
            for value, label in Purpose.choices
        ],
    }
    return render(request, "portal/details.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_customers
def agree(request: ActorRequest) -> HttpResponse:
    """Take in that the customer agrees to be written to, or no longer."""
    _oneself(request)
    form = AgreeForm(request.POST)
    if form.is_valid():
        agree_oneself(
            **form.cleaned_data, channel=Channel.EMAIL, actor=request.actor, at=clock.now()
        )
        toast(request, _("Saved."))
    return redirect("portal:details")


def _oneself(request: ActorRequest) -> Contact:
    return get_object_or_404(visible_contacts(request.actor), pk=request.actor.contact_id or 0)
