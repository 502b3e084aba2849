from django.contrib.postgres.fields import ArrayField
from django.db import models

from aftercare.domain.returns.states import EvidenceKind, FreightRule, Rule


class ReturnReason(models.Model):
    """
    Why something is sent back: what it is called, what has to be shown, who pays freight.

    What is retired is offered no longer and stays where it was given.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    evidence = ArrayField(
        models.CharField(max_length=14, choices=EvidenceKind.choices), default=list
    )
    freight = models.CharField(max_length=10, choices=FreightRule.choices)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name


class ApprovalRule(models.Model):
    """
    Which returns are approved without a person: those that meet all a rule says.

    Without a reason it is for all of them. The limit is in the company's own currency, of what
    the goods are worth to us.
    """

    name = models.CharField(max_length=120, unique=True)
    reason = models.ForeignKey(ReturnReason, models.PROTECT, null=True, related_name="+")
    needs_guarantee = models.BooleanField(default=True)
    needs_evidence = models.BooleanField(default=True)
    most_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    most_quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def as_rule(self) -> Rule:
        return Rule(
            name=self.name,
            reason=self.reason.code if self.reason else "",
            needs_guarantee=self.needs_guarantee,
            needs_evidence=self.needs_evidence,
            most_value=self.most_value,
            most_quantity=self.most_quantity,
        )
