"""Names said in several languages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from aftercare.interfaces.ui.forms import Form

OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class NamedForm(Form):
    """Something with a name that everybody understands, and the same in other languages."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in OTHERS:
            self.fields[_field(code)] = forms.CharField(
                label=str(name),
                required=False,
                max_length=160,
                widget=forms.TextInput(attrs={"lang": code}),
            )

    @staticmethod
    def names_of(names: dict[str, str]) -> dict[str, str]:
        """Return what the form shows of names in other languages."""
        return {_field(code): names.get(code, "") for code, _name in OTHERS}

    @property
    def name_fields(self) -> Sequence[forms.BoundField]:
        return [self[_field(code)] for code, _name in OTHERS]

    def clean(self) -> dict[str, Any]:
        """Put the names together."""
        data = super().clean() or {}
        names = {code: data.pop(_field(code), "").strip() for code, _name in OTHERS}
        return data | {"names": {code: name for code, name in names.items() if name}}


def _field(code: str) -> str:
    return f"name_{code.replace('-', '_')}"
