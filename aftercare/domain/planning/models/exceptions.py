from django.db import models
from django.db.models import Q

from aftercare.domain.planning.models.plans import PlanRun
from aftercare.domain.planning.states import ExceptionKind, ExceptionStatus, Proposal


class PlanException(models.Model):
    """
    Something a planner has to look at, with the numbers behind it and one proposal.

    What is to be sent goes from `source` to `target`, or to the partner `station`.
    `size` is how much money is at stake, by which the worst come first. Once decided, it rests
    until `rests_until`; a run that finds it again after that opens it anew.
    """

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ExceptionKind.choices)
    status = models.CharField(
        max_length=8, choices=ExceptionStatus.choices, default=ExceptionStatus.OPEN
    )
    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="+")
    numbers = models.JSONField(default=dict)
    proposal = models.CharField(max_length=12, choices=Proposal.choices)
    quantity = models.PositiveIntegerField(default=0)
    source = models.ForeignKey("company.Site", models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey("company.Site", models.PROTECT, null=True, related_name="+")
    station = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    size = models.FloatField(default=0)
    since = models.DateTimeField()
    rests_until = models.DateTimeField(null=True)
    decided_quantity = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="exception_of_part_is_one"),
            models.CheckConstraint(
                condition=Q(status=ExceptionStatus.APPROVED) ^ Q(decided_quantity__isnull=True),
                name="approved_exception_says_how_many",
            ),
        ]
        indexes = [models.Index(fields=["status", "-size", "id"], name="exception_by_size")]

    def __str__(self) -> str:
        return f"{self.item} · {self.get_kind_display()}"
