"""
How days are counted, in one place.

- The day something begins is not counted: a year from 1 September 1998 ends on 1 September 1999,
  and that day still belongs to it. A month that lacks the day ends on its last day.
- Of a repair both the day it was handed in and the day it was handed back count: on neither did
  the customer have the use of it. Days that several spans share count once.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
MONTHS = 12


@dataclass(frozen=True, order=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def days_between(begin: date, end: date) -> int:
    """Return how many days have passed, the first not counted; never below zero."""
    return max((end - begin).days, 0)


def months_later(day: date, months: int) -> date:
    """Return the last day of a period of `months` that begins on `day`."""
    year, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_begun(begin: date, end: date) -> int:
    """Return the smallest number of months in whose period from `begin` the day `end` lies."""
    months = max((end.year - begin.year) * MONTHS + end.month - begin.month, 0)
    return months if end <= months_later(begin, months) else months + 1


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans that share no day, in order, with the same days."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.first <= result[-1].last + ONE_DAY:
            result[-1] = Span(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return result


def extended(begin: date, end: date, spans: Iterable[Span]) -> date:
    """
    Return the last day of a period that stands still in the `spans`, merged and in order.

    A span counts if the period still ran when it began; the days before `begin` do not.
    """
    for span in spans:
        if span.last < begin or span.first > end:
            continue
        end += timedelta(days=Span(max(span.first, begin), span.last).days)
    return end


def moved_over(day: date, holidays: Iterable[date]) -> date:
    """Return the first day from `day` on that is no holiday."""
    free = frozenset(holidays)
    while day in free:
        day += ONE_DAY
    return day
