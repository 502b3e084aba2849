from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from aftercare.domain.stock.states import Condition, CountStatus, Owner, Purpose


class StockCount(models.Model):
    """Somebody's count of a place, without seeing what should be there."""

    code = models.CharField(max_length=20, unique=True)
    place = models.ForeignKey("stock.Place", models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=CountStatus.choices, default=CountStatus.COUNTING
    )
    counter = models.CharField(max_length=40)
    begun_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(status__in=[CountStatus.COUNTING, CountStatus.COUNTED]),
                name="place_is_counted_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(counter=F("decided_by")), name="nobody_approves_their_own_count"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[CountStatus.COUNTING, CountStatus.COUNTED], decided_at__isnull=True
                )
                | Q(
                    status__in=[CountStatus.APPROVED, CountStatus.REJECTED],
                    decided_at__isnull=False,
                ),
                name="count_is_decided_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="count_status")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.status == CountStatus.COUNTING


class CountLine(models.Model):
    """What was counted of one kind of goods, beside what the ledger said in that moment."""

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    condition = models.CharField(max_length=12, choices=Condition.choices)
    owner = models.CharField(max_length=10, choices=Owner.choices)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    expected = models.DecimalField(max_digits=14, decimal_places=3)
    counted = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("count"),
                F("item"),
                Coalesce(F("lot"), 0),
                Coalesce(F("unit"), 0),
                F("condition"),
                F("purpose"),
                F("owner"),
                Coalesce(F("account"), 0),
                name="goods_are_counted_once",
            ),
            models.CheckConstraint(condition=Q(counted__gte=0), name="count_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.counted} × {self.item_id}"

    @property
    def difference(self) -> Decimal:
        """How many more were counted than the ledger had, below zero if fewer."""
        return self.counted - self.expected
