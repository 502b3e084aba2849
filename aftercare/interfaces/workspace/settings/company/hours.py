"""Working hours as people write them: `08:00–12:00, 13:00–17:00`."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

Intervals = list[list[int]]

DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2})(?:[:.：](\d{2}))?\s*[-–—~～至]\s*(\d{1,2})(?:[:.：](\d{2}))?")


def in_words(intervals: Sequence[Sequence[int]]) -> str:
    """Return intervals of minutes as hours."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in intervals)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def intervals_in(text: str) -> Intervals | None:
    """Return the intervals that `text` speaks of, in order; nothing if it makes no sense."""
    if _SPAN.sub("", text).strip(" ,;，、；"):
        return None
    found = sorted(
        [int(hour) * 60 + int(minute or 0), int(until) * 60 + int(last or 0)]
        for hour, minute, until, last in _SPAN.findall(text)
    )
    ends = [0, *(closes for _opens, closes in found)]
    is_sound = all(
        end <= opens < closes <= DAY for end, (opens, closes) in zip(ends, found, strict=False)
    )
    return found if is_sound else None


class HoursField(forms.Field):
    """The hours of a day; nobody works where there are none."""

    widget = forms.TextInput(attrs={"maxlength": 120, "autocomplete": "off", "class": "num"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False} | options)

    def prepare_value(self, value: Any) -> Any:
        """Show hours as people write them."""
        return in_words(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Intervals:
        """Return the intervals. Raises `ValidationError` for what is none."""
        found = intervals_in(str(value or ""))
        if found is None:
            raise forms.ValidationError(
                _("Write hours such as 08:00–12:00, 13:00–17:00, one after the other.")
            )
        return found
