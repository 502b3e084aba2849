from django.db import models
from django.db.models import F, Q

from aftercare.domain.catalog.models.items import Item
from aftercare.domain.catalog.states import PriceKind


class ItemPrice(models.Model):
    """
    What an item costs from a day on, perhaps until the day before another.

    Of several that hold on a day the one that began last counts.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="prices")
    kind = models.CharField(max_length=10, choices=PriceKind.choices)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=16, decimal_places=6)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind", "currency", "from_on"],
                nulls_distinct=False,
                name="price_begins_once_on_a_day",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_is_not_negative"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(from_on__isnull=True)
                | Q(until_on__gt=F("from_on")),
                name="price_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.currency}"
