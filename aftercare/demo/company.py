"""Northwell: eighteen months of a believable company, made only through operations."""

import heapq
from collections import Counter
from collections.abc import Callable, Container, Iterator
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any, NamedTuple

from django.db import connection, transaction
from procrastinate.contrib.django import app

from aftercare.base.people.operations.notices import read_notifications
from aftercare.base.promises.operations import notice_time
from aftercare.demo.catalog import fill_catalog
from aftercare.demo.chapters import (
    count_alone,
    count_together,
    mark_as_finished,
    mark_as_unfinished,
    must_be_apart,
    must_have_opened,
    played_beside,
    played_fast,
)
from aftercare.demo.coverage import agree_on_service, give_free_spares_agreed
from aftercare.demo.customers import ACCOUNTS, CONTACTS, CUSTOMER, win_customers
from aftercare.demo.founding import CAST, DAY, HOUR, PASSWORD, Northwell, chance_of, found_northwell
from aftercare.demo.guidance import give_guidance
from aftercare.demo.imports import tables_taken_over
from aftercare.demo.incidents import incident_for
from aftercare.demo.kinds import repair_all_kinds
from aftercare.demo.matters import Act, Clock, Matter, Step
from aftercare.demo.parcels import send_parcels
from aftercare.demo.passwords import passwords_made_fast
from aftercare.demo.past import make_the_older_ones
from aftercare.demo.past_cases import hand_old_cases_in, take_old_cases_over
from aftercare.demo.planning import decide_last_buy
from aftercare.demo.plans import ordinary
from aftercare.demo.recovery import recover
from aftercare.demo.repairs import run_workshop
from aftercare.demo.returns import take_things_back
from aftercare.demo.reviews import review_stores
from aftercare.demo.self_help import questions_answered
from aftercare.demo.stores import fill_stores
from aftercare.demo.supply import run_supply
from aftercare.demo.today import gets_spam, on_the_desks, set_aside
from aftercare.demo.units import fill_the_field, with_its_unit
from aftercare.domain.cases.operations.rules import switch_automatic_message
from aftercare.domain.cases.queries import receipt_message
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.together import history_is_replayed
from aftercare.kit.worktime import add_work_time

LOGINS = [
    (f"{each['handle']}@{CAST['company']['domain']}", PASSWORD, each["duty"])
    for each in CAST["user"]
    if each["signs_in"]
] + [(CUSTOMER, PASSWORD, "a customer: her units, cases and documents")]
MONTHS = 18
CASES = 220
"""Cases of the months in which Northwell has worked with Aftercare. Beside them are past ones."""
EQUIPPING = 60
"""Matters that take as long as what the second player has to do before them, less the first."""
STRAYS = 20
"""Matters after the cut that may begin before it, for a weekend lies between."""
NOTICED_EVERY = 6 * HOUR
RECENT = 120
"""Matters at the end whose units are known."""
MORNING = 0.99
"""The part of all matters after which they are those of the last day."""

BENCHES_FILLED = 54 * HOUR
"""How long before the end the workshop is played: where only one player notices its promises."""

Tell = Callable[[int, int], None]


class Due(NamedTuple):
    """What happens next in one of the stories that run side by side."""

    at: datetime
    number: int
    act: Act | None
    steps: Iterator[Step]
    matter: Matter | None = None

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return self[:2] < other[:2]


def build(
    *,
    at: datetime,
    cases: int = CASES,
    players: int = 2,
    tell: Tell = lambda done, all_of_them: None,
) -> None:
    """
    Play the company until `at`, the same one every time. `tell` hears how far it is.

    The matters of all customers run side by side; what comes first is done first, so that
    numbers, loads and clocks are what they would have been. Two players share the matters out
    by time, and the second one equips the company before its own. Whoever interrupts them leaves
    a mark, by which `sweep_up` knows the half company.
    """
    if players == 1:
        with transaction.atomic(), history_is_replayed():
            northwell = _found(at, cases)
            take_old_cases_over(northwell)
            _equip(northwell, cases)
            _play(northwell, [*_matters(northwell, cases, ()), *_routine(northwell)], tell)
        return
    with played_fast():
        with transaction.atomic(), history_is_replayed():
            mark_as_unfinished()
            northwell = _found(at, cases)
            must_be_apart()
        _play_in_two(northwell, cases, tell)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or first pages are slow until the database does it
        # Reports are counted by night; nobody wants to wait for the first one.
        app.configure_task("cases.refresh_all_figures").defer(timestamp=0)
        app.configure_task("planning.plan_daily").defer(timestamp=0)


def _found(at: datetime, cases: int) -> Northwell:
    with passwords_made_fast():
        northwell = found_northwell(began=at - 30 * MONTHS * DAY, until=at)
        northwell.share = share = min(cases / CASES, 1.0)
        accounts, contacts = int(ACCOUNTS * share) + 12, int(CONTACTS * share) + 36
        win_customers(northwell, accounts=accounts, contacts=contacts)
        hand_old_cases_in(northwell)
    return northwell


def _equip(northwell: Northwell, cases: int) -> None:
    """Give Northwell what only the later matters have to do with: what it makes, sold and keeps."""
    fill_catalog(northwell)
    agree_on_service(northwell)
    on_desks = [matter for _begins, matter, _steps in on_the_desks(northwell)]
    recent = [Matter(northwell, number) for number in range(max(0, cases - RECENT), cases)]
    fill_the_field(northwell, [*on_desks, *reversed(recent)])
    make_the_older_ones(northwell)
    fill_stores(northwell)
    give_free_spares_agreed(northwell)


def _play_in_two(northwell: Northwell, cases: int, tell: Tell) -> None:
    count = _early_ones(cases)
    begun = sorted(_matters(northwell, cases, range(count + STRAYS)))
    # Tables name items and units, which only the second player makes.
    tables_begin = min(came for came, _act in tables_taken_over(northwell))
    cut = min(begun[count].at, tables_begin)
    early, late = (
        [due for due in begun if (due.at < cut) is is_early] for is_early in (True, False)
    )
    opened = Counter(due.at.year for due in early)
    finished = get_context("fork").Value("i", 0)

    def play_early() -> None:
        northwell.counts_macros = False
        with transaction.atomic(), history_is_replayed():
            take_old_cases_over(northwell)  # nobody else counts past cases
            count_alone()
            _play(northwell, [*early, *_routine(northwell, before=cut)], _counts(finished))
            must_have_opened(opened)

    with played_beside(play_early) as wait, transaction.atomic(), history_is_replayed():
        count_alone(opened)
        _equip(northwell, cases)
        _play(
            northwell,
            [*late, *_routine(northwell, since=cut)],
            lambda done, _all: tell(done + finished.value, cases),
        )
        wait()
        count_together()
        mark_as_finished()


def _early_ones(cases: int) -> int:
    """Return how many matters the first player has, so that both have as much to do."""
    return min((cases + EQUIPPING) // 2, cases * 4 // 5)


def _counts(finished: Any) -> Tell:
    def tell(done: int, _all: int) -> None:
        finished.value = done

    return tell


def _matters(northwell: Northwell, cases: int, early: Container[int]) -> Iterator[Due]:
    """Yield all matters. With those of `early` numbers nothing goes otherwise: one case each."""
    for number in range(cases):
        matter = Matter(northwell, number)
        begins = _begins(northwell, matter, number / cases)
        incident = None if number in early else incident_for(matter)
        steps = incident(matter) if incident else ordinary(matter)
        yield Due(begins, number, None, with_its_unit(matter, steps), matter)
    for begins, matter, steps in on_the_desks(northwell):
        yield Due(begins, matter.number, None, steps, matter)


def _begins(northwell: Northwell, matter: Matter, share: float) -> datetime:
    """Return a moment of a working day: more of them late than early, most before noon."""
    chance = matter.chance
    days = (northwell.until - northwell.in_use_since) / DAY
    day: datetime = northwell.in_use_since + share**0.85 * days * DAY
    moment = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if moment.weekday() > 4 and chance.random() < 0.75:
        moment += (7 - moment.weekday()) * DAY
    moment += min(max(chance.gauss(4.5, 3.0), 0.0), 15.0) * HOUR
    moment += timedelta(seconds=chance.randrange(3600))
    if moment >= northwell.until or share > MORNING:
        moment = northwell.until - chance.random() ** 1.3 * 30 * HOUR
    return moment


def _routine(
    northwell: Northwell, *, since: datetime | None = None, before: datetime | None = None
) -> list[Due]:
    """Return what happens whoever writes, between two times."""
    since, before = since or northwell.in_use_since, before or northwell.until
    return [due for due in _habits(northwell) if since <= due.at < before]


def _habits(northwell: Northwell) -> Iterator[Due]:
    """Yield what is done once, and how people read what is new."""
    chance = chance_of("routine")
    yield Due(northwell.receipts_from, -1, _switch_receipts_on(northwell), iter(()))
    yield Due(northwell.until - 100 * timedelta(minutes=1), -2, set_aside(northwell), iter(()))
    yield Due(northwell.until - 130 * timedelta(minutes=1), -2, gets_spam(northwell), iter(()))
    yield Due(northwell.until - BENCHES_FILLED, -3, _fill_benches(northwell), iter(()))
    for at, act in (*tables_taken_over(northwell), *questions_answered(northwell)):
        yield Due(at, -4, act, iter(()))
    for number, actor in enumerate(northwell.actors.values()):
        at = northwell.in_use_since + chance.random() * 7 * DAY
        while at < northwell.until - HOUR * (3 + number):
            yield Due(at, -5 - number, _reads(actor), iter(()))
            at += 7 * DAY


def _switch_receipts_on(northwell: Northwell) -> Act:
    return lambda at: switch_automatic_message(
        receipt_message(), active=True, was_seen=True, actor=northwell.who("ana"), at=at
    )


def _fill_benches(northwell: Northwell) -> Act:
    def act(at: datetime) -> None:
        run_workshop(northwell)
        repair_all_kinds(northwell)
        recover(northwell)
        send_parcels(northwell)
        take_things_back(northwell)
        run_supply(northwell)
        review_stores(northwell)
        decide_last_buy(northwell)
        give_guidance(northwell, at)

    return act


def _reads(actor: Actor) -> Act:
    return lambda at: read_notifications(actor=actor, at=at)


def _play(northwell: Northwell, waiting: list[Due], tell: Tell) -> None:
    stories = sum(1 for due in waiting if due.matter)
    heapq.heapify(waiting)
    noticed, finished = northwell.in_use_since, 0
    while waiting and waiting[0].at <= northwell.until:
        due = heapq.heappop(waiting)
        if due.at - noticed > NOTICED_EVERY:
            noticed = due.at
            notice_time(actor=SYSTEM, at=due.at)
        if due.act:
            due.act(due.at)
        following = next(due.steps, None)
        if following:
            heapq.heappush(waiting, _after(northwell, due, following))
        elif due.matter:
            finished += 1
            tell(finished, stories)
    notice_time(actor=SYSTEM, at=northwell.until)


def _after(northwell: Northwell, due: Due, step: Step) -> Due:
    at = due.at + step.after
    if step.clock is Clock.OFFICE:
        at = add_work_time(northwell.hours, due.at, step.after)
    elif step.clock is Clock.CUSTOMER and due.matter:
        at = due.matter.at_home(at)
    return due._replace(at=at, act=step.act)
