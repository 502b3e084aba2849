from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Lot(models.Model):
    """
    Components made together: a reel, a tray, a charge.

    When that was is told by its windows: a date code may be read in several ways.
    """

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60)
    date_code = models.CharField(max_length=20, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    known_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number_key"], name="lot_of_item_is_one")
        ]
        indexes = [
            models.Index(
                fields=["number_key"], name="lot_number", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.number


class LotWindow(models.Model):
    """
    Days on which a lot may have been made, from `first` until the day before `until`.

    `form` is how its date code was read for that; the likeliest reading was kept first.
    """

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="windows")
    first = models.DateField()
    until = models.DateField()
    form = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("until")), name="window_begins_first"),
            models.UniqueConstraint(fields=["lot", "first", "until"], name="window_of_lot_once"),
        ]
        indexes = [models.Index(fields=["first", "until"], name="window_by_days")]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def last(self) -> date:
        """The last day on which it may have been made."""
        return self.until - timedelta(days=1)


class ProductionBatch(models.Model):
    """Units of one item made together, after a bill of material of their own."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    bom = models.CharField(max_length=60, blank=True)
    made_from = models.DateField(null=True)
    made_until = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    taken_in_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "code"], name="batch_of_item_is_one")
        ]
        indexes = [models.Index(fields=["code"], name="batch_code")]

    def __str__(self) -> str:
        return self.code


class BatchLot(models.Model):
    """
    That a lot went into the units of a batch, from one place in it until another.

    One row for a thousand units: tracing 100,000 of 5,000,000 units reads a hundred of these.
    """

    batch = models.ForeignKey(ProductionBatch, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    designators = ArrayField(models.CharField(max_length=20), default=list)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "lot", "first"], name="lot_in_batch_once"),
            models.CheckConstraint(
                condition=Q(first__lte=F("last")), name="lot_in_batch_begins_first"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lot"], include=["batch", "first", "last"], name="batches_with_lot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} in {self.batch_id}"


class BuiltIn(models.Model):
    """
    A part of one unit, from an instant on and perhaps until one.

    Either a unit of its own, or a piece of a lot, or something of which only the item is known.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    part = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    designator = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=Q(until=None), name="part_is_in_one_place"
            ),
            models.UniqueConstraint(
                fields=["unit", "designator"],
                condition=Q(until=None) & ~Q(designator=""),
                name="place_holds_one_part",
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=True) | Q(lot__isnull=True), name="part_is_unit_or_lot"
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=True) | ~Q(part=F("unit")), name="part_is_in_another"
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="parts_of_unit"),
            models.Index(fields=["lot"], name="units_with_piece_of_lot"),
            models.Index(fields=["part"], name="units_with_part"),
        ]

    def __str__(self) -> str:
        return f"{self.designator} of {self.unit_id}"


class TakenOut(models.Model):
    """
    That what a unit was made with of a lot is not in it any more, at one of its places.

    `nothing_left` says that it was the last place: the lot is not in the unit at all.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    batch_lot = models.ForeignKey(BatchLot, models.PROTECT, related_name="+")
    designator = models.CharField(max_length=20, blank=True)
    nothing_left = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "batch_lot", "designator"], name="taken_out_once"
            )
        ]
        indexes = [models.Index(fields=["batch_lot"], name="taken_out_of_lot")]

    def __str__(self) -> str:
        return f"{self.batch_lot_id} out of {self.unit_id}"
