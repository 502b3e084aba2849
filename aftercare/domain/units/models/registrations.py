from django.db import models
from django.db.models import Q

from aftercare.domain.units.states import RegistrationStatus


class Registration(models.Model):
    """
    That a customer says a unit is theirs, with what proves it.

    `key` is made by the form: the same sent twice is one registration. What was typed stays
    beside the unit it was found to be.
    """

    key = models.UUIDField(unique=True)
    status = models.CharField(
        max_length=10, choices=RegistrationStatus.choices, default=RegistrationStatus.WAITING
    )
    contact = models.ForeignKey("customers.Contact", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    typed_serial = models.CharField(max_length=60)
    typed_item = models.CharField(max_length=60, blank=True)
    bought_on = models.DateField()
    dealer = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=2, blank=True)
    proof = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=RegistrationStatus.WAITING) ^ Q(settled_at__isnull=False),
                name="registration_is_settled_with_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.ACCEPTED) | Q(unit__isnull=False),
                name="accepted_registration_has_a_unit",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="registration_by_status"),
            models.Index(fields=["unit"], name="registration_of_unit"),
            models.Index(fields=["contact"], name="registration_of_contact"),
        ]

    def __str__(self) -> str:
        return self.typed_serial


class ScanRule(models.Model):
    """How one maker writes codes: a pattern whose groups are named after what they hold."""

    maker = models.CharField(max_length=120)
    pattern = models.CharField(max_length=400)
    example = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pattern"], name="scan_rule_is_one")]

    def __str__(self) -> str:
        return self.maker
