from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class YearStyle(TextChoices):
    """How document numbers tell their year."""

    FULL = "full", _("Four digits, counting anew each year")
    SHORT = "short", _("Two digits, counting anew each year")
    NONE = "none", _("No year, counting on for ever")
