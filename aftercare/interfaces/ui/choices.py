"""What several forms let people choose from."""

from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

Choices = list[tuple[str, Any]]


def country_choices() -> Choices:
    """Return the countries of the world, as the reader calls them."""
    try:
        names = Locale.parse(get_language() or "en", sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    countries = [(code, name) for code, name in names.items() if len(code) == 2 and code < "XA"]  # noqa: PLR2004  # ISO 3166
    return [("", "—"), *sorted(countries, key=lambda each: each[1])]
