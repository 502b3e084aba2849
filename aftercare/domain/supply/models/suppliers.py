from django.db import models
from django.db.models import Q

from aftercare.domain.supply.policies import Offer
from aftercare.domain.supply.states import PurchaseKind


class Supplier(models.Model):
    """That an account sells to us: how, and within how many days unless a price says otherwise."""

    account = models.OneToOneField("customers.Account", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    lead_days = models.PositiveSmallIntegerField()
    conditions = models.CharField(max_length=200, blank=True)
    retired = models.BooleanField(default=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)


class SupplierPrice(models.Model):
    """What a supplier asks for an item, from so many pieces on, in whole packs of so many."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="prices")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PurchaseKind.choices)
    from_quantity = models.DecimalField(max_digits=14, decimal_places=3)
    pack = models.DecimalField(max_digits=14, decimal_places=3, default=1, db_default=1)
    unit_price = models.DecimalField(max_digits=16, decimal_places=6)
    currency = models.CharField(max_length=3)
    lead_days = models.PositiveSmallIntegerField(null=True)
    their_number = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "item", "kind", "currency", "from_quantity"],
                name="supplier_has_one_price_from_a_quantity",
            ),
            models.CheckConstraint(
                condition=Q(from_quantity__gt=0, unit_price__gte=0),
                name="supplier_price_is_for_some",
            ),
            models.CheckConstraint(condition=Q(pack__gt=0), name="supplier_pack_holds_some"),
        ]
        indexes = [models.Index(fields=["item", "unit_price"], name="prices_of_suppliers")]

    def __str__(self) -> str:
        return f"{self.unit_price.normalize():f} {self.currency}"

    @property
    def offer(self) -> Offer:
        """What may be bought at this price, and how many at once."""
        return Offer(self.from_quantity, self.pack, self.unit_price)

    @property
    def days(self) -> int:
        """Within how many days it comes."""
        return self.supplier.lead_days if self.lead_days is None else self.lead_days


class SparesShare(models.Model):
    """How many spares of an item a contract lets us have with each hundred of mass production."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="shares")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    clause = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "item"], name="share_of_spares_is_one"),
            models.CheckConstraint(condition=Q(percent__gt=0), name="share_of_spares_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} %"
