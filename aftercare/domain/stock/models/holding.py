from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from aftercare.domain.stock.states import ReservationStatus


class Reservation(models.Model):
    """That some of a balance is held for a document, until a time or until it is used."""

    balance = models.ForeignKey("stock.Balance", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    used = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    priority = models.SmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    status = models.CharField(
        max_length=10, choices=ReservationStatus.choices, default=ReservationStatus.HELD
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "line", "balance"],
                condition=Q(status=ReservationStatus.HELD),
                name="line_reserves_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, used__gte=0, used__lte=F("quantity")),
                name="reservation_holds_something",
            ),
            models.CheckConstraint(
                condition=Q(status=ReservationStatus.HELD) ^ Q(closed_at__isnull=False),
                name="reservation_ends_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["balance"],
                condition=Q(status=ReservationStatus.HELD),
                name="held_of_balance",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=ReservationStatus.HELD),
                name="reservation_expiry",
            ),
            models.Index(fields=["document"], name="reservation_document"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.document}"


class CoreDebt(models.Model):
    """That a partner got a part in exchange and owes us the old one, until a day."""

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "line", "item"], name="core_is_owed_once_a_line"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, returned__gte=0, returned__lte=F("quantity")),
                name="core_returned_was_owed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(returned__lt=F("quantity")), name="core_due"
            ),
            models.Index(fields=["account", "item"], name="core_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id} of {self.account_id}"


class CoreRule(models.Model):
    """
    That an item is an exchange part: its old one is owed back within so many days.

    It is `worth` that much to us when it comes, in our own currency.
    """

    item = models.OneToOneField("catalog.Item", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    worth = models.DecimalField(max_digits=16, decimal_places=4, default=Decimal(0))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(worth__gte=0), name="core_is_worth_nothing_or_more")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.days} days"


class StorageRule(models.Model):
    """After how many days on the shelf an item has to be tested again."""

    item = models.OneToOneField("catalog.Item", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.item_id}: {self.days} days"


class Retest(models.Model):
    """That goods on the shelf were tested again, and whether they are still good."""

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("stock.Place", models.PROTECT, related_name="+")
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                F("item"),
                Coalesce(F("lot"), 0),
                Coalesce(F("unit"), 0),
                F("at").desc(),
                F("id").desc(),
                condition=Q(passed=True),
                name="goods_passed_a_test",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {'passed' if self.passed else 'failed'}"
