"""Forms whose texts stand in all our languages, and how their texts look filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aftercare.domain.cases.queries.set_up import text_for, unknown_places
from aftercare.interfaces.ui.forms import Form

PLACES = {
    "customer": gettext_lazy("name of the customer"),
    "company": gettext_lazy("company of the customer"),
    "case": gettext_lazy("number of the case"),
    "subject": gettext_lazy("subject of the case"),
    "agent": gettext_lazy("who answers"),
    "serial": gettext_lazy("serial number, if one was found"),
}
"""What prepared texts may have filled in."""

PLACES_OF_LINKS = {
    "number": gettext_lazy("number of the repair or return"),
    "link": gettext_lazy("the page that says more"),
}
"""What texts that lead to a page may have filled in besides."""

PLACES_OF_DAYS = {
    "day": gettext_lazy("the new day"),
    "reason": gettext_lazy("why it is another day"),
}
"""What texts that tell of another day may have filled in besides."""

PLACES_OF_SESSIONS = {
    "topic": gettext_lazy("what the session is about"),
    "when": gettext_lazy("day and time of the session"),
    "place": gettext_lazy("its link or place"),
}
"""What texts that remind of a session may have filled in besides."""

EXAMPLES = {
    "topic": gettext_lazy("Driving the new panel"),
    "when": "2026-11-27, 10:00–11:00 (Asia/Manila)",
    "place": "https://meet.service.example/…",
    "customer": gettext_lazy("Marisol Reyes"),
    "company": "Harborline Retail",
    "case": "C-2026-00042",
    "subject": gettext_lazy("Screen restarts again and again"),
    "agent": gettext_lazy("Liza Dizon"),
    "serial": "AX55-2519-B0042",
    "number": "WO-2026-00042",
    "link": "https://service.example/…",
    "day": "2026-11-27",
    "reason": gettext_lazy("The part comes later."),
}


class TextsForm(Form):
    """A text in each of our languages, with places that are filled in."""

    places: Sequence[str] = tuple(PLACES)
    rows = 4

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in settings.LANGUAGES:
            self.fields[_field(code)] = forms.CharField(
                label=str(name),
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": self.rows, "lang": code}),
            )

    @staticmethod
    def initial_texts(texts: Mapping[str, str]) -> dict[str, str]:
        """Return what the form shows of texts by language."""
        return {_field(code): texts.get(code, "") for code, _name in settings.LANGUAGES}

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[_field(code)] for code, _name in settings.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        """Put the texts together; refuse places that nothing fills, and no text at all."""
        data = super().clean() or {}
        texts = {
            code: text
            for code, _name in settings.LANGUAGES
            if (text := data.pop(_field(code), "").strip())
        }
        for code, text in texts.items():
            unknown = unknown_places(text, self.places)
            if unknown:
                self.add_error(_field(code), _not_known(unknown, self.places))
        if not texts and not self.errors:
            self.add_error(_field("en"), _("Write the text in at least one language."))
        return data | {"texts": texts}


def _field(code: str) -> str:
    return f"text_{code.replace('-', '_')}"


def _not_known(unknown: Sequence[str], known: Sequence[str]) -> str:
    return _("Nothing fills %(unknown)s. There are: %(known)s.") % {
        "unknown": ", ".join(f"{{{place}}}" for place in unknown),
        "known": ", ".join(f"{{{place}}}" for place in known),
    }


@dataclass(frozen=True)
class ShownText:
    """A prepared text as a reader of one language sees it."""

    code: str
    language: str
    text: str
    is_own: bool


def shown_texts(texts: Mapping[str, str]) -> list[ShownText]:
    """Return prepared texts with examples in their places, as customers would see them."""
    shown = []
    for code, name in settings.LANGUAGES:
        with override(code):
            values = {place: str(example) for place, example in EXAMPLES.items()}
        text = text_for(texts, code, values)
        shown.append(ShownText(code, str(name), text, is_own=bool(texts.get(code))))
    return shown
