from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from aftercare.base.journal.models import Entry
from aftercare.base.people.queries import visible_users
from aftercare.domain.cases.queries import visible_cases
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.audit.sentences import events_by_app
from aftercare.kit.actors import Actor

MOST_PEOPLE = 20
A_DAY = timedelta(days=1)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


class AuditForm(Form):
    """Which entries of the journal somebody wants to see."""

    who = forms.CharField(label=_("Who"), max_length=120, required=False)
    event = forms.ChoiceField(
        label=_("What"), required=False, choices=lambda: [("", _("Everything")), *events_by_app()]
    )
    about = forms.CharField(label=_("About"), max_length=80, required=False)
    from_on = _day(_("From"))
    until_on = _day(_("Until"))

    def narrow(self, entries: QuerySet[Entry], actor: Actor) -> QuerySet[Entry]:
        """Return those of `entries` that were asked for."""
        asked = self.cleaned_data
        if asked["who"]:
            entries = entries.filter(actor__in=_actors(asked["who"], actor))
        if asked["event"]:
            entries = entries.filter(event=asked["event"])
        if asked["about"]:
            entries = entries.filter(about__contains=[_thing(asked["about"], actor)])
        if asked["from_on"]:
            entries = entries.filter(at__gte=make_aware(datetime.combine(asked["from_on"], time())))
        if asked["until_on"]:
            end = datetime.combine(asked["until_on"] + A_DAY, time())
            entries = entries.filter(at__lt=make_aware(end))
        return entries


def _actors(typed: str, actor: Actor) -> list[str]:
    if ":" in typed:
        return [typed.strip()]
    known = Q(name__icontains=typed) | Q(handle__iexact=typed) | Q(email__iexact=typed)
    people = list(visible_users(actor).filter(known).values_list("kind", "pk")[:MOST_PEOPLE])
    found = [f"{kind}:{number}" for kind, number in people]
    return [*found, "system:0"] if typed.casefold() in "aftercare" else found


def _thing(typed: str, actor: Actor) -> str:
    typed = typed.strip()
    if ":" in typed:
        return typed
    case = visible_cases(actor).filter(code__iexact=typed).first()
    if case:
        return f"case:{case.pk}"
    person = visible_users(actor).filter(Q(handle__iexact=typed) | Q(name__iexact=typed)).first()
    return f"{person.kind}:{person.pk}" if person else typed
