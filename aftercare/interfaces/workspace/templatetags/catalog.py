from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def languages_named(row: Any) -> str:
    """Return the languages that have a name of their own, next to the one everybody has."""
    names = [str(name) for code, name in settings.LANGUAGES if row.names.get(code)]
    return " · ".join(names)


@register.filter
def count(quantity: Decimal | int) -> str:
    """Return how many of something there are, in groups of three digits."""
    plain = Decimal(quantity).normalize()
    return f"{plain:,f}"


@register.filter
def amount(quantity: Decimal) -> str:
    """Return a quantity without zeros nobody wrote."""
    return f"{quantity.normalize():f}"
