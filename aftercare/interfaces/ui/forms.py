from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import forms
from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.interfaces.ui.again import refusal_of
from aftercare.kit.money import CURRENCIES


class Form(forms.Form):
    """Every form of the house. What is refused after it was read is a mistake it shows."""

    def is_valid(self) -> bool:
        """Return whether all is right, and nothing has refused it already."""
        if not super().is_valid():
            return False
        if refusal := refusal_of(self.data):
            self.add_error(None, refusal)
        return not refusal


class CurrencyField(forms.CharField):
    """A currency by its three letters, in capitals; money of a currency nobody knows is none."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Currency"))
        super().__init__(max_length=3, **options)

    def clean(self, value: Any) -> str:
        """Return the code in capitals. Raises `ValidationError` for what is no currency."""
        code = str(super().clean(value)).upper()
        if code and code not in CURRENCIES:
            told = _("%(code)s is no currency. Write its three letters, such as USD or CNY.")
            raise forms.ValidationError(told % {"code": code})
        return code


class FormRenderer(TemplatesSetting):
    """Draws every form of the house, also those of libraries, in our look."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw what a template says; lists to choose from at once, as they are long."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    """Draw a list of countries or time zones at a fifth of what templates for each line cost."""
    lines = [
        f'<optgroup label="{_text(name)}">{_options(options)}</optgroup>'
        if name
        else _options(options)
        for name, options, _place in widget["optgroups"]
    ]
    attrs = flatatt({"name": widget["name"], **widget["attrs"]})
    return SafeString(f"<select{attrs}>{''.join(lines)}</select>")


def _options(options: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        f'<option value="{_text(each["value"])}"{flatatt(each["attrs"]) if each["attrs"] else ""}>'
        f"{_text(each['label'])}</option>"
        for each in options
    )


def _text(value: object) -> str:
    """Return a text as markup; Django's own way asks five questions for each."""
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)
