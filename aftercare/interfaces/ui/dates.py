"""Days and months as charts and headings name them, in the order of the reader's language."""

from datetime import date

from babel.dates import format_skeleton
from django.utils.translation import get_language, to_locale


def day_and_month(day: date) -> str:
    """Return a day without its year: Sep 7, 9月7日, Set 7."""
    return _written(day, "MMMd")


def month_and_year(day: date) -> str:
    """Return the month of a day: Sep 2026, 2026年9月, Set 2026."""
    return _written(day, "yMMM")


def _written(day: date, parts: str) -> str:
    return format_skeleton(parts, day, locale=to_locale(get_language() or "en"))
