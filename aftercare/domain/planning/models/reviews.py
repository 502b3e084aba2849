from django.db import models
from django.db.models import Q

from aftercare.domain.planning.states import ReviewStatus


class StockReview(models.Model):
    """
    Whether the stock of a warehouse is reasonable, as looked at after a month, and signed.

    `month` counts since year 0. `checks` has what was looked at with its numbers, as they were
    at `reckoned_at`; `remarks` what the planner says of each. Signed it never changes, which a
    trigger guards; who has more to say begins the next version.
    """

    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    month = models.IntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=6, choices=ReviewStatus.choices, default=ReviewStatus.OPEN)
    checks = models.JSONField(default=list)
    remarks = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    opened_at = models.DateTimeField()
    reckoned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "month", "version"], name="review_has_its_version"
            ),
            models.UniqueConstraint(
                fields=["site", "month"],
                condition=Q(status=ReviewStatus.OPEN),
                name="one_review_is_written_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=ReviewStatus.OPEN, signed_by=None, signed_at=None)
                | Q(status=ReviewStatus.SIGNED, signed_by__isnull=False, signed_at__isnull=False),
                name="signed_review_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["-month", "site", "-version"], name="reviews_by_month")]

    def __str__(self) -> str:
        return f"{self.site} {self.month // 12}-{self.month % 12 + 1:02}/{self.version}"
