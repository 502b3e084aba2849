from django.db import models
from django.db.models import Q

from aftercare.domain.returns.models.returns import Rma, RmaLine
from aftercare.domain.returns.states import TO_US, AmountKind, Side
from aftercare.domain.shipping.states import ParcelWay


class RmaAmount(models.Model):
    """
    What we owe a customer because of a return, or they us; settled later, elsewhere.

    Of a freight bill it keeps who paid it, how much it was, and by which share it is borne.
    """

    rma = models.ForeignKey(Rma, models.PROTECT, related_name="+")
    line = models.ForeignKey(RmaLine, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=AmountKind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    what_for = models.CharField(max_length=300)
    way = models.CharField(max_length=6, choices=ParcelWay.choices, blank=True)
    bill = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    paid_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    customer_share = models.PositiveSmallIntegerField(null=True)
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(customer_share__isnull=True) | Q(customer_share__lte=100),
                name="nobody_bears_more_than_all",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(kind=AmountKind.NOT_RETURNED),
                name="old_one_is_charged_once",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(kind=AmountKind.CHARGE_BACK),
                name="charge_is_given_back_once",
            ),
            models.CheckConstraint(
                condition=Q(way="") | Q(bill__isnull=False, customer_share__isnull=False),
                name="freight_says_how_it_is_borne",
            ),
        ]
        indexes = [models.Index(fields=["rma", "id"], name="amounts_of_return")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def is_ours(self) -> bool:
        """Whether the customer owes it to us."""
        return self.kind in TO_US
