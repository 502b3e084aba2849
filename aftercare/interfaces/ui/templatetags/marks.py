"""
The small marks that a page draws by the hundred, as tags.

The components of the same names draw them too, wherever a page has few of them or puts markup
inside; a component costs ten times as much as a tag. The same names and words come again from
row to row and from page to page, so what has been drawn lately is kept.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.interfaces.ui.dates import browser_language
from aftercare.interfaces.ui.templatetags.ui import hue, icon, initials, promise_look, time_left

register = template.Library()

NOTHING = SafeString("")
KEPT = 4096
"""How many drawn marks of a kind are kept, of some 200 bytes each."""


@register.simple_tag
def avatar(name: object, size: str = "", *, square: object = False, look: str = "") -> SafeString:
    """Draw the sign of a person or company, or of a thing that has an icon (`look`)."""
    return _avatar(str(name), size, bool(square), look)


@lru_cache(KEPT)
def _avatar(name: str, size: str, square: bool, look: str) -> SafeString:  # noqa: FBT001
    return format_html(
        '<span class="avatar{} {} bg-{}-lt" aria-hidden="true">{}</span>',
        f" avatar-{size}" if size else "",
        "rounded" if square else "rounded-circle",
        "secondary" if look else hue(name),
        icon(look) if look else initials(name),
    )


register.simple_tag(browser_language)


@register.simple_tag
def ago(at: datetime, look: str = "relative", tense: str = "auto") -> SafeString:
    """Draw how long ago something was, which the browser keeps right."""
    return format_html(
        '<relative-time datetime="{}" tense="{}" format="{}" prefix="" threshold="P7D"'
        ' lang="{}">{}</relative-time>',
        at.isoformat(),
        tense,
        look,
        browser_language(),
        _in_full(_minute_here(at), get_language()),
    )


def _minute_here(at: datetime) -> datetime:
    # Without its zone, for one instant is the same to a cache wherever it is read.
    return localtime(at).replace(second=0, microsecond=0, tzinfo=None)


@lru_cache(KEPT)
def _in_full(minute: datetime, _language: str | None) -> str:
    return date_format(minute, "DATETIME_FORMAT")


@register.simple_tag
def badge(
    text: Any,
    tone: str = "secondary",
    *,
    look: str = "",
    solid: object = False,
    outline: object = False,
    more: str = "",
    attrs: Any = "",
) -> SafeString:
    """Draw a word in a colored field, with an icon (`look`) before it if there is one."""
    fill = f"bg-{tone} text-{tone}-fg" if solid else f"bg-{tone}-lt"
    fill = "badge-outline" if outline else fill
    # Escaped first, so that words which wait for their language say it now.
    return _badge(conditional_escape(text), f"{fill} {more}", look, conditional_escape(attrs))


@lru_cache(KEPT)
def _badge(text: SafeString, fill: str, look: str, attrs: SafeString) -> SafeString:
    return format_html(
        '<span class="badge {}" {}>{}{}</span>',
        fill,
        attrs,
        icon(look, "icon-xs") if look else NOTHING,
        text,
    )


@register.simple_tag
def promise(
    state: str, due: datetime | None = None, *, label: str = "", title: str = ""
) -> SafeString:
    """
    Draw how it is with a promise; the browser counts the time that is left.

    Who points at it reads when it is due, unless there is more to say.
    """
    look = promise_look(state)
    title = title or (_in_full(_minute_here(due), get_language()) if due else "")
    return format_html(
        '<span class="badge promise bg-{}-lt num"{}>{}{}{}</span>',
        look.tone,
        format_html(' title="{}"', title) if title else NOTHING,
        icon(look.icon, "icon-xs"),
        f"{label} " if label else "",
        _timer(due) if look.counts and due else look.word,
    )


def _timer(due: datetime) -> SafeString:
    return format_html(
        '<promise-timer datetime="{}" data-late="{}">{}</promise-timer>',
        due.isoformat(),
        _("overdue"),
        time_left(due),
    )
