from django.db import models
from django.db.models import Q

from aftercare.domain.returns.models.returns import RmaLine


class Replacement(models.Model):
    """
    What a customer got for a line: a unit, or the quantity out of a lot.

    With `due_on` it went ahead of the old one; if that has not come by then, `charge` is owed,
    and given back by a person if it comes later.
    """

    line = models.OneToOneField(RmaLine, models.PROTECT, related_name="replacement")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    due_on = models.DateField(null=True)
    charge = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    charged_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, charge__isnull=True, charged_at__isnull=True)
                | Q(due_on__isnull=False, charge__isnull=False) & ~Q(currency=""),
                name="what_goes_ahead_has_a_day_and_a_charge",
            ),
            models.CheckConstraint(
                condition=Q(given_back_at__isnull=True) | Q(charged_at__isnull=False),
                name="what_was_charged_is_given_back",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(lot__isnull=False),
                name="replacement_is_a_unit_or_of_a_lot",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="old_ones_due",
                condition=Q(due_on__isnull=False, charged_at=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit or self.lot)
