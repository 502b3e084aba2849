"""Fields of forms in which items are named."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import find_item, items_numbered
from aftercare.kit import clock
from aftercare.kit.scans.date_codes import window_of

AHEAD = timedelta(days=400)
"""Makers tell of changes about a year before the first lot is made."""


class NumberInput(forms.TextInput):
    """Takes the number of an item; the server proposes what begins or goes on like it."""

    template_name = "workspace/catalog/_number.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows, with the address that proposes."""
        context = super().get_context(name, value, attrs)
        return context | {"url": reverse_lazy("workspace:item-numbers")}


class ItemField(forms.CharField):
    """An item, by its code, an alias or its maker's part number."""

    widget = NumberInput

    def __init__(self, **options: Any) -> None:
        hint: dict[str, Any] = {
            "max_length": 80,
            "help_text": gettext_lazy("Code, part number or alias."),
        }
        super().__init__(**hint | options)

    def prepare_value(self, value: Any) -> Any:
        """Show an item by its code."""
        return value.code if isinstance(value, Item) else value

    def clean(self, value: Any) -> Any:
        """Return the item. Raises `ValidationError` if it is none of ours, or several."""
        number = super().clean(value)
        return item_called(number) if number else None


class MadeField(forms.CharField):
    """A day on which something was made, or a date code: then its first day, or its last."""

    def __init__(self, *, is_last: bool = False, **options: Any) -> None:
        hint: dict[str, Any] = {
            "required": False,
            "max_length": 20,
            "help_text": gettext_lazy("A day such as 2026-01-31, or a date code such as 2605."),
        }
        super().__init__(**hint | options)
        self._is_last = is_last

    def clean(self, value: Any) -> date | None:
        """Return the day. Raises `ValidationError` if it is neither a day nor a date code."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return date.fromisoformat(text) if "-" in text else self._day_of(text)
        except ValueError:
            raise ValidationError(
                _("“%(text)s” is neither a day nor a date code.") % {"text": text}
            ) from None

    def _day_of(self, code: str) -> date:
        """Return the first or last day of what a date code most likely means, or `ValueError`."""
        windows = window_of(code, by=clock.now().date() + AHEAD)
        if not windows:
            raise ValueError(code)
        return windows[0].last if self._is_last else windows[0].first


def item_called(number: str) -> Item:
    """Return the item of a number. Raises `ValidationError` that says what to do."""
    found = find_item(number)
    if found:
        return found
    several = [item.code for item in items_numbered(number)[:5]]
    if several:
        raise ValidationError(
            _("“%(number)s” is a number of %(codes)s. Write the code of the one you mean.")
            % {"number": number, "codes": ", ".join(several)}
        )
    raise ValidationError(
        _("No item has the number “%(number)s”. Look it up under Items, or add it there first.")
        % {"number": number}
    )
