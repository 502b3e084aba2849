"""Reasons of returns, to choose from."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from aftercare.kit.languages import nearest_language


class ReasonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """One of the reasons that are offered, in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what a reason is called."""
        return str(obj.name_in(nearest_language(get_language() or "en")))
