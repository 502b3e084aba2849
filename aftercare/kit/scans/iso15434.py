"""Labels by ISO/IEC 15434, among them those of EIGP 114, also where separators were lost."""

import re

from aftercare.kit.scans.controls import EOT, GS, RS
from aftercare.kit.scans.gs1 import read_elements
from aftercare.kit.scans.identifiers import IDENTIFIERS, split_field
from aftercare.kit.scans.results import Draft, Form, Problem, Scan
from aftercare.kit.scans.separating import separate

_HEADER = re.compile(r">?\[\)>")
_ENVELOPE = re.compile(r"(\d{2})")
_DATA_IDENTIFIERS, _APPLICATION_IDENTIFIERS = "06", "05"


def is_message(text: str) -> bool:
    """Return whether a code says of itself that it is such a message."""
    return bool(_HEADER.match(text))


def read_message(text: str) -> Scan:
    """Read a message; one without its record separators or its end is read all the same."""
    draft = Draft(text, Form.ISO_15434)
    body = _HEADER.sub("", text, count=1)
    if EOT not in body:
        draft.warn(Problem.CUT_OFF)
    for envelope in filter(None, body.replace(EOT, "").split(RS)):
        _read_envelope(envelope, draft)
    return draft.done()


def _read_envelope(envelope: str, draft: Draft) -> None:
    header = _ENVELOPE.match(envelope)
    kind, content = (header[1], envelope[2:]) if header else ("", envelope)
    if kind == _DATA_IDENTIFIERS:
        _read_data_identifiers(content, draft)
    elif kind == _APPLICATION_IDENTIFIERS:
        read_elements(content, draft)
    else:
        draft.warn(Problem.UNKNOWN_FORMAT)
        draft.say(None, kind, content)


def _read_data_identifiers(content: str, draft: Draft) -> None:
    fields = [each for each in content.split(GS) if each]
    if GS not in content and (separated := separate(content)):
        draft.warn(Problem.SEPARATORS_LOST)
        fields = separated
    for each in fields:
        identifier, value = split_field(each)
        known = IDENTIFIERS.get(identifier)
        if value.strip():
            draft.say(known.meaning if known else None, identifier, value.strip())
