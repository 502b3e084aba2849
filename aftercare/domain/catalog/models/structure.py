from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.domain.catalog.models.items import Item
from aftercare.domain.catalog.policies.designators import shorten_designators
from aftercare.domain.catalog.policies.effectivity import Effectivity
from aftercare.domain.catalog.states import SubstituteKind


class ForProduction(models.Model):
    """For which production a row holds; nothing said means for all of it."""

    batch = models.CharField(max_length=60, blank=True)
    serial_from = models.CharField(max_length=60, blank=True)
    serial_to = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class Bom(ForProduction):
    """What an item is made of, in general or in one production."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="boms")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "batch", "serial_from", "from_on"],
                nulls_distinct=False,
                name="bom_of_one_production",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(from_on__isnull=True)
                | Q(until_on__gt=F("from_on")),
                name="bom_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.batch}".strip()

    @property
    def effectivity(self) -> Effectivity:
        return Effectivity(
            self.batch, self.serial_from, self.serial_to, self.from_on, self.until_on
        )


class BomLine(models.Model):
    """One item in a bill of materials: how many, and where on the board."""

    bom = models.ForeignKey(Bom, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    designators = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bom", "item"], name="bom_names_an_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bom_line_has_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}"

    @property
    def places(self) -> str:
        return shorten_designators(self.designators)


class Substitute(ForProduction):
    """That `by` may take the place of `item`, everywhere or in one assembly and production."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="substitutes")
    by = models.ForeignKey(Item, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SubstituteKind.choices)
    assembly = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    instruction = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(item=F("by")), name="substitute_is_another"),
            models.UniqueConstraint(
                fields=["item", "by", "assembly", "batch", "serial_from"],
                nulls_distinct=False,
                name="substitute_said_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.by_id}"

    @property
    def effectivity(self) -> Effectivity:
        return Effectivity(self.batch, self.serial_from, self.serial_to)
