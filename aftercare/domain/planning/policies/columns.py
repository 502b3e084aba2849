"""
The tables a plan is made from: their columns, and what those may be called elsewhere.

A column is found by its own name, by a name it often has, or by the order to take another one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    MONTH = "month"


@dataclass(frozen=True)
class Column:
    """
    A column: its name, what it means, what else it may be called.

    A required cell may be empty where the column `unless` is not. What is below `least` or above
    `most` is not taken. `endless`: a year that never comes stands for no end.
    """

    name: str
    kind: Kind
    meaning: str
    also: tuple[str, ...] = ()
    required: bool = False
    unless: str = ""
    least: float | None = None
    most: float | None = None
    endless: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table by its name, with its columns and whether a plan needs it."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


_MODEL = Column(
    "model",
    Kind.TEXT,
    "product",
    (
        "product",
        "product model",
        "article",
        "modell",
        "produkt",
        "artikel",
        "型号",
        "机型",
        "產品",
        "機型",
    ),
    required=True,
)
_PART = Column(
    "part",
    Kind.TEXT,
    "spare part",
    (
        "part number",
        "item",
        "material",
        "material number",
        "sku",
        "teil",
        "teilenummer",
        "ersatzteil",
        "物料",
        "物料编码",
        "备件",
        "料号",
        "料號",
    ),
    required=True,
)
_PIECES = ("qty", "count", "units", "amount", "menge", "anzahl", "stück", "数量", "數量")
_QUANTITY = Column("quantity", Kind.NUMBER, "units", _PIECES)

SALES = Sheet(
    "sales",
    "units sold or shipped, by model and month",
    (
        _MODEL,
        Column(
            "month",
            Kind.MONTH,
            "month of sale or shipment",
            (
                "date",
                "sold",
                "sold on",
                "shipped",
                "shipped on",
                "ship date",
                "invoice date",
                "datum",
                "monat",
                "verkauft am",
                "日期",
                "月份",
                "发货日期",
                "销售日期",
                "出貨日期",
            ),
            required=True,
        ),
        _QUANTITY,
    ),
)
REPAIRS = Sheet(
    "repairs",
    "parts replaced, a row for each or for many alike",
    (
        _PART,
        Column("model", Kind.TEXT, "product it was in", _MODEL.also),
        Column(
            "reported",
            Kind.MONTH,
            "month the repair was reported",
            (
                "date",
                "month",
                "repair date",
                "received",
                "datum",
                "gemeldet am",
                "日期",
                "报修日期",
                "維修日期",
            ),
            required=True,
            unless="failed",
        ),
        Column("failed", Kind.MONTH, "month it failed, if known", ("failure date", "failed on")),
        Column(
            "sold",
            Kind.MONTH,
            "month the unit was sold, or the part replaced last; empty: unknown",
            (
                "sale date",
                "sold on",
                "purchase date",
                "shipped",
                "verkauft am",
                "购买日期",
                "销售日期",
            ),
        ),
        Column(
            "cause",
            Kind.TEXT,
            "why it failed, if known",
            ("cause code", "root cause", "ursache", "故障原因"),
        ),
        Column("quantity", Kind.NUMBER, "parts", _PIECES, least=0),
    ),
)
MODELS = Sheet(
    "models",
    "what is promised for each model",
    (
        _MODEL,
        Column(
            "warranty",
            Kind.NUMBER,
            "months of guarantee",
            ("warranty months", "guarantee", "garantie", "保修"),
            least=0,
        ),
        Column(
            "propensity",
            Kind.NUMBER,
            "share of failures after the guarantee that come to us, 0 … 1",
            ("return rate", "return propensity"),
            least=0,
            most=1,
        ),
        Column(
            "in_use",
            Kind.NUMBER,
            "months after which half of the units are given up",
            ("life", "useful life", "months in use"),
            least=1,
        ),
        Column(
            "end_of_service",
            Kind.MONTH,
            "last month of service",
            ("service end", "eos"),
            endless=True,
        ),
    ),
)
PARTS = Sheet(
    "parts",
    "which part is in which model, what it costs, what is there",
    (
        _PART,
        Column("model", Kind.TEXT, "product it is in; empty: no installed base", _MODEL.also),
        Column(
            "per_unit",
            Kind.NUMBER,
            "how many a unit has",
            ("per unit", "qty per", "bom quantity"),
            least=0,
        ),
        Column(
            "at_once",
            Kind.NUMBER,
            "how many a repair takes at once, on average",
            ("per repair", "at once"),
            least=0,
        ),
        Column(
            "kind", Kind.TEXT, "family of parts alike", ("family", "group", "commodity", "category")
        ),
        Column(
            "price",
            Kind.NUMBER,
            "price of a unit",
            ("cost", "unit price", "unit cost", "preis", "单价", "單價"),
            least=0,
        ),
        Column(
            "missing",
            Kind.NUMBER,
            "what helping without the part costs; 8 × price if not given",
            ("penalty", "shortage cost", "exchange cost"),
            least=0,
        ),
        Column(
            "holding", Kind.NUMBER, "cost of keeping one for a month", ("holding cost",), least=0
        ),
        Column("salvage", Kind.NUMBER, "what one left over still brings", ("scrap value",)),
        Column(
            "stock",
            Kind.NUMBER,
            "usable units there",
            ("on hand", "inventory", "bestand", "库存", "庫存"),
            least=0,
        ),
        Column("on_order", Kind.NUMBER, "units ordered", ("open orders", "on order"), least=0),
        Column("least_order", Kind.NUMBER, "least order", ("moq", "minimum order"), least=0),
        Column("pack", Kind.NUMBER, "units in a pack", ("pack size", "spq", "multiple"), least=0),
        Column("shelf_life", Kind.NUMBER, "months a unit keeps", ("shelf life",), least=0),
        Column(
            "returned",
            Kind.NUMBER,
            "share of cores that come back",
            ("core return",),
            least=0,
            most=1,
        ),
        Column(
            "repaired",
            Kind.NUMBER,
            "share of cores repaired",
            ("repair yield", "yield"),
            least=0,
            most=1,
        ),
        Column(
            "turn_around",
            Kind.NUMBER,
            "months until a core is good again, on average",
            ("tat", "turnaround", "turnaround time", "repair time", "维修周期"),
            least=0,
        ),
        Column(
            "turn_around_90",
            Kind.NUMBER,
            "months by which nine of ten cores are good again",
            ("tat p90", "turnaround p90", "repair time p90"),
            least=0,
        ),
        Column(
            "lead_time",
            Kind.NUMBER,
            "months until an order arrives",
            ("lead time", "replenishment"),
            least=0,
        ),
    ),
)
DEMAND = Sheet(
    "demand",
    "parts without an installed base: what was asked for, by month",
    (
        _PART,
        Column(
            "month",
            Kind.MONTH,
            "month",
            ("date", "period", "datum", "monat", "月份", "日期"),
            required=True,
        ),
        _QUANTITY,
    ),
)
STATIONS = Sheet(
    "stations",
    "what stations ask for",
    (
        _PART,
        Column(
            "station",
            Kind.TEXT,
            "station",
            ("site", "location", "warehouse", "网点"),
            required=True,
        ),
        Column(
            "demand",
            Kind.NUMBER,
            "units a month",
            ("demand per month", "usage"),
            required=True,
            least=0,
        ),
        Column(
            "order_time", Kind.NUMBER, "months from the center", ("order time", "transit"), least=0
        ),
        Column("repaired", Kind.NUMBER, "share repaired there", ("repair share",), least=0, most=1),
        Column("repair_time", Kind.NUMBER, "months of a repair there", ("repair time",), least=0),
    ),
)
SHEETS = (SALES, REPAIRS, MODELS, PARTS, DEMAND, STATIONS)


@dataclass(frozen=True)
class Matched:
    """Which heading stands for which column; `guessed` names those not called by their name."""

    headings: dict[str, str]
    guessed: tuple[str, ...]
    lacking: tuple[str, ...]
    unused: tuple[str, ...]


def match_headings(
    sheet: Sheet, headings: Sequence[str], told: Mapping[str, str] | None = None
) -> Matched:
    """Return how the headings of a file are understood; `told` maps columns to headings."""
    free = {_plain(heading): heading for heading in headings}
    found = {name: heading for name, heading in (told or {}).items() if heading in headings}
    guessed = []
    for heading in found.values():
        free.pop(_plain(heading), None)
    for column in sheet.columns:
        if column.name not in found and _plain(column.name) in free:
            found[column.name] = free.pop(_plain(column.name))
    for column in sheet.columns:
        known = [_plain(word) for word in column.also if _plain(word) in free]
        if column.name not in found and known:
            found[column.name] = free.pop(known[0])
            guessed.append(column.name)
    lacking = [each.name for each in sheet.columns if each.required and each.name not in found]
    return Matched(found, tuple(guessed), tuple(lacking), tuple(free.values()))


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.strip().lower()).strip()
