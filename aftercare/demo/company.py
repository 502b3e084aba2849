"""Northwell: eighteen months of a believable company, made only through operations."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from aftercare.base.promises.operations import notice_time
from aftercare.demo.founding import Northwell, found_northwell
from aftercare.demo.matters import Act, Step, begin_matter
from aftercare.kit.actors import SYSTEM
from aftercare.kit.replay import history_is_replayed

LOGINS = [
    ("liza@northwell.example", "northwell-demo", "agent, customer service"),
    ("ana@northwell.example", "northwell-demo", "customer-service manager"),
    ("wen@northwell.example", "northwell-demo", "engineer, technical hotline, 简体中文"),
    ("mei@northwell.example", "northwell-demo", "agent, 繁體中文"),
    ("jun@northwell.example", "northwell-demo", "agent, Filipino"),
    ("admin@northwell.example", "northwell-demo", "administrator"),
]
MONTHS = 18
CASES = 600

Tell = Callable[[int, int], None]
Due = tuple[datetime, int, Iterator[Step], Act | None]


def build(*, at: datetime, cases: int = CASES, tell: Tell = lambda done, all_of_them: None) -> None:
    """
    Play the company until `at`, the same one every time. `tell` hears how far it is.

    The matters of all customers run side by side; what comes first is done first, so that
    numbers, loads and clocks are what they would have been.
    """
    began = at - timedelta(days=30 * MONTHS)
    # All or nothing: whoever interrupts the first start finds no half of a company.
    with transaction.atomic(), history_is_replayed():
        northwell = found_northwell(began=began, until=at)
        _play(northwell, _matters(northwell, cases), until=at, cases=cases, tell=tell)


def _matters(northwell: Northwell, cases: int) -> Iterator[tuple[datetime, Iterator[Step]]]:
    for number in range(cases):
        begins = northwell.some_moment(number / cases)
        yield begins, begin_matter(northwell, begins)


def _play(
    northwell: Northwell,
    matters: Iterator[tuple[datetime, Iterator[Step]]],
    *,
    until: datetime,
    cases: int,
    tell: Tell,
) -> None:
    tie = count()
    waiting: list[Due] = [(begins, next(tie), steps, None) for begins, steps in matters]
    heapq.heapify(waiting)
    noticed, finished = northwell.began, 0
    while waiting:
        at, _tie, steps, act = heapq.heappop(waiting)
        if at > until:
            continue
        if at - noticed > timedelta(hours=6):
            noticed = at
            notice_time(actor=SYSTEM, at=at)
        if act:
            act(at)
        following = next(steps, None)
        if following is None:
            finished += 1
            tell(finished, cases)
        else:
            pause, act = following
            heapq.heappush(waiting, (at + pause, next(tie), steps, act))
    notice_time(actor=SYSTEM, at=until)
