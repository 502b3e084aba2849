from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from aftercare.domain.stock.states import OURS, Condition, MovementKind, Owner, PlaceKind, Purpose

IS_OURS = Q(place_kind__in=sorted(OURS))
COMES = Q(target_kind__in=sorted(OURS)) & ~Q(source_kind__in=sorted(OURS))
"""Movements by which goods come to us."""


class Place(models.Model):
    """
    Where goods can be: a bin or van of ours, on the way, or outside.

    What kind of place it is never changes: movements and balances repeat it, held to it by
    foreign keys, so that constraints can tell ours from outside.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    site = models.ForeignKey("company.Site", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    count_every = models.PositiveSmallIntegerField(null=True)
    counted_on = models.DateField(null=True)
    is_kit = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "kind"], name="place_is_of_one_kind"),
            models.CheckConstraint(
                condition=~Q(kind=PlaceKind.BIN) | Q(site__isnull=False), name="bin_is_at_a_site"
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="place_kind_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_ours(self) -> bool:
        return self.kind in OURS


class Movement(models.Model):
    """
    That goods went from one place to another, or changed there: written once, for good.

    `owner_after` is empty where they stay whose they are. `cost` is what they were worth when
    they came to us or left us, or became good or unfit, by the moving average; None where no
    value went anywhere. The trigger says it, as it keeps the balances.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    document = models.CharField(max_length=40)
    line = models.CharField(max_length=60, blank=True)
    paper = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    owner = models.CharField(max_length=10, choices=Owner.choices)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    source = models.ForeignKey(Place, models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=12)
    condition = models.CharField(max_length=12, choices=Condition.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    target = models.ForeignKey(Place, models.PROTECT, related_name="+")
    target_kind = models.CharField(max_length=12)
    condition_after = models.CharField(max_length=12, choices=Condition.choices)
    purpose_after = models.CharField(max_length=10, choices=Purpose.choices)
    owner_after = models.CharField(max_length=10, choices=Owner.choices, blank=True)
    account_after = models.ForeignKey(
        "customers.Account", models.PROTECT, null=True, related_name="+"
    )
    reserved = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    unit_cost = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    cost = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "line"], condition=~Q(line=""), name="line_is_posted_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_moves_something"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(quantity=1), name="unit_moves_whole"
            ),
            models.CheckConstraint(
                condition=~Q(
                    source=F("target"),
                    condition=F("condition_after"),
                    purpose=F("purpose_after"),
                    owner_after="",
                ),
                name="movement_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(owner=Owner.CUSTOMER)
                | Q(owner=Owner.OURS, account__isnull=True)
                | Q(owner=Owner.CONSIGNED, account__isnull=False),
                name="goods_of_others_are_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(owner_after=Owner.CUSTOMER)
                | Q(owner_after__in=["", Owner.OURS], account_after__isnull=True)
                | Q(owner_after=Owner.CONSIGNED, account_after__isnull=False),
                name="goods_become_somebodys",
            ),
            models.CheckConstraint(
                condition=~(
                    Q(owner_after=Owner.CONSIGNED) | Q(owner=Owner.CONSIGNED, owner_after="")
                )
                | ~Q(target_kind__in=sorted(OURS - {PlaceKind.STATION})),
                name="consigned_is_at_a_station",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.SERVICE, purpose_after=Purpose.PRODUCTION)
                & ~Q(purpose_after=Purpose.SERVICE, target_kind=PlaceKind.PRODUCTION),
                name="service_stock_is_not_for_production",
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True) | Q(unit_cost__gte=0),
                name="cost_is_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["document"], name="movement_of_document"),
            models.Index(fields=["item", "-id"], name="movement_of_item"),
            models.Index(fields=["unit", "-id"], name="movement_of_unit"),
            models.Index(fields=["lot", "-id"], name="movement_of_lot"),
            models.Index(fields=["source", "-id"], name="movement_from_place"),
            models.Index(fields=["target", "-id"], name="movement_to_place"),
            models.Index(
                F("item"),
                Coalesce(F("lot"), 0),
                Coalesce(F("unit"), 0),
                F("id"),
                condition=COMES,
                name="goods_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}: {self.source_id} → {self.target_id}"


class Balance(models.Model):
    """
    How much of something is at a place. Only triggers write it, from the movements.

    `reserved` of it is held for somebody.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place_kind = models.CharField(max_length=12)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    condition = models.CharField(max_length=12, choices=Condition.choices)
    owner = models.CharField(max_length=10, choices=Owner.choices)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    reserved = models.DecimalField(max_digits=14, decimal_places=3, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("place"),
                F("item"),
                Coalesce(F("lot"), 0),
                Coalesce(F("unit"), 0),
                F("condition"),
                F("purpose"),
                F("owner"),
                Coalesce(F("account"), 0),
                name="balance_is_one",
            ),
            models.CheckConstraint(
                condition=~IS_OURS | Q(quantity__gte=0), name="ours_is_never_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(reserved=0) | Q(IS_OURS, reserved__gt=0, reserved__lte=F("quantity")),
                name="reserved_is_there",
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "id"],
                condition=IS_OURS & Q(quantity__gt=0),
                name="in_stock_of_item",
            ),
            models.Index(fields=["place", "id"], condition=~Q(quantity=0), name="kept_at_place"),
            models.Index(fields=["unit"], name="balance_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id} at {self.place_id}"

    @property
    def available(self) -> Decimal:
        return self.quantity - self.reserved


class Valuation(models.Model):
    """
    How much of an item is ours and what it is worth together; the average of the good is the cost.

    What is `unfit`, not new and not used, has an average of its own: old parts that stay with us
    at no worth leave that of good ones alone.
    """

    item = models.OneToOneField("catalog.Item", models.PROTECT, primary_key=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    unfit_quantity = models.DecimalField(max_digits=14, decimal_places=3, db_default=0)
    unfit_value = models.DecimalField(max_digits=16, decimal_places=4, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=0, value__gte=0, unfit_quantity__gte=0, unfit_value__gte=0
                ),
                name="worth_is_never_below_zero",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id} = {self.value}"

    @property
    def together(self) -> Decimal:
        return self.value + self.unfit_value
