from django.db import models
from django.db.models import Q

from aftercare.domain.repairs.models.orders import WorkOrder
from aftercare.domain.repairs.states import OldPartGoes, PartStatus, SolvedBy


class RepairPart(models.Model):
    """
    A part a repair needs, and what was fitted for it: the very item, or an approved substitute.

    Where the removed part goes is said when the new one is fitted; planning and quality read
    from it what was used at which place, and what became of the old one. `old_order` is the work
    order for it: how that ended, and how long it took, tells whether it was repaired, condemned,
    or had no fault. Of a past repair (`is_past`) nobody may know any more, and there is no proof.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    designator = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=PartStatus.choices)
    used = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    instruction = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    scan = models.CharField(max_length=60, blank=True)
    old_goes = models.CharField(max_length=10, choices=OldPartGoes.choices, blank=True)
    old_number = models.CharField(max_length=60, blank=True)
    old_order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")
    old_proof = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    fitted_by = models.CharField(max_length=40, blank=True)
    fitted_at = models.DateTimeField(null=True)
    is_past = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="repair_needs_some"),
            models.UniqueConstraint(
                fields=["order", "scan"], condition=~Q(scan=""), name="part_is_fitted_once_a_scan"
            ),
            models.CheckConstraint(
                condition=Q(status=PartStatus.FITTED, used__isnull=False, fitted_at__isnull=False)
                & (~Q(old_goes="") | Q(is_past=True))
                | ~Q(status=PartStatus.FITTED)
                & Q(used__isnull=True, fitted_at__isnull=True, old_goes=""),
                name="fitted_part_says_where_the_old_one_goes",
            ),
            models.CheckConstraint(
                condition=~Q(old_goes=OldPartGoes.SCRAP)
                | Q(old_proof__isnull=False)
                | Q(is_past=True),
                name="scrapped_part_is_proven",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="parts_of_order"),
            models.Index(
                fields=["old_order"], name="part_before", condition=Q(old_order__isnull=False)
            ),
            models.Index(fields=["item", "-id"], name="repairs_needing_item"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} × {self.item}"


class LostDemand(models.Model):
    """
    That something was asked for, was not there, and the matter was solved otherwise.

    `document` is the work order or the return that asked for it, `line` which line of it: each
    of them once. `order` is the work order, if it was one.
    """

    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    solved_by = models.CharField(max_length=10, choices=SolvedBy.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "line"], name="demand_is_lost_once_a_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="lost_demand_is_of_some"),
        ]
        indexes = [models.Index(fields=["item", "at"], name="lost_demand_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.solved_by}"
