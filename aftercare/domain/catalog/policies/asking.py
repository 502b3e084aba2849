"""What somebody asks of parameters among the words of a search: `capacitance:>10uF`."""

import re
from dataclasses import dataclass

_ASKED = re.compile(r'([\w-]+)[:：]\s?(>=|<=|>|<|=|)("[^"]+"|[^\s"]+)')


@dataclass(frozen=True)
class Asked:
    """One thing asked of a parameter: its name as typed, how it compares, and with what."""

    name: str
    sign: str
    value: str
    typed: str


def asked_in(text: str) -> list[Asked]:
    """Return what is asked of parameters in a text, perhaps of some that nobody knows."""
    return [
        Asked(found[1].casefold(), found[2], found[3].strip('"'), found[0])
        for found in _ASKED.finditer(text)
    ]
