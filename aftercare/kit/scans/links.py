"""Codes that are web addresses: GS1 Digital Link, and makers' pages that name a serial."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from aftercare.kit.scans.gs1 import ELEMENTS, say_element
from aftercare.kit.scans.results import Draft, Form, Meaning, Scan

_SPOKEN = {"gtin": "01", "lot": "10", "ser": "21", "cpv": "22", "sscc": "00"}
_KEYS = {"01", "00", "8003", "8004", "8006"}
_ASKED = {
    "u": Meaning.SERIAL,
    "sn": Meaning.SERIAL,
    "serial": Meaning.SERIAL,
    "serialno": Meaning.SERIAL,
    "serial_number": Meaning.SERIAL,
    "i": Meaning.ITEM,
    "pn": Meaning.ITEM,
    "item": Meaning.ITEM,
    "model": Meaning.ITEM,
    "lot": Meaning.LOT,
    "batch": Meaning.LOT,
    "dc": Meaning.DATE_CODE,
    "qty": Meaning.QUANTITY,
    "rev": Meaning.REVISION,
    "order": Meaning.ORDER,
}
_SHORTEST = {meaning: name for name, meaning in reversed(_ASKED.items())}


def is_link(text: str) -> bool:
    """Return whether a code is a web address."""
    return text[:8].casefold().startswith(("http://", "https://"))


def read_link(text: str) -> Scan:
    """Read a web address; what its path and its question do not say is unread."""
    try:
        address = urlsplit(text)
    except ValueError:
        return Draft(text, Form.LINK).done()
    pairs = _elements(address.path)
    asked = parse_qsl(address.query)
    draft = Draft(text, Form.DIGITAL_LINK if pairs else Form.LINK)
    for identifier, value in pairs:
        say_element(draft, identifier, value.zfill(14) if identifier == "01" else value)
    for name, value in asked:
        if pairs and name in ELEMENTS:
            say_element(draft, name, value)
        else:
            draft.say(_ASKED.get(name.casefold()), name, value)
    return draft.done()


def link_saying(address: str, said: Mapping[Meaning, str]) -> str:
    """Return a web address that opens the same page, and tells whoever reads it as a label."""
    told = {_SHORTEST[each]: said[each] for each in said if each in _SHORTEST and said[each]}
    return f"{address}?{urlencode(told)}" if told else address


def _elements(path: str) -> list[tuple[str, str]]:
    """Return the pairs at the end of a path, from its primary key on; a prefix is left out."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    for start in range(len(parts) - 1):
        names = [_SPOKEN.get(part, part) for part in parts[start::2]]
        values = parts[start + 1 :: 2]
        is_whole = len(names) == len(values) and all(name in ELEMENTS for name in names)
        if is_whole and names[0] in _KEYS:
            return list(zip(names, values, strict=True))
    return []
