from decimal import Decimal

from django.utils.formats import number_format


def in_figures(amount: Decimal, currency: str = "") -> str:
    """Return an amount as readers of the active language write it: two places, in groups."""
    return f"{number_format(amount, 2, force_grouping=True)} {currency}".strip()
