from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.domain.cases.states import CaseKind, Priority


class ServiceLevel(models.Model):
    """
    How fast we promise to react, and to whom.

    Levels are asked in the order of `position`; the first whose conditions all hold is the
    one of the case, so that there are never two policies on one clock. Times are seconds of
    working time.
    """

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(unique=True)
    active = models.BooleanField(default=True)
    channels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    priorities = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    tiers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    accounts = models.ManyToManyField("customers.Account", related_name="+", blank=True)
    contracts = models.ManyToManyField("coverage.Contract", related_name="+", blank=True)
    first_response = models.PositiveIntegerField()
    next_reply = models.PositiveIntegerField()
    solution_or_date = models.PositiveIntegerField()
    calendar = models.ForeignKey("company.Calendar", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class TriageRule(models.Model):
    """What a new case gets when it looks like this. All rules that match apply, in order."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(unique=True)
    active = models.BooleanField(default=True)
    channels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    tiers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sets_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    sets_priority = models.CharField(max_length=8, choices=Priority.choices, blank=True)
    sets_kind = models.CharField(max_length=12, choices=CaseKind.choices, blank=True)
    adds_tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    needs_skill = models.ForeignKey("people.Skill", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Macro(models.Model):
    """
    A prepared answer with what it changes in the case.

    `texts` holds the answer per language, with places such as `{customer}`; `changes` holds
    new values by the name of the field: status, waiting_for, priority, kind, tags, team.
    """

    name = models.CharField(max_length=80)
    owner = models.ForeignKey("people.User", models.CASCADE, null=True, related_name="+")
    texts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "owner"], name="macro_has_one_name", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class AutomaticMessage(models.Model):
    """
    A message that goes out without a person, such as the receipt of a new case.

    It starts switched off; somebody sees it as the customer would and then switches it on.
    """

    occasion = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    active = models.BooleanField(default=False)
    approved_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(approved_at__isnull=False),
                name="automatic_message_was_seen",
            )
        ]

    def __str__(self) -> str:
        return self.occasion


class SavedView(models.Model):
    """A list of cases worth coming back to: a query, for one person, a team or everybody."""

    name = models.CharField(max_length=60)
    names = models.JSONField(default=dict, blank=True)
    query = models.CharField(max_length=500)
    sort = models.CharField(max_length=20, default="-active_at")
    position = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey("people.User", models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name
