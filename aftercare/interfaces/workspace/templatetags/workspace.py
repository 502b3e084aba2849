import re
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.formats import time_format
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from aftercare.domain.cases.models import SavedView
from aftercare.domain.cases.states import BY_HAND
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.queries.letters import when
from aftercare.domain.returns.models import ReturnReason
from aftercare.interfaces.workspace.texts import VERDICTS
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

register = template.Library()

_ICONS_BY_HAND = {"phone": "phone", "counter": "building-store"}
_MENTION = re.compile(r"(?<![\w/.>])(@[\w.+-]{2,60})")


@register.filter
def time_in(at: datetime, zone: str) -> str:
    """Return what the clock shows where somebody lives."""
    try:
        return f"{time_format(at.astimezone(ZoneInfo(zone)), 'H:i')} ({zone})"
    except (ZoneInfoNotFoundError, ValueError):
        return zone


@register.filter
def when_in(session: GuidanceSession, zone: str) -> str:
    """Return when a session takes place, by the clock of a zone."""
    return when(session, zone)


@register.filter
def channel_icon(kind: str) -> str:
    """Return the icon of a channel, or of how a matter came that somebody entered by hand."""
    if kind in settings.CHANNELS:
        return channel_of(kind).capabilities.icon
    return _ICONS_BY_HAND.get(kind, "message")


@register.filter
def channel_name(kind: str) -> str:
    """Return what people call a channel."""
    by_hand = dict(BY_HAND)
    return str(by_hand[kind] if kind in by_hand else channel_of(kind).capabilities.label)


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """Return whether the reader has a permission."""
    return actor.may(permission)


@register.filter
def addstr(text: str, more: object) -> str:
    """Return one text behind another, whatever the other is."""
    return f"{text}{more}"


@register.filter
def marked_mentions(text: str) -> SafeString:
    """Return a note with its links, and with who is mentioned in it set off."""
    marked = _MENTION.sub(r'<span class="mention">\1</span>', urlize(text, autoescape=True))
    return mark_safe(marked)  # noqa: S308  # `urlize` has escaped it


@register.filter
def language_of(code: str) -> str:
    """Return what a language calls itself."""
    return str(LANG_INFO.get(code.lower(), {}).get("name_local", code))


@register.filter
def country_of(code: str) -> str:
    """Return what the reader calls a country."""
    try:
        names = Locale.parse(get_language() or "en", sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    return str(names.get(code, code))


@register.filter
def day_of(days: dict[int, date], key: int) -> date | None:
    """Return the day for a key, if one is known."""
    return days.get(key)


@register.filter
def of(counts: dict[int, int], key: int) -> int:
    """Return how many there are for a key; none if nobody counted any."""
    return counts.get(key, 0)


@register.filter
def named(code: FaultCode | ReturnReason | SavedView) -> str:
    """Return what a fault code, a reason or a view is called in the language of the reader."""
    return code.name_in(nearest_language(get_language() or "en"))


@register.filter
def verdict(code: str) -> str:
    """Return what a verdict on coverage is called."""
    return str(VERDICTS.get(code, code))
