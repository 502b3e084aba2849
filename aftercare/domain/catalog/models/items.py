from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from aftercare.domain.catalog.states import Audience, ItemKind, LifecycleStage


class Item(models.Model):
    """
    Something that is sold, fitted or repaired: a whole set, a board, a resistor.

    `name` is what everybody understands, `names` the same in other languages. `item_class`
    is what guarantee rules call it. `numbers` are code, maker's part number and aliases as
    they are compared; whoever writes one of them writes it too.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    item_class = models.CharField(max_length=60, blank=True)
    maker = models.CharField(max_length=80, blank=True)
    part_number = models.CharField(max_length=80, blank=True)
    aliases = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    numbers = ArrayField(models.CharField(max_length=80), default=list)
    revision = models.CharField(max_length=20, blank=True)
    serial_tracked = models.BooleanField(default=False)
    lot_tracked = models.BooleanField(default=False)
    is_main_part = models.BooleanField(default=False)
    is_wear_part = models.BooleanField(default=False)
    wear_life = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INTERNAL)
    note = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Upper("code"), name="item_code_in_any_case")]
        indexes = [
            GinIndex(fields=["numbers"], name="item_numbers"),
            models.Index(OpClass(Upper("code"), "text_pattern_ops"), name="item_code_begins"),
            models.Index(fields=["kind", "code"], name="item_kind"),
            models.Index(fields=["item_class"], name="item_class"),
        ]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name


class LifecycleDate(models.Model):
    """From when on an item stands at a stage of its life, and who says so."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="lifecycle")
    stage = models.CharField(max_length=20, choices=LifecycleStage.choices)
    on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "stage"], name="stage_begins_on_one_day")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.on}"
