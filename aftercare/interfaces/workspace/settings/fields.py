"""Fields of forms that several settings share."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.domain.cases.states import BY_HAND
from aftercare.domain.conversations.ports import channel_of
from aftercare.interfaces.workspace.templatetags.settings import worktime

_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\d\s.,]*)")
_MINUTES = ("m", "分")
LONGEST = timedelta(hours=10_000)


def channel_choices() -> list[tuple[str, Any]]:
    """Return the ways on which cases come to us."""
    kinds = [(kind, channel_of(kind).capabilities.label) for kind in settings.CHANNELS]
    return [*kinds, *BY_HAND]


class WorkTimeField(forms.Field):
    """Working time as people write it: “90 min”, “1 h 30 min”, “1:30”, or hours alone."""

    widget = forms.TextInput(attrs={"maxlength": 40, "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return worktime(int(value.total_seconds())) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> Any:
        """Return the time. Raises `ValidationError` for what is none, or nothing."""
        text = str(value or "").strip().casefold()
        if not text:
            return None
        time = _time_of(text.replace(":", " h ") + (" min" if ":" in text else ""))
        if time is None or not timedelta() < time <= LONGEST:
            raise ValidationError(_("Write a time such as 2 h, 45 min or 1 h 30 min."))
        return time


def _time_of(text: str) -> timedelta | None:
    if _PART.sub("", text).strip():
        return None
    time = timedelta()
    for number, unit in _PART.findall(text):
        amount = float(number.replace(",", "."))
        in_minutes = unit.startswith(_MINUTES)
        time += timedelta(minutes=amount) if in_minutes else timedelta(hours=amount)
    return timedelta(seconds=round(time.total_seconds()))


class Choices(forms.MultipleChoiceField):
    """Any of a few; none means that it does not matter."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False} | options)


class PickMany(forms.SelectMultiple):
    """Picks some of very many by searching: shows who is picked, the server finds others."""

    template_name = "workspace/settings/_pick_many.html"

    def __init__(self, search: str) -> None:
        super().__init__()
        self.search = search

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows; only what is picked is looked up."""
        picked = [each for each in value or [] if str(each).isdecimal()]
        among = self.choices.queryset if isinstance(self.choices, ModelChoiceIterator) else None
        found = among.filter(pk__in=picked) if picked and among is not None else []
        shown = {"name": name, "picked": found, "attrs": self.build_attrs(attrs or {})}
        return {"widget": shown, "search": self.search}


class WordsField(forms.Field):
    """Several words or phrases, separated by commas."""

    widget = forms.TextInput(attrs={"maxlength": 1000})

    def __init__(self, **options: Any) -> None:
        hint: dict[str, Any] = {
            "required": False,
            "help_text": gettext_lazy("Separated by commas."),
        }
        super().__init__(**hint | options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the words one by one."""
        parts = re.split(r"[,，、\n]", str(value or "")[:1000])
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
