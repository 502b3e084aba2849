"""
The tables a plan is made from: their columns, and what those may be called elsewhere.

A column is found by its own name, by a name it often has, or by the order to take another one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})(?:\D|$)")
_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?:\d{2})?")
_YEAR_LAST = re.compile(r"(?:\d{1,2}\.)?(?P<month>\d{1,2})[./-](?P<year>\d{4})")


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    MONTH = "month"


@dataclass(frozen=True)
class Column:
    """A column: its name, what it means, what else it may be called."""

    name: str
    kind: Kind
    meaning: str
    also: tuple[str, ...] = ()
    required: bool = False


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
    ("product", "product model", "article", "型号", "机型"),
    required=True,
)
_PART = Column(
    "part",
    Kind.TEXT,
    "spare part",
    ("part number", "item", "material", "sku", "物料", "备件"),
    required=True,
)
_QUANTITY = Column("quantity", Kind.NUMBER, "units", ("qty", "count", "units", "amount", "数量"))

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
                "日期",
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
            ("date", "month", "repair date", "received", "报修日期"),
            required=True,
        ),
        Column("failed", Kind.MONTH, "month it failed, if known", ("failure date", "failed on")),
        Column(
            "sold",
            Kind.MONTH,
            "month the unit was sold, or the part replaced last; empty: unknown",
            ("sale date", "sold on", "purchase date", "shipped", "购买日期"),
        ),
        Column(
            "cause", Kind.TEXT, "why it failed, if known", ("cause code", "root cause", "故障原因")
        ),
        _QUANTITY,
    ),
)
MODELS = Sheet(
    "models",
    "what is promised for each model",
    (
        _MODEL,
        Column(
            "warranty", Kind.NUMBER, "months of guarantee", ("warranty months", "guarantee", "保修")
        ),
        Column(
            "propensity",
            Kind.NUMBER,
            "share of failures after the guarantee that come to us, 0 … 1",
            ("return rate", "return propensity"),
        ),
        Column(
            "in_use",
            Kind.NUMBER,
            "months after which half of the units are given up",
            ("life", "useful life", "months in use"),
        ),
        Column("end_of_service", Kind.MONTH, "last month of service", ("service end", "eos")),
    ),
)
PARTS = Sheet(
    "parts",
    "which part is in which model, what it costs, what is there",
    (
        _PART,
        Column("model", Kind.TEXT, "product it is in; empty: no installed base", _MODEL.also),
        Column(
            "per_unit", Kind.NUMBER, "how many a unit has", ("per unit", "qty per", "bom quantity")
        ),
        Column(
            "at_once",
            Kind.NUMBER,
            "how many a repair takes at once, on average",
            ("per repair", "at once"),
        ),
        Column(
            "kind", Kind.TEXT, "family of parts alike", ("family", "group", "commodity", "category")
        ),
        Column(
            "price", Kind.NUMBER, "price of a unit", ("cost", "unit price", "unit cost", "单价")
        ),
        Column(
            "missing",
            Kind.NUMBER,
            "what helping without the part costs; 8 × price if not given",
            ("penalty", "shortage cost", "exchange cost"),
        ),
        Column("holding", Kind.NUMBER, "cost of keeping one for a month", ("holding cost",)),
        Column("salvage", Kind.NUMBER, "what one left over still brings", ("scrap value",)),
        Column("stock", Kind.NUMBER, "usable units there", ("on hand", "inventory", "库存")),
        Column("on_order", Kind.NUMBER, "units ordered", ("open orders", "on order")),
        Column("least_order", Kind.NUMBER, "least order", ("moq", "minimum order")),
        Column("pack", Kind.NUMBER, "units in a pack", ("pack size", "spq", "multiple")),
        Column("shelf_life", Kind.NUMBER, "months a unit keeps", ("shelf life",)),
        Column("returned", Kind.NUMBER, "share of cores that come back", ("core return",)),
        Column("repaired", Kind.NUMBER, "share of cores repaired", ("repair yield", "yield")),
        Column(
            "turn_around",
            Kind.NUMBER,
            "months until a core is good again, on average",
            ("tat", "turnaround", "turnaround time", "repair time", "维修周期"),
        ),
        Column(
            "turn_around_90",
            Kind.NUMBER,
            "months by which nine of ten cores are good again",
            ("tat p90", "turnaround p90", "repair time p90"),
        ),
        Column(
            "lead_time",
            Kind.NUMBER,
            "months until an order arrives",
            ("lead time", "replenishment"),
        ),
    ),
)
DEMAND = Sheet(
    "demand",
    "parts without an installed base: what was asked for, by month",
    (
        _PART,
        Column("month", Kind.MONTH, "month", ("date", "period", "月份"), required=True),
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
            "demand", Kind.NUMBER, "units a month", ("demand per month", "usage"), required=True
        ),
        Column("order_time", Kind.NUMBER, "months from the center", ("order time", "transit")),
        Column("repaired", Kind.NUMBER, "share repaired there", ("repair share",)),
        Column("repair_time", Kind.NUMBER, "months of a repair there", ("repair time",)),
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


def month_of(text: str) -> int:
    """
    Return the month a cell means, in months since year 0.

    `2026-03`, `3/2026` and `20260317` are one and the same. Raises `ValueError` for anything else.
    """
    text = text.strip()
    forms = (_YEAR_FIRST.match(text), _DIGITS.fullmatch(text), _YEAR_LAST.fullmatch(text))
    found = next((each for each in forms if each), None)
    if found is None:
        raise ValueError(f"“{text}” is no month such as 2026-03.")
    year, month = int(found["year"]), int(found["month"])
    if not 1 <= month <= 12:  # noqa: PLR2004  # months of a year
        raise ValueError(f"“{text}” has no month from 1 to 12.")
    return 12 * year + month - 1


def month_text(month: int) -> str:
    """Return a month as `2026-03`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def number_of(text: str) -> float:
    """Return the number meant by `1,234.5`, `1.234,5` or `40 %`. Raises `ValueError`."""
    plain = re.sub(r"[\s'\u00a0]", "", text)
    share = plain.endswith("%")
    plain = plain.rstrip("%")
    if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})*,\d+|[-+]?\d+,\d{1,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    plain = plain.replace(",", "")
    try:
        return float(plain) / (100 if share else 1)
    except ValueError:
        raise ValueError(f"“{text}” is no number.") from None
