"""Rules of the trade without database or clock."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from aftercare.kit.scans.date_codes import Window

_JOINTS = re.compile(r"[\s\-_./·]+")
LONGEST_KEY = 60


def key_of(number: str) -> str:
    """
    Return what two ways of writing one number have in common.

    People leave out dashes, type small letters, and let an input method widen the signs.
    """
    return _JOINTS.sub("", unicodedata.normalize("NFKC", number)).upper()[:LONGEST_KEY]


def sure_window(windows: Sequence[Window]) -> tuple[date, date] | None:
    """Return the days a date code stands for, from the first of all readings to the last."""
    if not windows:
        return None
    return min(each.first for each in windows), max(each.until for each in windows)
