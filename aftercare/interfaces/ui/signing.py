"""A field in which somebody signs with finger, pen or mouse."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.interfaces.ui.forms import Form


class SignatureWidget(forms.Widget):
    """Where it is drawn; `<signature-pad>` writes the strokes into a hidden input."""

    template_name = "ui/_signature.html"


class SignatureField(forms.CharField):
    """The strokes of a signature, each a list of points; none where nobody drew."""

    widget = SignatureWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200_000, **options)

    def clean(self, value: Any) -> Any:
        """Return what was drawn; what is no drawing is none."""
        try:
            return json.loads(super().clean(value) or "[]")
        except ValueError:
            return []


class AcceptForm(Form):
    """That the customer has their unit again and is content, with name and signature."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    stars = forms.TypedChoiceField(
        label=_("How content are you?"),
        coerce=int,
        initial=5,
        choices=[
            (5, _("Very content")),
            (4, pgettext_lazy("how satisfied", "Content")),
            (3, _("So-so")),
            (2, _("Not content")),
            (1, _("Not content at all")),
        ],
    )
    words = forms.CharField(
        label=_("What could be better?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    strokes = SignatureField(
        label=_("Sign here"), help_text=_("With finger, pen or mouse. Your name alone counts too.")
    )
