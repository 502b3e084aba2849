"""
Conditions as books write them: `days_since_sale <= 7`, `cause is human_damage|wear`.

An answer is yes, no, or not known; whoever asks several hears no if one of them is no, whatever
else is not known.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from aftercare.domain.coverage.policies.decisions import Failed, Value
from aftercare.domain.coverage.policies.measures import Measure, Unknown, View
from aftercare.domain.coverage.policies.questions import MEASURES

SHAPE = re.compile(
    r"(?P<measure>\w+) (?P<operator>is not|is|has|lacks|<=|>=|<|>) (?P<limit>[\w.|]+)"
)


class UnknownCondition(Exception):
    """A condition that nobody can answer."""


@dataclass(frozen=True)
class Condition:
    """A measure, and what it has to be."""

    measure: Measure
    operator: str
    limit: str
    holds: Callable[[Value], bool]

    def __str__(self) -> str:
        return f"{self.measure.name} {self.operator} {self.limit}"


class Answer(NamedTuple):
    """Whether conditions hold; None if that is not known."""

    holds: bool | None
    used: dict[str, Value]
    failed: Failed | None = None
    needs: tuple[str, ...] = ()


@cache
def conditions_in(texts: tuple[str, ...]) -> tuple[Condition, ...]:
    """
    Return what conditions mean.

    Raises UnknownCondition if one is not written as it has to be, or asks what nobody measures.
    """
    return tuple(_condition_in(text) for text in texts)


def _condition_in(text: str) -> Condition:
    found = SHAPE.fullmatch(text)
    if not found:
        raise UnknownCondition(f"{text!r} is no condition such as 'days_since_sale <= 7'")
    measure = MEASURES.get(found["measure"])
    if measure is None:
        raise UnknownCondition(f"{text!r}: known are {', '.join(sorted(MEASURES))}")
    test = _test(measure, found["operator"], found["limit"], text)
    return Condition(measure, found["operator"], found["limit"], test)


def _test(measure: Measure, operator: str, limit: str, text: str) -> Callable[[Value], bool]:
    if measure.kind is int and operator not in ("has", "lacks", "is not") and limit.isdigit():
        return _comparison(operator, int(limit))
    if measure.kind is bool and operator == "is" and limit in ("true", "false"):
        wanted = limit == "true"
        return lambda value: value is wanted
    words = frozenset(limit.split("|"))
    # What a measure gives is of its kind, which is asked here; types cannot say that.
    if measure.kind is str and operator == "is":
        return lambda value: value in words
    if measure.kind is str and operator == "is not":
        return lambda value: value not in words
    if measure.kind is list and operator == "has":
        return lambda value: not words.isdisjoint(value)  # type: ignore[arg-type]
    if measure.kind is list and operator == "lacks":
        return words.isdisjoint  # type: ignore[return-value]
    raise UnknownCondition(f"{text!r}: {measure.name} cannot be compared like this")


def _comparison(operator: str, limit: int) -> Callable[[Value], bool]:
    # Only measures that are numbers get here.
    tests: dict[str, Callable[[Value], bool]] = {
        "is": lambda value: value == limit,
        "<=": lambda value: value <= limit,  # type: ignore[operator]
        ">=": lambda value: value >= limit,  # type: ignore[operator]
        "<": lambda value: value < limit,  # type: ignore[operator]
        ">": lambda value: value > limit,  # type: ignore[operator]
    }
    return tests[operator]


def ask(conditions: tuple[Condition, ...], view: View) -> Answer:
    """Return whether all conditions hold, with the values that were looked at."""
    used: dict[str, Value] = {}
    needs: tuple[str, ...] = ()
    for condition in conditions:
        measure = condition.measure
        value = view.value_of(measure)
        if isinstance(value, Unknown):
            # What comes behind may not matter any more once this is known.
            needs = needs or value.facts
            continue
        used[measure.name] = value
        if not condition.holds(value):
            failed = Failed(measure.name, condition.operator, condition.limit, value)
            return Answer(False, used, failed)  # noqa: FBT003  # names cost a tenth of a decision
    return Answer(None if needs else True, used, None, needs)
