"""Data identifiers of ANSI MH10.8.2, as far as labels of components and units carry them."""

import re
from typing import NamedTuple

from aftercare.kit.scans.results import Meaning

# A value neither begins nor ends with what joins two parts of a number.
_ANY = r"[^\x00-\x1f/._-](?:[^\x00-\x1f]{0,58}[^\x00-\x1f/._-])?"


class Known(NamedTuple):
    """What a data identifier means, how its value looks, and how telling that look is."""

    meaning: Meaning | None
    value: "re.Pattern[str]"
    weight: float


def _free(meaning: Meaning | None = None, weight: float = 1.5) -> Known:
    return Known(meaning, re.compile(_ANY), weight)


def _strict(pattern: str, meaning: Meaning | None = None, weight: float = 4.0) -> Known:
    return Known(meaning, re.compile(pattern), weight)


IDENTIFIERS: dict[str, Known] = {
    "P": _free(Meaning.CUSTOMER_ITEM, 0.5),
    "1P": _free(Meaning.ITEM),
    "30P": _free(Meaning.ITEM),
    "31P": _free(),
    "33P": _free(),
    "6P": _free(),
    "20P": _free(),
    "2P": _free(Meaning.REVISION),
    "D": _strict(r"\d{4,8}", Meaning.DATE_CODE, 2.0),
    "9D": _strict(r"[0-9A-Z+-]{2,10}", Meaning.DATE_CODE, 2.5),
    "10D": _strict(r"\d{4,6}[A-Z+]?", Meaning.DATE_CODE, 4.5),
    "11D": _strict(r"\d{4,8}", Meaning.DATE_CODE),
    "16D": _strict(r"\d{8}", Meaning.MADE_ON),
    "6D": _strict(r"\d{8}(?:\d{3})?", Meaning.MADE_ON),
    "14D": _strict(r"\d{8}", Meaning.EXPIRES_ON),
    "1T": _free(Meaning.LOT),
    "T": _free(Meaning.LOT, 0.5),
    "2T": _free(),
    "25T": _free(Meaning.LOT),
    "30T": _free(Meaning.LOT),
    "S": _free(Meaning.SERIAL, 0.5),
    "20S": _free(Meaning.SERIAL),
    "25S": _free(Meaning.SERIAL),
    "1S": _free(Meaning.PACKAGE),
    "3S": _free(Meaning.PACKAGE),
    "4S": _free(Meaning.PACKAGE),
    "5S": _free(Meaning.PACKAGE),
    "Q": _strict(r"\d{1,9}(?:\.\d{1,4})?(?:PCS|EA)?", Meaning.QUANTITY, 2.5),
    "7Q": _strict(r"\d{1,9}[A-Z0-9]{2}", None, 2.0),
    "K": _free(Meaning.ORDER, 0.5),
    "1K": _free(),
    "10K": _free(),
    "11K": _strict(r"\d{1,12}", None, 2.0),
    "13K": _free(),
    "14K": _strict(r"\d{1,6}", None, 2.0),
    "V": _free(None, 0.5),
    "1V": _free(Meaning.MAKER),
    "10V": _free(Meaning.MAKER),
    "12V": _strict(r"\d{9}", Meaning.MAKER),
    "18V": _free(Meaning.MAKER),
    "3V": _free(),
    "4L": _strict(r"[A-Z]{2}", Meaning.COUNTRY, 4.5),
    "21L": _strict(r"[A-Z]{2}"),
    "22L": _strict(r"[A-Z]{2}"),
    "23L": _strict(r"[A-Z]{2}"),
    "E": _free(None, 0.5),
    "3Z": _strict(r"\d[A-Z]?", None, 2.0),
    "10Z": _free(),
    "11Z": _free(),
    "12Z": _free(),
    "13Z": _free(),
    "20Z": _free(),
}

_PRINTED = re.compile(r"(\d{0,3}[A-Z])(.*)", re.DOTALL)


def split_field(field: str) -> tuple[str, str]:
    """Return data identifier and value of one field; the identifier is empty if there is none."""
    match = _PRINTED.fullmatch(field)
    return (match[1], match[2]) if match else ("", field)
