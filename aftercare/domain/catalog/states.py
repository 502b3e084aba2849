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


class ParameterKind(TextChoices):
    """Whether a parameter is measured or named."""

    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")


class SubstituteKind(TextChoices):
    """How one item takes the place of another."""

    ONE_WAY = "one_way", _("One way")
    TWO_WAY = "two_way", _("Both ways")
    REWORK = "rework", _("With rework")


class FaultCodeKind(TextChoices):
    """What a code speaks of, from what the customer sees to what we do about it."""

    SYMPTOM = "symptom", _("Symptom")
    FAULT = "fault", _("Fault")
    CAUSE = "cause", _("Cause")
    ACTION = "action", pgettext_lazy("what is done about a fault", "Action")


class DocumentKind(TextChoices):
    """What a document tells of an item."""

    DATASHEET = "datasheet", _("Datasheet")
    APPLICATION_NOTE = "application_note", _("Application note")
    REFERENCE_DESIGN = "reference_design", _("Reference design")
    USER_MANUAL = "user_manual", _("User manual")
    REPAIR_MANUAL = "repair_manual", _("Repair manual")
    SUBSTITUTION = "substitution", _("Substitution instruction")
    WEAR_PARTS = "wear_parts", _("List of wear parts")
    OTHER = "other", pgettext_lazy("document", "Other")


class Reading(TextChoices):
    """How far what a PDF says has been read; "" where it never was, or by an older release."""

    UNDERWAY = "underway", _("Being read")
    DONE = "done", pgettext_lazy("document", "Read")
    CUT = "cut", _("Too long to be read to its end")


class NoticeKind(TextChoices):
    """What a maker gives notice of."""

    CHANGE = "pcn", _("Product change (PCN)")
    END = "eol", _("End of life (EOL)")


class PriceKind(TextChoices):
    """For what a price is asked."""

    LIST = "list", pgettext_lazy("price", "List price")
    SERVICE = "service", pgettext_lazy("price", "Service price")
    MATERIAL = "material", pgettext_lazy("price", "Minimum material cost")
