"""How matters go: settled by one answer, by two, after a part, a date, a word of Quality."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from aftercare.demo import letters
from aftercare.demo.founding import DAY
from aftercare.demo.matters import SENT_AFTER, Clock, Matter, Step
from aftercare.domain.cases.operations.answers import add_note
from aftercare.domain.cases.operations.joint import answer_escalation, escalate_case
from aftercare.domain.cases.operations.numbers import confirm_number
from aftercare.domain.cases.operations.work import snooze_case, sort_case, wake_case, watch_case
from aftercare.domain.cases.queries import escalations_of, numbers_in
from aftercare.kit.actors import SYSTEM

Plan = Callable[[Matter], Iterator[Step]]


def ordinary(matter: Matter) -> Iterator[Step]:
    """Yield a whole matter: how it comes, what is done, how it ends."""
    yield Step(timedelta(), matter.begin)
    if matter.channel in {"phone", "counter"}:
        yield from _at_the_desk(matter)
        return
    yield Step(SENT_AFTER, matter.send_receipt)
    if matter.about["team"] == "quality":
        yield from _with_quality(matter)
    else:
        plan = matter.chance.choices(list(PLANS), list(PLANS.values()))[0]
        yield from plan(matter)
    yield from _end(matter)


def _at_the_desk(matter: Matter) -> Iterator[Step]:
    yield matter.ours(2, 15, tells_how_it_went(matter))
    if matter.chance.random() < 0.15:
        yield matter.ours(5, 60, matter.waits_for_part)
        yield matter.ours(900, 1500, tells_how_it_went(matter))
    yield matter.ours(1, 20, matter.solve)


def _with_one_answer(matter: Matter) -> Iterator[Step]:
    yield from _first_answer(matter, proposes=True)


def _with_two_answers(matter: Matter) -> Iterator[Step]:
    yield from _first_answer(matter)
    yield from _aside(matter)
    yield matter.theirs(20, 700, matter.follows_up)
    yield from matter.answers(4, 26, "closing", proposes=True)


def _after_more_is_known(matter: Matter) -> Iterator[Step]:
    yield matter.ours(4, 24, matter.asks_and_waits)
    yield Step(SENT_AFTER, matter.send)
    yield matter.theirs(60, 1400, matter.follows_up)
    yield from matter.answers(4, 26, "closing", proposes=True)


def _after_a_part(matter: Matter) -> Iterator[Step]:
    yield from _first_answer(matter)
    yield matter.ours(1, 20, matter.waits_for_part)
    yield from _aside(matter)
    yield matter.ours(1200, 2400, matter.writes("closing", proposes=True))
    yield Step(SENT_AFTER, matter.send)


def _by_a_date(matter: Matter) -> Iterator[Step]:
    yield matter.ours(4, 24, matter.commits)
    yield Step(SENT_AFTER, matter.send)
    yield from _aside(matter)
    if matter.chance.random() < 0.3:
        yield matter.ours(400, 500, _moves_the_date(matter))
        yield Step(SENT_AFTER, matter.send)
    yield from matter.answers(300, 420, "closing", proposes=True)


def _with_quality(matter: Matter) -> Iterator[Step]:
    yield from _first_answer(matter)
    yield matter.ours(5, 40, asks(matter, "rnd" if matter.chance.random() < 0.3 else "quality"))
    yield matter.ours(120, 500, hears_from_them(matter))
    yield matter.theirs(20, 400, matter.follows_up)
    yield from matter.answers(4, 26, "closing", proposes=True)


PLANS: dict[Plan, int] = {
    _with_one_answer: 52,
    _with_two_answers: 22,
    _after_more_is_known: 8,
    _after_a_part: 6,
    _by_a_date: 8,
    _with_quality: 4,
}


def _first_answer(matter: Matter, *, proposes: bool = False) -> Iterator[Step]:
    if matter.chance.random() < 0.05:  # a bad day: nobody looks for long
        yield matter.theirs(200, 300, matter.says("chase"))
    if matter.chance.random() < 0.12:
        yield matter.ours(1, 4, _sorts(matter))
    yield from matter.answers(3, 22, "answer", proposes=proposes)


def _aside(matter: Matter) -> Iterator[Step]:
    """Yield what happens beside the correspondence, mostly nothing."""
    dice = matter.chance.random()
    if dice < 0.28:
        yield matter.ours(2, 25, leaves_a_note(matter))
    elif dice < 0.38:
        yield matter.ours(1, 10, _confirms_numbers(matter))
    elif dice < 0.43:
        yield matter.ours(1, 10, _watches(matter))
    elif dice < 0.46:
        yield matter.ours(1, 10, _snoozes(matter))
        yield Step(DAY + SENT_AFTER, _wakes(matter))
    elif dice < 0.49:
        yield Step(40 * SENT_AFTER, _is_away(matter))


def _end(matter: Matter) -> Iterator[Step]:
    if matter.chance.random() < 0.45:
        yield matter.theirs(15, 1200, matter.says("thanks"))
        yield matter.ours(2, 60, matter.solve)
    else:
        yield matter.ours(30, 900, matter.solve)
    if matter.chance.random() < 0.03:
        yield Step(matter.chance.uniform(3, 12) * DAY, matter.says("again"), Clock.CUSTOMER)
        yield from matter.answers(3, 30, "closing", proposes=True)
        yield matter.ours(300, 900, matter.solve)


def tells_how_it_went(matter: Matter) -> Callable[[datetime], None]:
    """Return the act of writing down what was done at the desk."""

    def act(at: datetime) -> None:
        add_note(
            matter.case,
            text=matter.chance.choice(letters.OURS["told"]),
            actor=matter.agent(),
            at=at,
        )

    return act


def leaves_a_note(matter: Matter) -> Callable[[datetime], None]:
    """Return the act of telling the others something, perhaps one of them by name."""

    def act(at: datetime) -> None:
        text = matter.chance.choice(letters.OURS["notes"]).format(**matter.values)
        add_note(matter.case, text=text, actor=matter.agent(), at=at)

    return act


def asks(matter: Matter, team: str) -> Callable[[datetime], None]:
    """Return the act of asking Quality or R&D for help."""

    def act(at: datetime) -> None:
        question = matter.chance.choice(letters.OURS["questions"]).format(**matter.values)
        escalate_case(
            matter.case,
            team=matter.northwell.teams[team],
            question=question,
            actor=matter.agent(),
            at=at,
        )

    return act


def hears_from_them(matter: Matter) -> Callable[[datetime], None]:
    """Return the act of the team that was asked answering."""

    def act(at: datetime) -> None:
        asked = escalations_of(matter.case).filter(answered_at=None).first()
        if asked:
            answer = matter.about["cause"] or matter.chance.choice(letters.OURS["findings"])
            who = matter.northwell.people[asked.team.code][0]
            answer_escalation(asked, answer=answer, actor=who, at=at)

    return act


def _sorts(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        tags = sorted({*matter.case.tags, *matter.about["tags"]})
        kind, agent = matter.about["kind"], matter.agent()
        sort_case(matter.case, kind=kind, tags=tags, actor=agent, at=at)

    return act


def _confirms_numbers(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        number = numbers_in(matter.case).filter(state="found").first()
        if number:
            confirm_number(number, actor=matter.agent(), at=at)

    return act


def _watches(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        watch_case(matter.case, watching=True, actor=matter.northwell.who("ana"), at=at)

    return act


def _snoozes(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        snooze_case(matter.case, until=at + DAY, actor=matter.agent(), at=at)

    return act


def _wakes(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        wake_case(matter.case, actor=SYSTEM, at=at)

    return act


def _is_away(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        away = letters.MANNERS[matter.language]["away"]
        matter.arrive(away, auto="auto_reply", at=at)

    return act


def _moves_the_date(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        matter.commits(at, what="later", reason="The part is late.")

    return act
