"""How much was delivered to customers by us, over time."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Sum

from aftercare.domain.units.models import Ownership
from aftercare.domain.units.states import OwnedBy


class Delivered(NamedTuple):
    """So many units of an item that became an account's on a day, because we sold them."""

    account_id: int
    item_id: int
    on: date
    units: int


def delivered_to(accounts: Collection[int]) -> list[Delivered]:
    """Return what we delivered to accounts, whosever it is now. One query."""
    sold = Ownership.objects.filter(
        account__in=accounts, how__in=[OwnedBy.SHIPPED, OwnedBy.BOUGHT]
    ).order_by()
    counted = sold.values("account", "unit__item", "since").annotate(units=Sum("unit__quantity"))
    columns = ("account", "unit__item", "since", "units")
    return [Delivered(*row) for row in counted.values_list(*columns)] if accounts else []
