"""The form of an account outside, made of what its adapter has to be told."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.settings.fields import Choices
from aftercare.kit.fields import FieldKind, SettingField

FORGET = "forget_"
LONGEST_NUMBER = 65_535


def _text(field: SettingField) -> forms.Field:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    if field.suggestions:
        attrs["list"] = f"suggestions-{field.name}"
    return forms.CharField(max_length=400, widget=forms.TextInput(attrs))


def _lines(field: SettingField) -> forms.Field:
    return forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 3}))


FIELDS: Mapping[FieldKind, Callable[[SettingField], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _lines,
    FieldKind.LINES: _lines,
    FieldKind.NUMBER: lambda field: forms.IntegerField(min_value=1, max_value=LONGEST_NUMBER),
    FieldKind.CHOICE: lambda field: forms.ChoiceField(choices=field.choices),
    FieldKind.CHOICES: lambda field: Choices(choices=field.choices),
    FieldKind.FLAG: lambda field: forms.BooleanField(),
    FieldKind.SECRET: lambda field: forms.CharField(
        max_length=4000, widget=forms.PasswordInput({"autocomplete": "new-password"})
    ),
}


class AccountForm(Form):
    """One of our accounts outside. Secrets that are kept are never shown again."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Part of links. Empty: made from the name."),
    )
    code_from = "name"
    """The field an empty short name is made from."""

    def __init__(
        self, *args: Any, asked: Sequence[SettingField], kept: Collection[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        for each in asked:
            is_kept = each.name in kept
            self.fields[each.name] = _field(each, is_kept=is_kept)
            if is_kept and each.kind == FieldKind.SECRET:
                label = _("Forget the kept value: %(name)s") % {"name": each.label}
                self.fields[FORGET + each.name] = forms.BooleanField(label=label, required=False)

    @staticmethod
    def shown_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows of the settings of an account: no secret is among them."""
        return {key: _shown(value) for key, value in settings.items()}

    @property
    def under_headings(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """
        Return the fields under their headings, in the order in which they are declared.

        Templates look among the fields first, and one of those may be called “groups”.
        """
        found: dict[Any, list[forms.BoundField]] = {}
        for asked in self.asked:
            fields = found.setdefault(asked.group, [])
            fields.append(self[asked.name])
            if FORGET + asked.name in self.fields:
                fields.append(self[FORGET + asked.name])
        return list(found.items())

    @property
    def suggestions(self) -> list[SettingField]:
        return [asked for asked in self.asked if asked.suggestions]

    def clean(self) -> dict[str, Any]:
        """Sort what was typed into settings, secrets, and secrets to forget."""
        data = super().clean() or {}
        settings, secrets = {}, {}
        for asked in self.asked:
            value = data.pop(asked.name, None)
            if asked.kind == FieldKind.SECRET:
                secrets[asked.name] = value or ""
            elif (value := _stored(asked, value)) not in (None, "", []):
                settings[asked.name] = value
        forget = [name for name in secrets if data.pop(FORGET + name, False)]
        named = str(data.get(self.code_from, "")).replace("@", "-")
        data["code"] = data.get("code") or slugify(named)
        return data | {"settings": settings, "secrets": secrets, "forget": forget}


def _field(asked: SettingField, *, is_kept: bool) -> forms.Field:
    field = FIELDS[asked.kind](asked)
    field.label, field.help_text, field.initial = asked.label, asked.help, asked.default
    is_choice = asked.kind == FieldKind.CHOICE and all(value for value, _label in asked.choices)
    field.required = asked.is_required or is_choice
    if is_kept:
        field.widget.attrs["placeholder"] = _("kept, and not shown again")
    if asked.pattern:
        field.validators.append(_looks_like(asked))
    return field


def _looks_like(asked: SettingField) -> Callable[[str], None]:
    def check(value: str) -> None:
        parts = value.splitlines() if asked.kind == FieldKind.LINES else [value]
        wrong = [each for each in parts if each.strip() and not _fits(asked.pattern, each)]
        if wrong:
            raise ValidationError(_("This is not understood: %(text)s") % {"text": wrong[0]})

    return check


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text.strip()) is not None


def _stored(asked: SettingField, value: Any) -> Any:
    if asked.kind == FieldKind.LINES:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]
    return value


def _shown(value: Any) -> Any:
    is_lines = isinstance(value, list)
    return Lines(value) if is_lines else value


class Lines(list[str]):
    """Several values: boxes that are ticked, or lines in a text."""

    def __str__(self) -> str:
        return "\n".join(self)
