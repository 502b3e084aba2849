from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.domain.supply.states import ShortageStatus, WayOut


class Shortage(models.Model):
    """
    That something needs a part that is not there: a line of a document, once for each need.

    `document` and `line` are what the goods will be reserved for: a part of a work order, or
    what else is wanted of stock (`want`). A trigger lets the status go
    only where `states.SHORTAGE_MOVES` leads. The way out that was chosen is kept as it was
    when it was chosen (`chosen`); `fills_with` is the item that will be reserved, perhaps a
    substitute, and `papers` are the documents that were made for it.
    """

    code = models.CharField(max_length=20, unique=True)
    status = models.CharField(
        max_length=8, choices=ShortageStatus.choices, default=ShortageStatus.OPEN
    )
    since = models.DateTimeField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    work_order = models.ForeignKey("repairs.WorkOrder", models.PROTECT, null=True, related_name="+")
    repair_part = models.ForeignKey(
        "repairs.RepairPart", models.PROTECT, null=True, related_name="+"
    )
    want = models.OneToOneField("stock.Want", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")

    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    way = models.CharField(max_length=10, choices=WayOut.choices, blank=True)
    chosen = models.JSONField(default=dict)
    fills_with = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    papers = ArrayField(models.CharField(max_length=40), default=list)
    chosen_by = models.CharField(max_length=40, blank=True)
    chosen_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "line"], name="need_is_short_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_short"),
            models.CheckConstraint(
                condition=Q(status__in=[ShortageStatus.SOLVED, ShortageStatus.ENDED])
                ^ Q(ended_at__isnull=True),
                name="shortage_has_a_date_once_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status=ShortageStatus.CHOSEN)
                | ~Q(way="") & Q(chosen_at__isnull=False),
                name="chosen_way_out_is_named",
            ),
            models.CheckConstraint(
                condition=Q(work_order__isnull=True) | Q(want__isnull=True),
                name="repair_or_something_else_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="shortage_due", condition=Q(ended_at=None)),
            models.Index(fields=["item"], name="shortage_of_item", condition=Q(ended_at=None)),
            models.Index(fields=["work_order"], name="shortages_of_order"),
            models.Index(fields=["case"], name="shortages_of_case"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def paper(self) -> str:
        """The number of what waits for the goods."""
        return self.want.paper if self.want else str(self.work_order or "")
