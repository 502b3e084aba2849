"""GS1 element strings: with FNC1, with parentheses, or with nothing between their elements."""

import re
from typing import NamedTuple

from aftercare.kit.scans.controls import GS
from aftercare.kit.scans.results import Draft, Form, Meaning, Problem, Scan


class Element(NamedTuple):
    """What an application identifier means, and how long its value is."""

    length: int
    fixed: bool
    meaning: Meaning | None = None


def _fixed(length: int, meaning: Meaning | None = None) -> Element:
    return Element(length, fixed=True, meaning=meaning)


def _open(length: int, meaning: Meaning | None = None) -> Element:
    return Element(length, fixed=False, meaning=meaning)


ELEMENTS: dict[str, Element] = {
    "00": _fixed(18, Meaning.PACKAGE),
    "01": _fixed(14, Meaning.GTIN),
    "02": _fixed(14, Meaning.GTIN),
    "10": _open(20, Meaning.LOT),
    "11": _fixed(6, Meaning.MADE_ON),
    "12": _fixed(6),
    "13": _fixed(6),
    "15": _fixed(6),
    "16": _fixed(6),
    "17": _fixed(6, Meaning.EXPIRES_ON),
    "20": _fixed(2),
    "21": _open(20, Meaning.SERIAL),
    "22": _open(20),
    "30": _open(8, Meaning.QUANTITY),
    "37": _open(8, Meaning.QUANTITY),
    "90": _open(30),
    "240": _open(30, Meaning.ITEM),
    "241": _open(30, Meaning.CUSTOMER_ITEM),
    "242": _open(6),
    "243": _open(20),
    "250": _open(30),
    "251": _open(30),
    "253": _open(30),
    "254": _open(20),
    "400": _open(30, Meaning.ORDER),
    "401": _open(30),
    "402": _fixed(17),
    "403": _open(30),
    "410": _fixed(13),
    "411": _fixed(13),
    "412": _fixed(13),
    "413": _fixed(13),
    "414": _fixed(13),
    "415": _fixed(13),
    "416": _fixed(13),
    "417": _fixed(13),
    "420": _open(20),
    "421": _open(12),
    "422": _open(3),
    "7240": _open(20),
    "8002": _open(20),
    "8003": _open(30),
    "8004": _open(30),
    "8005": _fixed(6),
    "8006": _fixed(18),
    "8008": _open(12),
    "8012": _open(20),
    "8013": _open(25),
    "8020": _open(25),
    "8200": _open(70),
    **{str(company): _open(90) for company in range(91, 100)},
    **{f"{measure}{digits}": _fixed(6) for measure in range(310, 370) for digits in range(6)},
}

_SYMBOL = re.compile(r"\](?:C1|d2|Q3|e0|J1|Q1|d1|C0)")
_PRINTED = re.compile(r"\((\d{2,4})\)([^()]*(?:\((?!\d{2,4}\))[^()]*)*)")
_TRADE_ITEM = re.compile(r"0[12](\d{14})")
_ARTICLE = re.compile(r"\d{8}|\d{12,14}")


def is_element_string(text: str) -> bool:
    """Return whether a code is an element string: it says so, or begins with a valid GTIN."""
    if text.startswith((GS, "]C1", "]d2", "]Q3", "]e0", "]J1")) or _PRINTED.match(text):
        return True
    item = _TRADE_ITEM.match(text)
    return bool(item and has_check_digit(item[1]))


def read_element_string(text: str) -> Scan:
    """Read an element string."""
    draft = Draft(text, Form.GS1)
    content = _SYMBOL.sub("", text, count=1)
    if _PRINTED.match(content):
        for match in _PRINTED.finditer(content):
            say_element(draft, match[1], match[2].strip())
    else:
        read_elements(content, draft)
    return draft.done()


def read_elements(content: str, draft: Draft) -> None:
    """Read elements one after the other; one of open length ends with a separator."""
    rest = content.lstrip(GS)
    while rest:
        found = next((rest[:n] for n in (2, 3, 4) if rest[:n] in ELEMENTS), "")
        if not found:
            unknown, _separator, rest = rest.partition(GS)
            draft.say(None, "", unknown)
            continue
        element = ELEMENTS[found]
        said, _separator, behind = rest.partition(GS)
        end = len(found) + element.length
        value = said[len(found) : end]
        # What has a fixed length needs no separator; what is too long for its element goes on.
        rest = said[end:] + (GS + behind if behind else "")
        rest = rest.lstrip(GS)
        say_element(draft, found, value)


def say_element(draft: Draft, identifier: str, value: str) -> None:
    """Note an element, and what is wrong with it."""
    element = ELEMENTS.get(identifier)
    meaning = element.meaning if element else None
    if element and element.fixed and len(value) != element.length:
        draft.warn(Problem.CUT_OFF)
        meaning = None
    if meaning is Meaning.GTIN and not has_check_digit(value):
        draft.warn(Problem.BAD_CHECK_DIGIT)
    if value:
        draft.say(meaning, identifier, value)


def has_check_digit(digits: str) -> bool:
    """Return whether the last digit of a GTIN is the one it has to be."""
    if not digits.isascii() or not digits.isdecimal():
        return False
    weighed = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return weighed % 10 == 0


def is_article_number(text: str) -> bool:
    """Return whether a code is the bare number of an article (EAN, UPC, GTIN)."""
    return bool(_ARTICLE.fullmatch(text)) and has_check_digit(text)


def read_article_number(text: str) -> Scan:
    """Read the bare number of an article; it is brought to fourteen digits."""
    draft = Draft(text, Form.ARTICLE_NUMBER)
    draft.say(Meaning.GTIN, "01", text.zfill(14))
    return draft.done()
