"""Days and months as charts and headings name them, in the order of the reader's language."""

from datetime import date

from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, to_locale

IN_BROWSERS = {"en": "en-GB"}
"""Of which of their languages browsers write days as we do: 7 Sep 2026, not Sep 7, 2026."""


def day_and_month(day: date) -> str:
    """Return a day without its year: 7 Sep, 9月7日, Set 7."""
    if _locale() == "en":
        return format_date(day, "d MMM", locale="en")
    return format_skeleton("MMMd", day, locale=_locale())


def month_and_year(day: date) -> str:
    """Return the month of a day: Sep 2026, 2026年9月, Set 2026."""
    return format_skeleton("yMMM", day, locale=_locale())


def browser_language() -> str:
    """Return the language by whose habits browsers shall write times for the reader."""
    language = get_language() or "en"
    return IN_BROWSERS.get(language, language)


def _locale() -> str:
    return to_locale(get_language() or "en")
