"""Makers' own codes, told as data: a pattern whose groups are named after what they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from aftercare.kit.scans.results import Draft, Form, Meaning, Scan

LONGEST_PATTERN = 400
GROUPS = {
    "item": Meaning.ITEM,
    "serial": Meaning.SERIAL,
    "lot": Meaning.LOT,
    "date": Meaning.DATE_CODE,
    "quantity": Meaning.QUANTITY,
    "order": Meaning.ORDER,
    "revision": Meaning.REVISION,
}
LONGEST_CODE = 100
MOST_REPETITIONS = 4
# A group that repeats may take for ever: `(a+)+`, `(a|aa)*`. So may many open ends in a row.
_REPEATED_GROUP = re.compile(r"(?<!\\)\)[+*{]")
_OPEN_END = re.compile(r"(?<!\\)(?:[+*]|\{\d*,\})")


@dataclass(frozen=True)
class MakerRule:
    """How one maker writes codes. `pattern` has to fit the whole code."""

    maker: str
    pattern: str


def faults_of(pattern: str) -> list[str]:
    """Return what is wrong with a pattern: `broken`, `nameless`, `endless`, or nothing."""
    try:
        names = set(re.compile(pattern).groupindex)
    except re.error:
        return ["broken"]
    is_open = len(_OPEN_END.findall(pattern)) > MOST_REPETITIONS
    if len(pattern) > LONGEST_PATTERN or is_open or _REPEATED_GROUP.search(pattern):
        return ["endless"]
    return [] if names and names <= set(GROUPS) else ["nameless"]


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern)


def read_by_rules(text: str, rules: Iterable[MakerRule]) -> Scan | None:
    """Read a code by the first rule that fits it, or return None. A faulty rule never fits."""
    if len(text) > LONGEST_CODE:
        return None
    for rule in rules:
        if faults_of(rule.pattern):
            continue
        if match := _compiled(rule.pattern).fullmatch(text):
            return _said(text, rule, match)
    return None


def _said(text: str, rule: MakerRule, match: "re.Match[str]") -> Scan:
    draft = Draft(text, Form.MAKER)
    draft.said[Meaning.MAKER] = rule.maker
    for name, value in match.groupdict().items():
        if value:
            draft.say(GROUPS[name], name, value.strip())
    # The number on the product is the serial even where a part of it is told apart.
    if Meaning.SERIAL not in draft.said and Meaning.LOT not in draft.said:
        draft.said[Meaning.SERIAL] = text
    return draft.done()
