from django.db import models
from django.db.models import F, Q

from aftercare.domain.shipping.states import PickUpStatus, WordState


class CarrierAccount(models.Model):
    """
    One of our accounts at a carrier, or one that we write down ourselves. Secrets are locked.

    `trouble` is why it does not work.
    """

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class CarrierWord(models.Model):
    """What a carrier has told us, byte by byte, stored before anything of it is read."""

    account = models.ForeignKey(CarrierAccount, models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=80)
    raw = models.BinaryField()
    status = models.CharField(max_length=10, choices=WordState.choices, default=WordState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="carrier_says_it_once")
        ]
        indexes = [
            models.Index(
                fields=["id"], name="carrier_word_waiting", condition=Q(status=WordState.WAITING)
            ),
            models.Index(
                fields=["-id"], name="carrier_word_aside", condition=Q(status=WordState.ASIDE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.external_id[:20]}"


class PickUp(models.Model):
    """That a carrier is to pick parcels up at one of our sites, within a window."""

    account = models.ForeignKey(CarrierAccount, models.PROTECT, related_name="+")
    site = models.ForeignKey("company.Site", models.PROTECT, related_name="+")
    address = models.JSONField(default=dict)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(
        max_length=10, choices=PickUpStatus.choices, default=PickUpStatus.WANTED
    )
    confirmation = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_at__lt=F("ends_at")), name="pick_up_begins_first"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.begins_at:%F %R}"


class SiteAddress(models.Model):
    """Where parcels to one of our sites go, and from where its own are fetched."""

    site = models.OneToOneField("company.Site", models.PROTECT, related_name="+")
    address = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.site)
