from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from aftercare.domain.supply.models.suppliers import Supplier
from aftercare.domain.supply.states import AWAITED, ENDED, NOT_ORDERED, PurchaseKind, PurchaseStatus


class PurchaseOrder(models.Model):
    """
    What we buy of a supplier at once, under our number and theirs.

    A trigger lets the status go only where `states.PURCHASE_MOVES` leads. `because` is what it
    was asked for (`shortage:3`), `once` what keeps the same wish from being ordered twice.
    `rate` is what one of its currency is worth in ours. `due_at` is when it comes: as the
    supplier confirmed, before that as their lead time says.
    """

    code = models.CharField(max_length=20, unique=True)
    status = models.CharField(
        max_length=10, choices=PurchaseStatus.choices, default=PurchaseStatus.DRAFT
    )
    since = models.DateTimeField()
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    because = models.CharField(max_length=40, blank=True)
    once = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)
    their_number = models.CharField(max_length=60, blank=True)
    buyer = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    opened_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["once"],
                condition=~Q(once="") & ~Q(status=PurchaseStatus.CANCELLED),
                name="wish_is_ordered_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[*NOT_ORDERED, PurchaseStatus.CANCELLED])
                | Q(supplier__isnull=False, rate__isnull=False, ordered_at__isnull=False),
                name="ordered_of_somebody_at_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED) ^ Q(ended_at__isnull=True),
                name="purchase_has_a_date_once_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status=PurchaseStatus.CONFIRMED) | Q(confirmed_on__isnull=False),
                name="confirmed_for_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="purchase_due", condition=Q(ended_at=None)),
            models.Index(fields=["status", "due_at", "id"], name="purchase_in_status"),
            models.Index(fields=["supplier", "-id"], name="purchase_of_supplier"),
            models.Index(fields=["because"], name="purchase_because"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_awaited(self) -> bool:
        return self.status in AWAITED


class PurchaseChange(models.Model):
    """That a purchase order went into a status, when, by whom and why."""

    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=PurchaseStatus.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="changes_of_purchase")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.status}"


class PurchaseLine(models.Model):
    """One item of a purchase order: how many, for how much, how many have come."""

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PurchaseKind.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    received = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    unit_price = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="line_has_its_number"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received__gte=0, received__lte=F("quantity")),
                name="no_more_comes_than_was_ordered",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True) | Q(unit_price__gte=0),
                name="line_costs_nothing_or_more",
            ),
        ]
        indexes = [models.Index(fields=["item", "-id"], name="purchases_of_item")]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} × {self.item}"

    @property
    def open(self) -> Decimal:
        """How many are still to come."""
        return self.quantity - self.received

    @property
    def amount(self) -> Decimal | None:
        """What the line costs, in the currency of its order."""
        return None if self.unit_price is None else self.unit_price * self.quantity


class PurchaseReceipt(models.Model):
    """That so much of a line has come; the movement in the ledger says where to."""

    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=50)
    number = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    paper = models.CharField(max_length=80, blank=True)
    movement = models.ForeignKey("stock.Movement", models.PROTECT, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "key", "number"], name="delivery_counts_once")
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f}"
