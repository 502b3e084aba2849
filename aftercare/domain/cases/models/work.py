from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.domain.cases.models.case import Case
from aftercare.domain.cases.states import LinkKind, NumberKind, NumberState


class Note(models.Model):
    """What our own people tell each other about a case. Never sent to anybody."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    author = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    text = models.TextField()
    mentions = ArrayField(models.CharField(max_length=40), default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="note_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%F %R}"


class Draft(models.Model):
    """
    A text that is being written for a case, saved on every pause.

    Without a `user` it is one we drafted ourselves, such as the notice that a date slips; a
    person reads it, changes it and sends it, or throws it away.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "kind"], name="draft_is_written_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.case_id}"


class CaseLink(models.Model):
    """How one case has to do with another. `moved` lists what a merge or split moved."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="linked_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind=LinkKind.MERGED_INTO), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_joins_two"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class Escalation(models.Model):
    """A team that after-sales asked for help, such as quality or R&D, and what it said."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+")
    question = models.TextField()
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "team"],
                condition=Q(answered_at__isnull=True),
                name="team_is_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} asks {self.team_id}"


class FoundNumber(models.Model):
    """A serial, model or order number that stands in a text of the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=NumberKind.choices)
    value = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=NumberState.choices, default=NumberState.FOUND)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "value"], name="number_found_once")
        ]
        indexes = [models.Index(fields=["value"], name="number_value")]

    def __str__(self) -> str:
        return self.value


class CaseUnit(models.Model):
    """That a matter is about a unit."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="unit_named_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.unit_id}"


class BulkChange(models.Model):
    """The same change for many cases, made in a job that says how far it is."""

    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    changes = models.JSONField()
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}: {self.changes}"


class BulkItem(models.Model):
    """One case of a bulk change: what it was before, or why it refused."""

    bulk = models.ForeignKey(BulkChange, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="waiting")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case"], name="case_is_in_bulk_once")
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {self.case_id}"
