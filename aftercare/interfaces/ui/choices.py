"""What several forms let people choose from."""

from typing import Any
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

Choices = list[tuple[str, Any]]
ISO_3166 = 2
NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Codes that have a name but are reserved, unions, or made up to test with."""
IN_ORDER_OF = {"zh-hans": "gb18030", "zh-hant": "big5"}
"""Character sets whose common characters stand as people look them up: by pinyin, by strokes."""


def country_choices() -> Choices:
    """Return the countries of the world, as the reader calls them and looks them up."""
    language = get_language() or "en"
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    countries = [
        (code, name)
        for code, name in names.items()
        if len(code) == ISO_3166 and code not in NO_COUNTRIES
    ]
    return [("", "—"), *sorted(countries, key=lambda each: _place_of(each[1], language))]


def _place_of(name: str, language: str) -> bytes:
    """Return by what a name is sorted: Åland stands at A."""
    if encoding := IN_ORDER_OF.get(language):
        return name.encode(encoding, "replace")
    plain = "".join(each for each in normalize("NFKD", name) if not combining(each))
    return plain.casefold().encode()
