from collections.abc import Callable, Iterable

from aftercare.kit.scans import gs1, iso15434, links
from aftercare.kit.scans.controls import restore
from aftercare.kit.scans.makers import MakerRule, read_by_rules
from aftercare.kit.scans.results import Problem, Scan, plain

LONGEST = 2_000


def read_scan(typed: str, rules: Iterable[MakerRule] = ()) -> Scan:
    """
    Return what a scanned or typed code says. It never fails.

    Understood are labels by ISO/IEC 15434 (EIGP 114 and what lost its separators), GS1
    element strings and links, makers' own codes by `rules`, web addresses. Anything else is
    a plain number, of a unit, a lot, an order.
    """
    if len(typed) > LONGEST:
        return plain(restore(typed[:LONGEST]), [Problem.TOO_LONG])
    text = restore(typed)
    if not text:
        return plain("", [Problem.EMPTY])
    for fits, read in _TOLD_BY_THEMSELVES:
        if fits(text):
            return read(text)
    return read_by_rules(text, rules) or _read_number(text)


def _read_number(text: str) -> Scan:
    for fits, read in _TOLD_BY_CHECK_DIGIT:
        if fits(text):
            return read(text)
    return plain(text)


Reader = tuple[Callable[[str], bool], Callable[[str], Scan]]
_TOLD_BY_THEMSELVES: tuple[Reader, ...] = (
    (iso15434.is_message, iso15434.read_message),
    (links.is_link, links.read_link),
)
# A maker's rule is asked before these: one serial in ten has the check digit of an article.
_TOLD_BY_CHECK_DIGIT: tuple[Reader, ...] = (
    (gs1.is_element_string, gs1.read_element_string),
    (gs1.is_article_number, gs1.read_article_number),
)
