"""What labels are stuck on, and what one of them has to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.kit.scans.results import Meaning


class LabelFor(TextChoices):
    """What a label is stuck on."""

    GOODS = "goods", pgettext_lazy("label", "Goods: a reel, a tray, a unit")
    PLACE = "place", pgettext_lazy("label", "A place for goods")
    ORDER = "order", pgettext_lazy("label", "A unit that is to be repaired")


_OF_GOODS = {
    "item": _("item number"),
    "name": _("name of the item"),
    "revision": _("revision"),
    "maker": _("maker"),
}
PLACES: Mapping[str, Mapping[str, object]] = {
    LabelFor.GOODS: {
        **_OF_GOODS,
        "serial": _("serial number"),
        "lot": _("lot"),
        "date_code": _("date code"),
        "quantity": pgettext_lazy("how many", "quantity"),
        "place": pgettext_lazy("stock", "place"),
        "condition": _("condition"),
        "purpose": _("what it is kept for"),
    },
    LabelFor.PLACE: {
        "place": pgettext_lazy("stock", "place"),
        "name": _("name"),
        "site": _("site"),
    },
    LabelFor.ORDER: {
        **_OF_GOODS,
        "serial": _("serial number"),
        "order": _("work order"),
        "customer": _("customer"),
        "complaint": _("what is wrong with it"),
        "received": _("day of receipt"),
        "accessories": _("what came with it"),
    },
}
"""What can stand in a text, in braces, by what a label is about."""


class PrintedCode(TextChoices):
    """Which code is on a label."""

    DATA_MATRIX = "data_matrix", _("DataMatrix: everything, by ISO/IEC 15434")
    QR = "qr", _("QR: a link, for phones")
    CODE_128 = "code_128", _("Code 128: the number, for older scanners")
    NONE = "", _("No code")


class Dots(TextChoices):
    """How many dots to an inch a printer has; modules of codes are whole dots."""

    D203 = "203", pgettext_lazy("dots of a printer", "203 dpi")
    D300 = "300", pgettext_lazy("dots of a printer", "300 dpi")
    D600 = "600", pgettext_lazy("dots of a printer", "600 dpi")


@dataclass(frozen=True)
class Label:
    """
    What one label says: `words` by the name of their place, `said` for machines.

    `number` is the one number that leads here: a serial, a lot, a code; `link` a page.
    """

    number: str
    words: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[Meaning, str] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A line of text on a label."""

    text: str
    size: str
    bold: bool
