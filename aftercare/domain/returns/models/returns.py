from django.db import models
from django.db.models import Q

from aftercare.domain.returns.states import (
    AWAITED,
    ENDED,
    OPEN_LINES,
    ComesBy,
    EvidenceKind,
    FoundAs,
    KeptAs,
    LineStatus,
    Outcome,
    RmaStatus,
)

_HERE = ~Q(status__in=AWAITED)
_SETTLED = Q(status__in=[LineStatus.DECIDED, LineStatus.DONE])


class Rma(models.Model):
    """
    What a customer sends back at once, under a number given before anything is sent.

    A trigger lets the status go only where `states.RMA_MOVES` leads. `token` is what the address
    of the instruction is made of; nobody can guess it. `rule` is by which rule it was approved,
    if no person did.
    """

    code = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=RmaStatus.choices, default=RmaStatus.REQUESTED)
    since = models.DateTimeField()
    reason = models.ForeignKey("returns.ReturnReason", models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    comes_by = models.CharField(max_length=7, choices=ComesBy.choices, blank=True)
    rule = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)

    opened_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(contact__isnull=False),
                name="return_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED) ^ Q(ended_at__isnull=True),
                name="return_has_a_date_once_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[RmaStatus.APPROVED, RmaStatus.EXPIRED, RmaStatus.RECEIVED])
                | Q(approved_at__isnull=False, expires_on__isnull=False),
                name="return_may_be_sent_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[RmaStatus.RECEIVED, RmaStatus.DECIDED, RmaStatus.CLOSED])
                | Q(received_at__isnull=False),
                name="return_has_a_date_of_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="return_due", condition=Q(ended_at=None)),
            models.Index(fields=["status", "due_at", "id"], name="return_in_status"),
            models.Index(fields=["account", "-id"], name="return_of_account"),
            models.Index(fields=["contact", "-id"], name="return_of_contact"),
            models.Index(fields=["case", "-id"], name="return_of_case"),
            models.Index(
                fields=["expires_on"], name="return_expiry", condition=Q(status=RmaStatus.APPROVED)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED


class RmaChange(models.Model):
    """That a return went into a status, when, by whom and why."""

    rma = models.ForeignKey(Rma, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=RmaStatus.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rma", "id"], name="changes_of_return")]

    def __str__(self) -> str:
        return f"{self.rma_id}: {self.status}"


class RmaLine(models.Model):
    """
    One unit of a return, or a quantity of a lot: how much was announced, how much came.

    A trigger lets the status go only where `states.LINE_MOVES` leads.
    """

    rma = models.ForeignKey(Rma, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=LineStatus.choices, default=LineStatus.EXPECTED
    )
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("units.Lot", models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    received = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    announced = models.BooleanField(default=True)

    found = models.CharField(max_length=12, choices=FoundAs.choices, blank=True)
    findings = models.TextField(blank=True)
    inspected_by = models.CharField(max_length=40, blank=True)
    inspected_at = models.DateTimeField(null=True)

    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    outcome_why = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    work_order = models.ForeignKey("repairs.WorkOrder", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rma", "number"], name="line_of_return_in_order"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(status__in=OPEN_LINES),
                name="unit_is_returned_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(lot__isnull=False),
                name="returned_is_a_unit_or_of_a_lot",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="returned_is_something"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(quantity=1), name="returned_unit_is_one"
            ),
            models.CheckConstraint(
                condition=(_HERE & Q(received__gt=0)) | (~_HERE & Q(received=0)),
                name="line_that_is_here_says_how_much",
            ),
            models.CheckConstraint(
                condition=_SETTLED ^ Q(outcome=""), name="decided_line_says_how"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | ~Q(found=""), name="decided_line_was_looked_at"
            ),
            models.CheckConstraint(
                condition=Q(status=LineStatus.DONE) ^ Q(done_at__isnull=True),
                name="line_has_a_date_once_done",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="returns_of_unit"),
            models.Index(fields=["lot", "-id"], name="returns_of_lot"),
            models.Index(fields=["item", "-id"], name="returns_of_item"),
            models.Index(
                fields=["work_order"],
                name="return_with_work_order",
                condition=Q(work_order__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit) if self.unit else f"{self.quantity.normalize():f} × {self.lot}"

    @property
    def missing(self) -> bool:
        """Whether less came than was announced."""
        return self.status not in AWAITED and self.received < self.quantity


class RmaFile(models.Model):
    """A file that shows something of a return: what was asked for, or what we keep ourselves."""

    rma = models.ForeignKey(Rma, models.PROTECT, related_name="+")
    line = models.ForeignKey(RmaLine, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=14, choices=[*EvidenceKind.choices, *KeptAs.choices])
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rma", "line", "kind", "file"],
                nulls_distinct=False,
                name="file_shows_a_thing_of_a_return_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
