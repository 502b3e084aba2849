"""What labels are stuck on, and what one of them has to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

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


@dataclass(frozen=True)
class Sheet:
    """
    How labels lie on a sheet of A4, in millimeters: where the first begins, how far apart.

    Makers give these numbers with the paper; a step is a label and the gap after it.
    """

    code: str
    name: str
    columns: int
    rows: int
    width: Decimal
    height: Decimal
    left: Decimal
    top: Decimal
    step_right: Decimal
    step_down: Decimal

    @property
    def count(self) -> int:
        return self.columns * self.rows


def _grid(columns: int, rows: int, width: str, height: str, *, gap: str = "0") -> Sheet:
    """Return a sheet whose labels lie in the middle of it, `gap` apart from left to right."""
    wide, high = Decimal(width), Decimal(height)
    step = wide + Decimal(gap)
    size = f"{wide.normalize():f} × {high.normalize():f} mm"
    return Sheet(
        code=f"a4-{columns}x{rows}",
        name=f"A4 · {columns} × {rows} · {size}",
        columns=columns,
        rows=rows,
        width=wide,
        height=high,
        left=(A4[0] - step * columns + Decimal(gap)) / 2,
        top=(A4[1] - high * rows) / 2,
        step_right=step,
        step_down=high,
    )


A4 = (Decimal(210), Decimal(297))
SHEETS: Mapping[str, Sheet] = {
    each.code: each
    for each in (
        _grid(3, 8, "70", "37"),
        _grid(3, 7, "63.5", "38.1", gap="2.5"),
        _grid(2, 7, "99.1", "38.1", gap="2.5"),
        _grid(2, 4, "105", "74"),
        _grid(4, 11, "50", "25"),
        _grid(5, 13, "38.1", "21.2", gap="2.5"),
    )
}
"""The sheets there are; another one is another line."""
