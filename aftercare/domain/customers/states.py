from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountKind(TextChoices):
    """Whom we serve."""

    COMPANY = "company", _("Company")
    HOUSEHOLD = "household", _("Household")


class Tier(TextChoices):
    """How close a customer is to us."""

    STANDARD = "standard", pgettext_lazy("customer", "Standard")
    KEY = "key", _("Key account")


class Channel(TextChoices):
    """Ways on which people reach us and are known by an address of their own."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    WEB = "web", _("Web")


class AddressKind(TextChoices):
    """What an address is for."""

    DELIVERY = "delivery", _("Delivery")
    PICKUP = "pickup", _("Pick-up")
    BILLING = "billing", _("Billing")
    POSTAL = "postal", _("Letters")


class Standing(TextChoices):
    """How sure we are that an address is somebody's."""

    CLAIMED = "claimed", _("Claimed")
    VERIFIED = "verified", _("Verified")


class Purpose(TextChoices):
    """What a person may have agreed to be written to for."""

    CARE = "care", _("Follow-up and care")
    SURVEY = "survey", _("Surveys")
    NEWS = "news", _("News and greetings")


@dataclass(frozen=True)
class Introduction:
    """What somebody tells of themselves. `company` names an account that may be new to us."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    account_id: int | None = None
    company: str = ""

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Return the addresses that were given, each with its channel."""
        given = (("email", self.email), ("phone", self.phone))
        return [(channel, typed.strip()) for channel, typed in given if typed.strip()]
