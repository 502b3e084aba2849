from django.db import models
from django.db.models import Q

from aftercare.domain.returns.models.returns import Rma, RmaLine
from aftercare.domain.returns.states import AS_AGREED, ArrivalKind, ArrivalState


class Arrival(models.Model):
    """
    Something that came and was scanned: what it is to which return, and what was said of it.

    Nothing that comes is lost: what nobody announced, or nobody knows, waits for somebody.
    """

    rma = models.ForeignKey(Rma, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(RmaLine, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=ArrivalKind.choices)
    state = models.CharField(max_length=9, choices=ArrivalState.choices)
    text = models.CharField(max_length=200)
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    key = models.CharField(max_length=60, unique=True)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    settled_by = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AS_AGREED) ^ ~Q(state=ArrivalState.TAKEN),
                name="somebody_looks_at_what_is_not_as_agreed",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="what_comes_is_something"),
            models.CheckConstraint(
                condition=~Q(state=ArrivalState.TAKEN) | Q(line__isnull=False),
                name="what_is_taken_in_is_of_a_line",
            ),
        ]
        indexes = [
            models.Index(fields=["rma", "id"], name="arrivals_of_return"),
            models.Index(fields=["id"], name="arrivals_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.text
