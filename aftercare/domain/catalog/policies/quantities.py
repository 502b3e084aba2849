"""Values with units as the trade writes them: `4k7`, `4.7 kΩ`, `100nF`, `2.7…3.6 V`, `±5 %`."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

PREFIXES = {
    "p": -12, "n": -9, "u": -6, "µ": -6, "m": -3, "": 0, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12,
}  # fmt: skip
SHOWN = {-12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
SCALED = {
    "Ω": ("ohm", "ohms", "r", "Ω", "欧", "歐"),
    "F": ("f", "farad"),
    "H": ("h", "henry"),
    "V": ("v", "volt", "volts", "vdc", "vac", "伏"),
    "A": ("a", "amp", "ampere", "安"),
    "W": ("w", "watt", "watts", "瓦"),
    "Hz": ("hz", "hertz"),
    "m": ("m", "meter", "metre"),
    "g": ("g", "gram"),
    "s": ("s", "sec", "second"),
    "B": ("b", "byte", "bytes"),
    "bit": ("bit", "bits"),
}
"""Units that take a prefix, with what else they are called."""
PLAIN = {
    "°C": ("°c", "c", "degc", "℃", "摄氏度"),
    "%": ("%", "percent"),
    "h": ("h", "hours", "hour", "hrs", "小时"),
    "in": ("in", "inch", "inches", '"', "″", "英寸"),
    "cd/m²": ("cd/m²", "cd/m2", "nit", "nits"),
    "dB": ("db",),
    "ppm": ("ppm",),
    "px": ("px", "pixels"),
    "": ("", "pcs"),
}
"""Units that are written as they are."""
UNITS = (*SCALED, *PLAIN)

_ONE = re.compile(r"([+-]?\d[\d.,]*(?:e[+-]?\d+)?)\s*(.*)", re.IGNORECASE | re.DOTALL)
_INFIX = re.compile(r"([+-]?\d+)([A-Za-zµΩ])(\d+)\s*(.*)", re.DOTALL)
_RANGE = re.compile(r"\s*(?:…|\.\.\.?|~|～|–|至|\bto\b|(?<=[\w°%Ω])\s*-\s*(?=[\d+]))\s*")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SIGNIFICANT = 6


@dataclass(frozen=True)
class Quantity:
    """What a text says in the unit without prefix: from `low` to `high`, mostly the same."""

    low: float
    high: float


def parse_quantity(text: str, unit: str) -> Quantity | None:
    """Return what `text` says in `unit`; None if it is not a value of this unit."""
    said = unicodedata.normalize("NFKC", text.replace("″", '"')).replace("−", "-").strip()
    said = said.replace("μ", "µ").replace("Ω", "Ω").replace("℃", "°C")
    if said.startswith(("±", "+/-")):
        spread = _value(said.removeprefix("±").removeprefix("+/-").strip(), unit)
        return None if spread is None else Quantity(-float(spread), float(spread))
    ends = _RANGE.split(said)
    if len(ends) == 1:
        value = _value(said, unit)
        return None if value is None else Quantity(float(value), float(value))
    return _interval(ends, unit)


def _interval(ends: list[str], unit: str) -> Quantity | None:
    """Return what lies between two ends; the first may leave the unit to the second."""
    if len(ends) != 2:  # noqa: PLR2004  # a line has two ends
        return None
    first, last = ends
    written = _ONE.fullmatch(first)
    if written and not written[2]:
        tail = _ONE.fullmatch(last)
        first += tail[2] if tail else ""
    low, high = _value(first, unit), _value(last, unit)
    if low is None or high is None or low > high:
        return None
    return Quantity(float(low), float(high))


def _value(text: str, unit: str) -> Decimal | None:
    if infix := _INFIX.fullmatch(text):
        whole, letter, rest, tail = infix.groups()
        power = 0 if letter.casefold() in _names(unit) else _power(letter + tail, unit)
        return None if power is None else _scaled(f"{whole}.{rest}", power)
    written = _ONE.fullmatch(text)
    power = _power(written[2].strip(), unit) if written else None
    return None if written is None or power is None else _scaled(written[1], power)


def _scaled(digits: str, power: int) -> Decimal | None:
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    digits = digits.replace(",", ".")
    return None if digits.count(".") > 1 else Decimal(digits.rstrip(".")).scaleb(power)


def _names(unit: str) -> tuple[str, ...]:
    return (unit.casefold(), *SCALED.get(unit, PLAIN.get(unit, ())))


def _power(tail: str, unit: str) -> int | None:
    """Return the power of ten that a prefix and unit behind a number stand for."""
    if not tail or tail.casefold() in _names(unit):
        return 0
    if unit in SCALED and tail[0] in PREFIXES:
        rest = tail[1:].strip().casefold()
        return PREFIXES[tail[0]] if not rest or rest in _names(unit) else None
    return None


def show_quantity(quantity: Quantity, unit: str) -> str:
    """Return a value as it is written on screens: `4.7 kΩ`, `-40…85 °C`, `±5 %`."""
    low, high = quantity.low, quantity.high
    power = _fitting_power(max(abs(low), abs(high))) if unit in SCALED else 0
    sign = f"{SHOWN[power]}{unit}"
    if low == high:
        return f"{_short(low, power)} {sign}".strip()
    if low == -high:
        return f"±{_short(high, power)} {sign}".strip()
    return f"{_short(low, power)}…{_short(high, power)} {sign}".strip()


def _fitting_power(value: float) -> int:
    if not value:
        return 0
    exponent = Decimal(repr(value)).normalize().adjusted()
    return max(-12, min(12, exponent // 3 * 3))


def _short(value: float, power: int) -> str:
    scaled = Decimal(repr(value)).scaleb(-power)
    plain = f"{Decimal(f'{scaled:.{_SIGNIFICANT}g}'):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
