"""What every template may use without loading it."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
)
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftercare.kit.clock import now
from aftercare.kit.money import in_figures, price_in_figures

register = template.Library()

HUES = ("blue", "teal", "orange", "pink", "purple", "indigo", "cyan", "green", "red", "azure")
WIDGETS: dict[type, str] = {
    CheckboxSelectMultiple: "",
    RadioSelect: "",
    CheckboxInput: "form-check-input",
    Select: "form-select",
    FileInput: "form-control",
}


@register.simple_tag
@cache  # a page draws a hundred of them; there are as many as our templates name
def icon(name: str, look: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite. Without a label it is an ornament."""
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon {}" {}><use href="{}#{}"/></svg>',
        look,
        SafeString(said),
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def initials(name: object) -> str:
    """Return the one or two signs that stand for a person or company."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E7F:  # noqa: PLR2004  # CJK: the family name is enough
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(name: object) -> str:
    """Return a color that stays the same for the same name."""
    return HUES[zlib.crc32(str(name).encode()) % len(HUES)]


@register.filter
def iso(at: datetime) -> str:
    """Return an instant as browsers read it."""
    return at.isoformat()


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the input of a form field in our look."""
    widget = field.field.widget
    look = next((WIDGETS[kind] for kind in WIDGETS if isinstance(widget, kind)), "form-control")
    given = widget.attrs.get("class", "")
    wrong = "is-invalid" if field.errors else ""
    classes = " ".join(filter(None, [look, given, wrong]))
    return field.as_widget(attrs={"class": classes} if classes else {})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Return whether the label stands behind the input."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choice_list(field: BoundField) -> bool:
    """Return whether the field is a group of boxes."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag(takes_context=True)
def with_query(context: Mapping[str, Any], **changes: object) -> str:
    """Return the query of this page with some parameters changed; None drops one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@dataclass(frozen=True)
class PromiseLook:
    """How the state of a promise is told: never by color alone."""

    word: Any
    icon: str
    tone: str
    counts: bool = False


PROMISE_LOOKS = {
    "open": PromiseLook(_("open"), "clock", "green", counts=True),
    "soon": PromiseLook(_("due soon"), "clock-exclamation", "orange", counts=True),
    "late": PromiseLook(_("overdue"), "alarm", "red", counts=True),
    "paused": PromiseLook(_("paused"), "player-pause", "secondary"),
    "kept": PromiseLook(_("kept"), "circle-check", "green"),
    "broken": PromiseLook(_("broken"), "circle-x", "red"),
    "withdrawn": PromiseLook(_("withdrawn"), "circle-minus", "secondary"),
}


@register.filter
def promise_look(state: str) -> PromiseLook:
    """Return how to show a promise in this state."""
    return PROMISE_LOOKS[state]


@register.filter
def time_left(due: datetime) -> str:
    """Return how long there is until `due`, in short; the browser keeps counting."""
    seconds = int((due - now()).total_seconds())
    days, rest = divmod(abs(seconds) // 60, 1440)
    text = (
        gettext("%(days)s d %(hours)s h") % {"days": days, "hours": rest // 60}
        if days
        else gettext("%(hours)s h %(minutes)s m") % {"hours": rest // 60, "minutes": rest % 60}
    )
    return f"{gettext('overdue')} {text}" if seconds < 0 else text


@register.filter
def money(amount: Decimal, currency: str = "") -> str:
    """Return an amount as the reader writes it, with its currency where that is given."""
    return in_figures(amount, currency)


@register.filter
def price(of_one: Decimal) -> str:
    """Return what one costs as the reader writes it; parts cost fractions of a cent."""
    return price_in_figures(of_one)


@register.filter
def breakable(address: str) -> SafeString:
    """Let an e-mail address or a link break behind its signs, rather than within a word."""
    parts = (escape(part) for part in re.split(r"(?<=[@./_-])(?=.)", address))
    return SafeString("<wbr>".join(parts))


@register.filter
def whole(number: float | Decimal | None) -> str:
    """Return a number without places, in groups of three."""
    return "–" if number is None else f"{number:,.0f}"


@register.filter
def named(row: Any) -> str:
    """Return the name of an item, parameter or fault code in the language of the page."""
    return str(row.name_in(get_language() or ""))


@dataclass(frozen=True)
class Undo:
    """What the button in a toast sends."""

    action: str
    fields: list[tuple[str, str]]


@register.filter
def undo_of(tags: str | None) -> Undo | None:
    """Return the way back that a message carries."""
    if not tags or not tags.startswith("undo:"):
        return None
    action, _question, fields = tags.removeprefix("undo:").partition("?")
    return Undo(action, parse_qsl(fields))
