from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.domain.catalog.policies.numbers import is_currency


def why_no_price(
    currency: str, amount: Decimal, from_on: date | None, until_on: date | None
) -> str:
    """Return why this can be no price, "" if it can."""
    if not is_currency(currency):
        return _("Write the currency in three letters, such as USD.")
    if amount < 0:
        return _("A price is not below nothing.")
    if from_on and until_on and until_on <= from_on:
        return _("The price would end before it begins.")
    return ""
