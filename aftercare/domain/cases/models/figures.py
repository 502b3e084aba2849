from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from aftercare.domain.cases.models.case import Case


class CaseFigures(models.Model):
    """
    What reports count of a case, in one narrow row.

    Written anew from the case itself whenever its version has moved on, so it may be thrown
    away at any time. Days are days of UTC, as in the questions of lists. Times are seconds:
    `…_after` by the clock on the wall, `…_work` by the calendar of the promise. `kept` and
    `broken` count settled promises in the order of `PROMISES`.
    """

    PROMISES = (
        "cases.first_response",
        "cases.next_reply",
        "cases.solution_or_date",
        "cases.committed_date",
    )

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    opened_on = models.DateField()
    solved_on = models.DateField(null=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    priority = models.CharField(max_length=8)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    models_named = ArrayField(models.CharField(max_length=60), default=list)
    answered_after = models.PositiveIntegerField(null=True)
    answered_work = models.PositiveIntegerField(null=True)
    solved_after = models.PositiveIntegerField(null=True)
    solved_work = models.PositiveIntegerField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    bounced = models.PositiveSmallIntegerField(default=0)
    kept = ArrayField(models.PositiveSmallIntegerField(), size=4)
    broken = ArrayField(models.PositiveSmallIntegerField(), size=4)

    class Meta:
        indexes = [
            models.Index(fields=["opened_on"], name="figures_opened"),
            models.Index(
                fields=["solved_on"], name="figures_solved", condition=Q(solved_on__isnull=False)
            ),
            GinIndex(fields=["tags"], name="figures_tags"),
            models.Index(fields=["case"], name="figures_reopened", condition=Q(reopened__gt=0)),
            models.Index(fields=["case"], name="figures_bounced", condition=Q(bounced__gt=0)),
        ]

    def __str__(self) -> str:
        return f"figures of {self.case_id}"
