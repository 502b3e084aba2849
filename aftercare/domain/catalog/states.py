from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemKind(TextChoices):
    """What an item is, from the whole set down to a single part."""

    DEVICE = "device", _("Device")
    PANEL = "panel", _("Panel")
    BOARD = "board", _("Board")
    COMPONENT = "component", _("Component")
    ACCESSORY = "accessory", _("Accessory")
    CONSUMABLE = "consumable", _("Consumable")


class LifecycleStage(TextChoices):
    """How far the life of an item has gone, in this order."""

    IN_PRODUCTION = "in_production", _("In production")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended for new designs")
    LAST_BUY = "last_buy", _("Last buy")
    END_OF_PRODUCTION = "end_of_production", _("End of production")
    END_OF_SERVICE = "end_of_service", _("End of service")


class Audience(TextChoices):
    """Who outside our own people may see something; who is named later sees less."""

    INTERNAL = "internal", pgettext_lazy("audience", "Our people")
    STATION = "station", pgettext_lazy("audience", "Stations")
    CUSTOMER = "customer", pgettext_lazy("audience", "Customers and stations")
