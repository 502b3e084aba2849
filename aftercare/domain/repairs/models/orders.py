from django.db import models
from django.db.models import F, Q

from aftercare.base.promises.states import PauseReason
from aftercare.domain.repairs.states import (
    CLOSED,
    KINDS,
    NOT_HERE,
    KindWay,
    OrderKind,
    OrderStatus,
    PhotoOf,
)

_OPEN = ~Q(status__in=CLOSED)


class WorkOrder(models.Model):
    """
    One repair of one unit, from the moment it is expected until it is handed back.

    What lists show is kept on the row, written by the verbs that change it. A trigger lets
    the status go only where `states.MOVES` leads. `token` is what the address of the page for
    the customer is made of; nobody can guess it. `past_number` is that of the system before,
    for a repair that was taken over from there: it moved no stock, and nobody was told of it.
    """

    code = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=40, unique=True)
    past_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=16, choices=OrderKind.choices)
    status = models.CharField(
        max_length=12, choices=OrderStatus.choices, default=OrderStatus.EXPECTED
    )
    since = models.DateTimeField()
    waiting_for = models.CharField(max_length=10, choices=PauseReason.choices, blank=True)
    waiting_reason = models.CharField(max_length=200, blank=True)

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("customers.Account", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)

    complaint = models.CharField(max_length=300)
    reported_on = models.DateField()
    failed_on = models.DateField(null=True)
    accessories = models.CharField(max_length=300, blank=True)
    looks = models.CharField(max_length=300, blank=True)
    no_fault_found = models.BooleanField(default=False)
    human_damage = models.BooleanField(default=False)
    age_in_days = models.PositiveIntegerField(null=True)
    in_guarantee = models.BooleanField(null=True)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    workshop = models.CharField(max_length=120, blank=True)
    workshop_number = models.CharField(max_length=60, blank=True)
    workshop_account = models.ForeignKey(
        "customers.Account", models.PROTECT, null=True, related_name="+"
    )
    workshop_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    workshop_currency = models.CharField(max_length=3, blank=True)

    replacement = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")

    reworks = models.PositiveSmallIntegerField(default=0)
    needs_two = models.BooleanField(default=False)
    tested_by = models.CharField(max_length=40, blank=True)
    released_by = models.CharField(max_length=40, blank=True)
    result = models.TextField(blank=True)

    opened_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=_OPEN, name="unit_is_repaired_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.WAITING) ^ Q(waiting_for=""),
                name="order_says_what_it_waits_for",
            ),
            models.CheckConstraint(
                condition=Q(status__in=NOT_HERE) ^ Q(received_at__isnull=False),
                name="order_has_a_date_of_receipt",
            ),
            models.CheckConstraint(
                condition=_OPEN ^ Q(closed_at__isnull=False), name="order_has_a_date_once_closed"
            ),
            models.CheckConstraint(
                condition=~Q(status=OrderStatus.AWAY) | ~Q(workshop=""),
                name="order_says_which_workshop_has_it",
            ),
            models.CheckConstraint(
                condition=Q(workshop_price__isnull=True)
                | Q(workshop_price__gte=0) & ~Q(workshop_currency=""),
                name="workshop_is_paid_in_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(needs_two=False) | Q(released_by="") | ~Q(tested_by=F("released_by")),
                name="who_tested_does_not_release_alone",
            ),
            models.UniqueConstraint(
                fields=["past_number"],
                condition=~Q(past_number=""),
                name="past_repair_is_taken_over_once",
            ),
            models.CheckConstraint(
                condition=Q(past_number="") | Q(status__in=CLOSED), name="past_repair_is_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="order_due", condition=_OPEN),
            models.Index(fields=["team", "due_at", "id"], name="order_of_team", condition=_OPEN),
            models.Index(
                fields=["assignee", "due_at", "id"], name="order_of_person", condition=_OPEN
            ),
            models.Index(fields=["status", "due_at", "id"], name="order_in_status"),
            models.Index(fields=["unit", "-id"], name="order_of_unit"),
            models.Index(fields=["item", "-id"], name="order_of_item"),
            models.Index(fields=["account", "-id"], name="order_of_account"),
            models.Index(fields=["case", "-id"], name="order_of_case"),
            models.Index(
                fields=["closed_at"],
                include=["team", "received_at"],
                condition=Q(status=OrderStatus.HANDED_OVER, past_number=""),
                name="order_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def way(self) -> KindWay:
        """In what its kind of repair differs."""
        return KINDS[self.kind]


class StatusChange(models.Model):
    """That a work order went into a status: how long it stayed is told by the next one."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=OrderStatus.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="status_changes_of_order")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.status}"


class Photo(models.Model):
    """A picture of the unit or of the work on it."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    of = models.CharField(max_length=8, choices=PhotoOf.choices)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "of", "file"], name="photo_shows_it_once")
        ]

    def __str__(self) -> str:
        return self.name
