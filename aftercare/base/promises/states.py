from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PauseReason(TextChoices):
    """Why a clock stands still."""

    CUSTOMER = "customer", _("Waiting for the customer")
    PART = "part", _("Waiting for a part")
    SUPPLIER = "supplier", _("Waiting for a supplier")
