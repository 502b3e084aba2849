from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UserKind(TextChoices):
    """Whose person somebody is."""

    USER = "user", pgettext_lazy("person", "Our own")
    STATION = "station", _("Service station")
    CUSTOMER = "customer", _("Customer")


class Theme(TextChoices):
    """How bright the screens are."""

    AUTO = "auto", _("Like the device")
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")


class NoticeBy(TextChoices):
    """How somebody wants to hear of a kind of thing."""

    NOBODY = "none", _("Not at all")
    APP = "app", _("In the app")
    DIGEST = "digest", _("In the app, and once a day by mail")
    MAIL = "mail", _("In the app, and by mail at once")


class Density(TextChoices):
    """How much fits on a screen."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class AfterSend(TextChoices):
    """What is on the screen once an answer was sent."""

    STAY = "stay", _("Stay here")
    NEXT = "next", _("The next one of the list")
    CLOSE = "close", _("Back to the list")
