from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.domain.coverage.states import ContractKind, LookStatus, LookStep
from aftercare.domain.units.states import DateKind

ALL = 100


class Contract(models.Model):
    """What was agreed with a customer about service, or promised to everyone; in versions."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=ContractKind.choices)
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ContractKind.PROMISE, account__isnull=True)
                | Q(kind=ContractKind.CONTRACT, account__isnull=False),
                name="contract_has_a_customer_a_promise_has_none",
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(begins_on__lte=F("ends_on")),
                name="contract_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="contract_since")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ContractVersion(models.Model):
    """The clauses of a contract as they were agreed at one time. Never changed."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    clauses = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="contract_has_each_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.code} / {self.number}"


class SpareGiven(models.Model):
    """
    Free spares that a customer got by the ratio of a contract.

    `item` is what was delivered and gives a claim to them, None where it is no one item; `spare` is
    what they got. It left us by the movement of the contract whose line is `key`; once that was
    taken back, `undone_at` says when.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    clause = models.CharField(max_length=80)
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    spare = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "key"], name="spares_are_given_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="some_spares_are_given"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_because=""),
                name="spares_taken_back_have_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} × {self.spare_id}"


class SupplierGuarantee(models.Model):
    """
    What a supplier guarantees us: for one item, or for a class of items and all below it.

    It counts `months` from one of a unit's dates, and holds for units whose date lies between
    `begins_on` and `ends_on`. `parts`, `labor`, `freight` and `onsite` are the percent it bears.
    """

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    item_class = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=80)
    starts = models.CharField(max_length=12, choices=DateKind.choices)
    months = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField(default=ALL)
    labor = models.PositiveSmallIntegerField(default=0)
    freight = models.PositiveSmallIntegerField(default=0)
    onsite = models.PositiveSmallIntegerField(default=0)
    excludes = ArrayField(models.CharField(max_length=20), default=list)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, item_class="")
                | (Q(item__isnull=True) & ~Q(item_class="")),
                name="supplier_guarantee_is_for_an_item_or_a_class",
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(begins_on__lte=F("ends_on")),
                name="supplier_guarantee_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(parts__lte=ALL, labor__lte=ALL, freight__lte=ALL, onsite__lte=ALL),
                name="supplier_bears_no_more_than_all",
            ),
        ]
        indexes = [models.Index(fields=["item_class"], name="supplier_guarantee_class")]

    def __str__(self) -> str:
        return f"{self.account}: {self.clause}"


class KeptBook(models.Model):
    """The text of a rule book by which something was decided, so that it can be again."""

    fingerprint = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.code} {self.version} {self.fingerprint[:12]}"


class StoredDecision(models.Model):
    """
    A decision with everything it was made from. Never changed.

    `text` is its canonical JSON; `fingerprint` is of facts and text together. `because` names
    what asked for a decision of its own, though the facts may be those of an earlier one.
    """

    subject = models.CharField(max_length=60)
    facts = models.JSONField()
    text = models.TextField()
    verdict = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    because = models.CharField(max_length=60, blank=True, default="")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "fingerprint", "because"],
                name="decision_is_kept_once_for_a_subject",
            )
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="decisions_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.fingerprint[:12]}"


class DamageLook(models.Model):
    """Whether somebody has damaged a unit: looked at twice, with word for the customer."""

    subject = models.CharField(max_length=60)
    item_class = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=10, choices=LookStatus.choices)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=~Q(status=LookStatus.CLEARED),
                name="damage_is_looked_at_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} #{self.pk}"


class DamageStep(models.Model):
    """One step of a look at a damage: who, when, what was found, on which evidence."""

    look = models.ForeignKey(DamageLook, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=LookStep.choices)
    words = models.TextField()
    evidence = models.JSONField(default=list)
    decision = models.ForeignKey(StoredDecision, models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.look}: {self.get_kind_display()}"


class GoodwillLimit(models.Model):
    """How much goodwill a role may grant for one subject."""

    role = models.ForeignKey("people.Role", models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="role_has_one_limit")
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.amount} {self.currency}"


class Goodwill(models.Model):
    """What we pay though we need not, and who bears it."""

    subject = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    currency = models.CharField(max_length=3)
    us = models.PositiveSmallIntegerField()
    supplier = models.PositiveSmallIntegerField(default=0)
    customer = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(us=ALL - F("supplier") - F("customer")),
                name="goodwill_is_borne_in_full",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="goodwill_is_something"),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="goodwill_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.amount} {self.currency}"
