from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse, Upper

from aftercare.domain.units.states import DateKind, OwnedBy


class Unit(models.Model):
    """
    A thing in the field: one with a serial, or a quantity of a lot.

    `serial_key` is the serial as it is compared: without dashes, in capitals. Whose it is now
    stands on the row, written by the verbs that change it; `Ownership` is the history.
    """

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60, blank=True)
    serial_key = models.CharField(max_length=60, blank=True)
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    batch = models.ForeignKey("units.ProductionBatch", models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField(null=True)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    dealer = models.CharField(max_length=160, blank=True)
    """Who sold it, in the words we were told."""
    dealer_account = models.ForeignKey(
        "customers.Account", models.PROTECT, null=True, related_name="+"
    )
    """The company that is called so, if we know it."""
    sold_in = models.CharField(max_length=2, blank=True, default="", db_default="")
    """The country whose law of sale holds; that of the owner where nobody said."""
    note = models.TextField(blank=True)
    known_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "serial_key"], condition=~Q(serial_key=""), name="serial_is_one"
            ),
            models.CheckConstraint(
                condition=~Q(serial_key="") | Q(lot__isnull=False), name="unit_has_serial_or_lot"
            ),
            models.CheckConstraint(
                condition=Q(serial_key="") | Q(quantity=1), name="unit_with_serial_is_one"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) ^ Q(position__isnull=False),
                name="unit_has_a_place_in_its_batch",
            ),
        ]
        indexes = [
            models.Index(
                OpClass(F("serial_key"), "varchar_pattern_ops"), name="unit_serial_begins"
            ),
            # People read out the last signs of a serial.
            models.Index(
                OpClass(Reverse("serial_key"), "text_pattern_ops"), name="unit_serial_ends"
            ),
            models.Index(fields=["batch", "position"], name="unit_place_in_batch"),
            models.Index(fields=["account", "-id"], name="unit_of_account"),
            models.Index(fields=["contact", "-id"], name="unit_of_contact"),
        ]

    def __str__(self) -> str:
        return self.serial or f"{self.quantity} × {self.lot}"


class UnitDate(models.Model):
    """
    A date in the life of a unit, with what proves it and who noted it.

    One that turned out wrong stays, with when another took its place.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=DateKind.choices)
    on = models.DateField()
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200, blank=True)
    noted_by = models.CharField(max_length=40)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(replaced_at=None), name="date_of_unit_is_one"
            )
        ]
        indexes = [
            models.Index(
                Upper("source"),
                condition=Q(kind=DateKind.SHIPPED, replaced_at=None),
                name="units_of_an_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.on}"


class Exchange(models.Model):
    """
    That a customer got one unit for another, on a day, and why.

    The other one takes its place: what is guaranteed for the first goes on with it.
    """

    old = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    why = models.CharField(max_length=300, blank=True)
    noted_by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="exchange_is_noted_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="exchange_is_for_another"),
        ]
        indexes = [models.Index(fields=["new", "-on"], name="exchange_for_unit")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Ownership(models.Model):
    """Whose a unit was, from a day on and perhaps until one."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=12, choices=OwnedBy.choices)
    since = models.DateField()
    until = models.DateField(null=True)
    noted_by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until=None), name="unit_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(contact__isnull=False),
                name="ownership_names_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "since"], name="ownership_of_unit"),
            models.Index(fields=["account"], name="ownership_of_account"),
            models.Index(fields=["contact"], name="ownership_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} since {self.since}"
