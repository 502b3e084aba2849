from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext

from aftercare.domain.customers.states import (
    AccountKind,
    AddressKind,
    Channel,
    Purpose,
    Standing,
    Tier,
)


class Account(models.Model):
    """A company or a household we serve. One that was merged points to what it goes on as."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=AccountKind.choices, default=AccountKind.COMPANY)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=40, default="UTC")
    domains = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.TextField(blank=True)
    since = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="account_is_merged_into_another",
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="account_name"),
            models.Index(Lower("name"), name="account_name_any_case"),
            models.Index(Lower("code"), name="account_code_any_case"),
            models.Index(fields=["-since", "-id"], name="account_since"),
            GinIndex(fields=["domains"], name="account_domains"),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Contact(models.Model):
    """
    A person we talk to.

    Whom we know by an address only has no account yet. One that was merged points to the
    contact it goes on as; one that was forgotten keeps its key and nothing else.
    """

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    preferred = models.CharField(max_length=20, choices=Channel.choices, blank=True)
    salutation = models.CharField(max_length=80, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.TextField(blank=True)
    since = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="contact_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_name"),
            models.Index(fields=["-since", "-id"], name="contact_since"),
            models.Index(Lower("name"), name="contact_name_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("(no name)")


class ChannelIdentity(models.Model):
    """
    An address by which a person is known on a channel, from a day on and perhaps until one.

    `peer` is the form in which it is compared, `shown` what was typed. What somebody only
    says of themselves is claimed; it never joins two people by itself.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="identities")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    peer = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.CLAIMED)
    verified_by = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    undeliverable_at = models.DateTimeField(null=True)
    undeliverable_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "peer"],
                condition=Q(valid_until__isnull=True),
                name="address_is_one_persons",
            )
        ]
        indexes = [models.Index(fields=["peer"], name="identity_peer")]

    def __str__(self) -> str:
        return self.shown


class Address(models.Model):
    """Where something can be sent to or fetched from; of each kind one is usual."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="addresses")
    kind = models.CharField(
        max_length=10, choices=AddressKind.choices, default=AddressKind.DELIVERY
    )
    is_default = models.BooleanField(default=False)
    label = models.CharField(max_length=60)
    lines = models.TextField()
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=Q(is_default=True),
                name="one_address_is_usual",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.city}"


class Consent(models.Model):
    """That somebody agreed to be written to for a purpose, or no longer; with the proof."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    given = models.BooleanField()
    proof = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contact_id} {self.purpose} by {self.channel}: {self.given}"


class Merge(models.Model):
    """
    That two rows are one, with the key of everything that was moved for it.

    `moved` holds keys by the name of the table; higher apps add what they moved.
    """

    moved = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ContactMerge(Merge):
    """That two contacts are one person."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    into = models.ForeignKey(Contact, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.contact_id} into {self.into_id}"


class AccountMerge(Merge):
    """That two accounts are one customer."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    into = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.account_id} into {self.into_id}"


class DistinctContacts(models.Model):
    """That somebody looked at two contacts who may be one, and said they are two."""

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"
