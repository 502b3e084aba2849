from django.db import models
from django.db.models import Q

from aftercare.domain.shipping.models.carriers import CarrierAccount
from aftercare.domain.shipping.models.parcels import Parcel
from aftercare.domain.shipping.states import HOLDS_PARCEL, Money, PurchaseStatus


class CarrierRate(models.Model):
    """
    For how much a carrier would take a parcel, and why that suits or not; or why it says nothing.

    Rates asked for at once are judged together: `rank` 1 is the best of them.
    """

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="+")
    account = models.ForeignKey(CarrierAccount, models.PROTECT, related_name="+")
    carrier_name = models.CharField(max_length=80)
    service = models.CharField(max_length=80, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    deliver_on = models.DateField(null=True)
    name = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField()
    suits = models.BooleanField()
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "asked_at", "rank"], name="rates_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=False) & ~Q(currency="") | Q(suits=False),
                name="rate_that_suits_has_a_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_name} {self.service}"

    @property
    def cost(self) -> Money | None:
        return Money(self.price, self.currency) if self.price is not None else None


class LabelPurchase(models.Model):
    """
    That a label is bought for a parcel by one of its rates, and how far that is.

    The row is there before the carrier is asked, and names its offer: whoever stops in between
    asks again for the same offer, and a carrier that sells once gives the same label.
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    rate = models.ForeignKey(CarrierRate, models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=PurchaseStatus.choices, default=PurchaseStatus.WANTED
    )
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"],
                condition=Q(status__in=HOLDS_PARCEL),
                name="one_label_is_bought_for_a_parcel",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="label_at_work",
                condition=Q(
                    status__in=[
                        PurchaseStatus.WANTED,
                        PurchaseStatus.BUYING,
                        PurchaseStatus.CANCELLING,
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.status}"
