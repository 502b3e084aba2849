from django.db import models
from django.db.models import F, Q

from aftercare.domain.repairs.models.orders import WorkOrder
from aftercare.domain.repairs.policies import limits
from aftercare.domain.repairs.states import PointKind


class FinalTest(models.Model):
    """
    How an item is tested after a repair. Each change is a new version; work begun keeps its own.

    `needs_two`: who has tested does not release it alone.
    """

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    needs_two = models.BooleanField(default=False)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="final_test_of_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.version}"


class FinalTestPoint(models.Model):
    """One point of a final test."""

    test = models.ForeignKey(FinalTest, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=PointKind.choices)
    unit = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "position"], name="point_of_test_in_order"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="limits_are_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PointKind.SOAK) | Q(minutes__gt=0), name="soak_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def limits(self) -> str:
        return limits(self.low, self.high)


class FinalTestResult(models.Model):
    """How a point went in one round; after a rework all of them are tested again."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="results")
    point = models.ForeignKey(FinalTestPoint, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    passed = models.BooleanField(null=True)
    note = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "point", "round"], name="point_is_judged_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(passed__isnull=True, ended_at__isnull=True)
                | Q(passed__isnull=False, ended_at__isnull=False),
                name="result_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id}: {self.passed}"
