"""Messages that go out without a person, and the proof that a person has seen each."""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.cases.models import AutomaticMessage
from aftercare.domain.cases.operations.rules import (
    switch_automatic_message,
    write_automatic_message,
)
from aftercare.domain.cases.queries import automatic_messages
from aftercare.domain.cases.states import Occasion
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import AUTOMATIC
from aftercare.interfaces.workspace.settings.service.texts import (
    PLACES,
    PLACES_OF_DAYS,
    PLACES_OF_LINKS,
    PLACES_OF_SESSIONS,
    TextsForm,
    shown_texts,
)
from aftercare.kit import clock

WHEN = {
    Occasion.RECEIPT: gettext_lazy(
        "At once when a case was opened by a mail or a form, once per case. Never to mailing"
        " lists, automatic answers and returned mail."
    ),
    Occasion.ARRIVED: gettext_lazy(
        "When a unit of a case is received, in the conversation of the case: where the customer"
        " can follow the repair."
    ),
    Occasion.QUOTE: gettext_lazy(
        "When a repair is quoted, in the conversation of the case: the page on which the customer"
        " accepts or declines. Each quote once."
    ),
    Occasion.POSTPONED: gettext_lazy(
        "When another day is agreed on for a repair, with the reason, each day once. Switched off,"
        " it is drafted in the case for a person to send."
    ),
    Occasion.READY: gettext_lazy(
        "When a unit is finished, in the conversation of the case; again after rework."
    ),
    Occasion.RETURN: gettext_lazy(
        "When a return is approved, by a person or a rule, in the conversation of its case: the"
        " instruction. Where the label is ours, once it is bought, with the label."
    ),
    Occasion.GUIDANCE: gettext_lazy(
        "Hours before a guidance session (the setting guidance.remind_hours), to all who are"
        " invited, in the conversation of the invitation. Once, unless somebody reminded them."
    ),
}

KNOWN_PLACES = PLACES | PLACES_OF_LINKS | PLACES_OF_DAYS | PLACES_OF_SESSIONS


@dataclass(frozen=True)
class AlwaysSent:
    """A message that the system has to send, and why nobody can switch it off."""

    title: Any
    when: Any


ALWAYS_SENT = (
    AlwaysSent(
        gettext_lazy("Invitation to Aftercare"),
        gettext_lazy("To a colleague, when somebody invites them."),
    ),
    AlwaysSent(
        gettext_lazy("Password, passkey and sign-in"),
        gettext_lazy("To a colleague, when they ask for it or when their sign-in was changed."),
    ),
)
DRAFTED_ONLY = (
    AlwaysSent(
        gettext_lazy("Notice that a date slips"),
        gettext_lazy("Is only drafted. A person reads it, changes it and sends it, or does not."),
    ),
)


class ReceiptForm(TextsForm):
    """What the receipt of a case says."""

    places = ("customer", "case", "subject")


class LinkForm(TextsForm):
    """What a message says that leads to a page."""

    places = (*ReceiptForm.places, *PLACES_OF_LINKS)


class DayForm(LinkForm):
    """What a message says that tells of another day."""

    places = (*LinkForm.places, *PLACES_OF_DAYS)


class SessionForm(TextsForm):
    """What a message says that reminds of a session."""

    places = (*ReceiptForm.places, *PLACES_OF_SESSIONS)


class SeenForm(Form):
    """Somebody has read a message as it is now."""

    was_seen = forms.BooleanField(label=gettext_lazy("I have read it in every language."))
    version = forms.CharField(widget=forms.HiddenInput)


FORMS = {Occasion.RECEIPT: ReceiptForm, Occasion.POSTPONED: DayForm, Occasion.GUIDANCE: SessionForm}


@require_GET
@part_of(AUTOMATIC)
def automatic(request: ActorRequest) -> HttpResponse:
    """Show all that goes out by itself, switched on or not."""
    context = {
        "messages_out": [
            (each, Occasion(each.occasion).label, WHEN[Occasion(each.occasion)])
            for each in _all(request)
        ],
        "always": ALWAYS_SENT,
        "drafted": DRAFTED_ONLY,
    }
    return settings_page(request, "workspace/settings/service/automatic.html", context)


def _all(request: ActorRequest) -> list[AutomaticMessage]:
    return list(automatic_messages(request.actor))


def _message(request: ActorRequest, occasion: str) -> AutomaticMessage:
    found = next((each for each in _all(request) if each.occasion == occasion), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@part_of(AUTOMATIC)
def write(request: ActorRequest, occasion: str) -> HttpResponse:
    """Write what goes out; it is off until somebody has seen it again."""
    message = _message(request, occasion)
    asked = FORMS.get(Occasion(occasion), LinkForm)
    return form_page(
        request,
        asked(request.POST or None, initial=asked.initial_texts(message.texts)),
        title=Occasion(occasion).label,
        back=AUTOMATIC.url,
        save=lambda data: write_automatic_message(
            message, **data, actor=request.actor, at=clock.now()
        ),
        said=_("Saved and switched off. Look at it, then switch it on."),
        fields="workspace/settings/service/_texts_fields.html",
        places={name: KNOWN_PLACES[name] for name in asked.places},
        text=_("Each change switches the message off until somebody has looked at it again."),
    )


@require_http_methods(["GET", "POST"])
@part_of(AUTOMATIC)
def look(request: ActorRequest, occasion: str) -> HttpResponse:
    """Show a message as customers would see it, and let it be switched on by who has read it."""
    message = _message(request, occasion)
    version = _version(message)
    return form_page(
        request,
        SeenForm(request.POST or None, initial={"version": version}),
        title=Occasion(occasion).label,
        back=AUTOMATIC.url,
        save=lambda data: switch_automatic_message(
            message,
            active=True,
            was_seen=data["was_seen"] and data["version"] == version,
            actor=request.actor,
            at=clock.now(),
        ),
        said=_("Switched on."),
        yes=_("Switch it on"),
        fields="workspace/settings/service/_seen_fields.html",
        texts=shown_texts(message.texts),
        message=message,
    )


def _version(message: AutomaticMessage) -> str:
    return sha256(dumps(message.texts, sort_keys=True).encode()).hexdigest()[:16]


@require_POST
@part_of(AUTOMATIC)
def switch_off(request: ActorRequest, occasion: str) -> HttpResponse:
    """Let a message go out no longer."""
    message = _message(request, occasion)
    switch_automatic_message(
        message, active=False, was_seen=False, actor=request.actor, at=clock.now()
    )
    return done(request, _("Switched off."), AUTOMATIC.url)
