from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from aftercare.domain.shipping.models.carriers import CarrierAccount, PickUp
from aftercare.domain.shipping.states import (
    CLOSED,
    BorneBecause,
    CustomerWish,
    Freight,
    Money,
    PaidBy,
    ParcelStatus,
    ParcelWay,
    PostalAddress,
    Size,
    Wish,
)

_HAS_NO_LABEL = Q(status__in=[ParcelStatus.DRAFT, ParcelStatus.CANCELLED, ParcelStatus.DELIVERED])


class Parcel(models.Model):
    """
    One parcel, to us or from us, from when it is prepared until it is where it should be.

    `belongs_to` is the row it is sent for, `about` all it concerns: the story of each shows
    it. A trigger lets the status go only where `states.MOVES` leads. `expected_at` is what the
    carrier said last, `asked_at` when we asked it for the way. Who pays the freight follows from
    the rule `paid_because`, by which the customer bears `paid_share` percent, or from words.
    """

    code = models.CharField(max_length=20, unique=True)
    way = models.CharField(max_length=3, choices=ParcelWay.choices)
    status = models.CharField(
        max_length=16, choices=ParcelStatus.choices, default=ParcelStatus.DRAFT
    )
    since = models.DateTimeField()
    belongs_to = models.CharField(max_length=60, blank=True)
    about = ArrayField(models.CharField(max_length=60), default=list)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")

    sender = models.JSONField(default=dict)
    recipient = models.JSONField(default=dict)
    weight = models.PositiveIntegerField(null=True)
    length = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    declared = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    declared_currency = models.CharField(max_length=3, blank=True)
    wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.CHEAPEST)
    wish_not_before = models.DateField(null=True)
    wish_by = models.DateField(null=True)
    wish_hours = models.CharField(max_length=60, blank=True)
    wish_place = models.CharField(max_length=200, blank=True)
    paid_by = models.CharField(max_length=10, choices=PaidBy.choices, default=PaidBy.UNDECIDED)
    paid_why = models.CharField(max_length=300, blank=True)
    paid_because = models.CharField(max_length=10, choices=BorneBecause.choices, blank=True)
    paid_share = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)

    carrier = models.ForeignKey(CarrierAccount, models.PROTECT, null=True, related_name="+")
    carrier_name = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=80, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    price_currency = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=60, blank=True)
    tracking_url = models.URLField(max_length=400, blank=True)
    label = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    expected_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    pick_up = models.ForeignKey(PickUp, models.PROTECT, null=True, related_name="+")

    packed_by = models.CharField(max_length=40, blank=True)
    packed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CLOSED) ^ Q(closed_at__isnull=True),
                name="parcel_has_a_date_once_closed",
            ),
            models.CheckConstraint(
                condition=_HAS_NO_LABEL | ~Q(carrier_name=""), name="parcel_has_a_carrier"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0) & ~Q(price_currency=""),
                name="parcel_costs_something",
            ),
        ]
        indexes = [
            GinIndex(fields=["about"], name="parcel_about"),
            models.Index(fields=["-id"], name="parcel_open", condition=~Q(status__in=CLOSED)),
            models.Index(fields=["status", "-id"], name="parcel_in_status"),
            models.Index(fields=["account", "-id"], name="parcel_of_account"),
            models.Index(fields=["number"], name="parcel_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def from_address(self) -> PostalAddress:
        return PostalAddress(**self.sender)

    @property
    def to_address(self) -> PostalAddress:
        return PostalAddress(**self.recipient)

    @property
    def size(self) -> Size:
        return Size(self.weight, self.length, self.width, self.height)

    @property
    def wished(self) -> CustomerWish:
        return CustomerWish(
            self.wish, self.wish_by, self.wish_hours, self.wish_place, self.wish_not_before
        )

    @property
    def is_collected(self) -> bool:
        """Whether the customer comes for it, so that no carrier gets it."""
        return self.wish == Wish.COLLECT

    @property
    def freight(self) -> Freight:
        return Freight(self.paid_by, self.paid_why, self.paid_because, self.paid_share)

    @property
    def declared_value(self) -> Money | None:
        return Money(self.declared, self.declared_currency) if self.declared is not None else None

    @property
    def cost(self) -> Money | None:
        return Money(self.price, self.price_currency) if self.price is not None else None


class ParcelLine(models.Model):
    """Something in a parcel, and what it belongs to."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    belongs_to = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_holds_some"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(quantity=1), name="unit_is_in_a_parcel_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="parcels_of_unit")]

    def __str__(self) -> str:
        return f"{self.amount} × {self.item_id}"

    @property
    def amount(self) -> str:
        return f"{self.quantity.normalize():f}"


class ParcelSighting(models.Model):
    """
    One word about the way of a parcel, as a carrier or a person told it. Append-only.

    `happened_at` is when it was, `at` when we heard of it.
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    status = models.CharField(max_length=16, choices=ParcelStatus.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "key"], name="parcel_is_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.status or self.words}"
