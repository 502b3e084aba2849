from django.db import models
from django.db.models import Q

from aftercare.domain.repairs.models.orders import WorkOrder
from aftercare.domain.repairs.policies import limits


class Finding(models.Model):
    """
    What was found at one place of a unit: symptom, fault, cause and what is done about it.

    Lot and date code are those of the part at the place; quality and planning count by them.
    """

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="findings")
    symptom = models.ForeignKey("catalog.FaultCode", models.PROTECT, null=True, related_name="+")
    fault = models.ForeignKey("catalog.FaultCode", models.PROTECT, null=True, related_name="+")
    cause = models.ForeignKey("catalog.FaultCode", models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey("catalog.FaultCode", models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    designator = models.CharField(max_length=20, blank=True)
    lot = models.CharField(max_length=60, blank=True)
    date_code = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(symptom__isnull=False)
                | Q(fault__isnull=False)
                | Q(cause__isnull=False)
                | ~Q(words=""),
                name="finding_says_something",
            )
        ]
        indexes = [
            models.Index(fields=["fault", "-id"], name="finding_of_fault"),
            models.Index(fields=["symptom", "-id"], name="finding_of_symptom"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.designator}".strip()


class Reading(models.Model):
    """Something measured at the bench: before the repair, after it, within which limits."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="readings")
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    before = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    after = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "name"], name="reading_is_named_once"),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="reading_reads_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def limits(self) -> str:
        return limits(self.low, self.high)
