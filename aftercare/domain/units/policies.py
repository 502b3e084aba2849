"""Rules of the trade without database or clock."""

import re
import unicodedata

_JOINTS = re.compile(r"[\s\-_./·]+")
LONGEST_KEY = 60


def key_of(number: str) -> str:
    """
    Return what two ways of writing one number have in common.

    People leave out dashes, type small letters, and let an input method widen the signs.
    """
    return _JOINTS.sub("", unicodedata.normalize("NFKC", number)).upper()[:LONGEST_KEY]
