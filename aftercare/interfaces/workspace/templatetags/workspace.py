from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.conf.locale import LANG_INFO
from django.utils.formats import time_format

register = template.Library()


@register.filter
def time_in(at: datetime, zone: str) -> str:
    """Return what the clock shows where somebody lives."""
    try:
        return f"{time_format(at.astimezone(ZoneInfo(zone)), 'H:i')} ({zone})"
    except (ZoneInfoNotFoundError, ValueError):
        return zone


@register.filter
def language_of(code: str) -> str:
    """Return what a language calls itself."""
    return str(LANG_INFO.get(code.lower(), {}).get("name_local", code))
