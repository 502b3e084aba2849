"""
The small marks that a page draws by the hundred, as tags.

The components of the same names draw them too, wherever a page has few of them or puts markup
inside; a component costs ten times as much as a tag.
"""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.interfaces.ui.templatetags.ui import hue, icon, initials, promise_look, time_left

register = template.Library()

NOTHING = SafeString("")


@register.simple_tag
def avatar(name: object, size: str = "", *, square: object = False, look: str = "") -> SafeString:
    """Draw the sign of a person or company, or of a thing that has an icon (`look`)."""
    return format_html(
        '<span class="avatar{} {} bg-{}-lt" aria-hidden="true">{}</span>',
        f" avatar-{size}" if size else "",
        "rounded" if square else "rounded-circle",
        "secondary" if look else hue(name),
        icon(look) if look else initials(name),
    )


@register.simple_tag
def ago(at: datetime, look: str = "relative", tense: str = "auto") -> SafeString:
    """Draw how long ago something was, which the browser keeps right."""
    return format_html(
        '<relative-time datetime="{}" tense="{}" format="{}" prefix="" threshold="P7D"'
        ' lang="{}">{}</relative-time>',
        at.isoformat(),
        tense,
        look,
        get_language(),
        date_format(localtime(at), "DATETIME_FORMAT"),
    )


@register.simple_tag
def badge(
    text: object,
    tone: str = "secondary",
    *,
    look: str = "",
    solid: object = False,
    outline: object = False,
    more: str = "",
    attrs: object = "",
) -> SafeString:
    """Draw a word in a colored field, with an icon (`look`) before it if there is one."""
    fill = f"bg-{tone} text-{tone}-fg" if solid else f"bg-{tone}-lt"
    return format_html(
        '<span class="badge {} {}" {}>{}{}</span>',
        "badge-outline" if outline else fill,
        more,
        attrs,
        icon(look, "icon-xs") if look else NOTHING,
        text,
    )


@register.simple_tag
def promise(
    state: str, due: datetime | None = None, *, label: str = "", title: str = ""
) -> SafeString:
    """Draw how it is with a promise; the browser counts the time that is left."""
    look = promise_look(state)
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
