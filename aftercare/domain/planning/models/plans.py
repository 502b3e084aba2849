from django.db import models
from django.db.models import Q

from aftercare.domain.planning.states import UNFINISHED, Method, RunStatus, Silence


class PlanRun(models.Model):
    """
    One reckoning of all parts that have changed since the last.

    `month` is the first one that was not seen, counted since year 0; `fingerprint` is that of all
    that was read; `fit` keeps how parts age, so that the next day need not learn it again.
    """

    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.WAITING)
    month = models.IntegerField(default=0)
    seed = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64, blank=True)
    is_learned_anew = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    fit = models.BinaryField(null=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(status__in=UNFINISHED),
                name="one_plan_is_made_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=RunStatus.DONE) ^ Q(ended_at__isnull=True),
                name="made_plan_has_ended",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="plan_run_status")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // max(self.total, 1))


class PartPlan(models.Model):
    """
    What a run said of one part. Written once; the newest of a finished run is current.

    `low`, `middle`, `high` are P10, P50 and P90 of all that will be asked for until the end;
    `next_…` the same of the first month, to be held against what came. `figures` has the months,
    families, sources of doubt and the curve of the last buy; `rates` (draws × half years, 32-bit
    floats) lets somebody ask what would be if.
    """

    run = models.ForeignKey(PlanRun, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=8, choices=Method.choices)
    silence = models.CharField(max_length=12, choices=Silence.choices, blank=True)
    months = models.PositiveSmallIntegerField()
    failures = models.FloatField()
    mean = models.FloatField()
    low = models.FloatField()
    middle = models.FloatField()
    high = models.FloatField()
    next_low = models.FloatField()
    next_mean = models.FloatField()
    next_high = models.FloatField()
    at_hand = models.FloatField()
    on_order = models.FloatField()
    price = models.FloatField()
    shortage = models.FloatField()
    runs_out_in = models.PositiveSmallIntegerField(null=True)
    order_up_to = models.FloatField()
    safety = models.FloatField()
    last_buy = models.FloatField()
    excess = models.FloatField()
    figures = models.JSONField()
    rates = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="run_plans_a_part_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(is_current=True), name="part_has_one_current_plan"
            ),
        ]
        indexes = [
            models.Index(
                fields=["runs_out_in", "item"],
                condition=Q(is_current=True),
                name="current_plan_runs_out",
            ),
            models.Index(fields=["item", "-run"], name="plans_of_part"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}, {self.run_id}"


class PartAssumption(models.Model):
    """What a planner says of a part, where it is not what the data say; with the reason."""

    item = models.OneToOneField("catalog.Item", models.PROTECT, related_name="+")
    propensity = models.FloatField(null=True)
    service_until = models.DateField(null=True)
    repaired = models.FloatField(null=True)
    price = models.FloatField(null=True)
    last_buy = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(propensity__isnull=True) | Q(propensity__range=(0, 1)),
                name="assumed_propensity_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(repaired__isnull=True) | Q(repaired__range=(0, 1)),
                name="assumed_yield_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.reason}"
