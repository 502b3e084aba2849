"""What lies on the desks now: the matters the tour tells of, on whatever day it is."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from aftercare.demo import letters
from aftercare.demo.coverage import decides
from aftercare.demo.founding import DATA, Northwell
from aftercare.demo.kinds import follows, quotes
from aftercare.demo.matters import MINUTE, SECOND, SENT_AFTER, Act, Matter, Step
from aftercare.demo.plans import asks, leaves_a_note
from aftercare.demo.units import names_its_unit
from aftercare.domain.cases.operations.drafts import save_draft
from aftercare.domain.cases.operations.outcome import commit_to_date
from aftercare.domain.cases.operations.spam import mark_as_spam
from aftercare.domain.cases.operations.work import assign_case, snooze_case, wait_for
from aftercare.domain.cases.queries import case_of_thread
from aftercare.domain.cases.states import Block, WaitingFor
from aftercare.domain.conversations.operations.intake import (
    accept_envelope,
    put_envelope_aside,
    receive_message,
)
from aftercare.domain.conversations.ports import Incoming
from aftercare.kit.actors import SYSTEM

TODAY: list[dict[str, Any]] = tomllib.loads((DATA / "today.toml").read_text())["matter"]
FIRST_NUMBER = 1_000_000
"""Numbers of these matters, so that their dice differ from all others."""

OFFER = "Dear Sir or Madam,\n\nreach every buyer of electronics in Asia. Reply YES."


def on_the_desks(northwell: Northwell) -> Iterator[tuple[datetime, Matter, Iterator[Step]]]:
    """Yield when each matter of today begins, and how far it has gone."""
    for number, told in enumerate(TODAY, FIRST_NUMBER):
        matter = Matter(
            northwell,
            number,
            code=told["code"],
            customer=northwell.regulars[told["who"]],
            channel=told["channel"],
        )
        begins = northwell.until - told["begins"] * MINUTE
        yield begins, matter, _story(matter, told)


def _story(matter: Matter, told: dict[str, Any]) -> Iterator[Step]:
    """Yield what was done so far, each at its minutes before now."""
    acts = sorted(_acts(matter, told), key=lambda done: -done[0])
    before = timedelta(minutes=told["begins"])
    yield Step(timedelta(), matter.begin)
    for minutes, act in acts:
        yield Step(before - minutes * MINUTE, act)
        before = minutes * MINUTE


def _acts(matter: Matter, told: dict[str, Any]) -> Iterator[tuple[float, Act]]:
    last = min(told[name] for name in ("begins", "answered", "asked", "heard") if name in told)
    yield told["begins"] - 0.2, matter.send_receipt
    if matter.values["serial"] in matter.northwell.in_the_field:
        yield told["begins"] - 0.3, names_its_unit(matter)
    if "whose" in told:
        yield told["begins"] - 0.4, _gives_to(matter, told["whose"])
    if "answered" in told:
        yield told["answered"], matter.writes("answer")
        yield told["answered"] - SENT_AFTER / MINUTE, matter.send
    for name, made in AT_MINUTES.items():
        if name in told:
            yield told[name], made(matter, told)
    if "waits" in told:
        yield last - 3, _waits(matter, told["waits"])
    if "due" in told:
        yield max(last - 1, 0.5) if told["due"] > 0 else last + 200, _commits(matter, told["due"])


def _hears(matter: Matter, told: dict[str, Any]) -> Act:
    return matter.comes(f"{told['says']}\n\n{matter.values['name']}")


def _gives_back(matter: Matter, _told: dict[str, Any]) -> Act:
    def act(at: datetime) -> None:
        ana, team = matter.northwell.who("ana"), matter.northwell.teams["service"]
        matter.case.refresh_from_db()
        assign_case(matter.case, team=matter.case.team or team, assignee=None, actor=ana, at=at)

    return act


def _gives_to(matter: Matter, handle: str) -> Act:
    def act(at: datetime) -> None:
        ana, user = matter.northwell.who("ana"), matter.northwell.users[handle]
        matter.case.refresh_from_db()
        assign_case(matter.case, team=matter.case.team, assignee=user, actor=ana, at=at)
        matter.case.refresh_from_db()

    return act


def _waits(matter: Matter, what: str) -> Act:
    return lambda at: wait_for(matter.case, WaitingFor(what), actor=matter.agent(), at=at)


def _snoozes(matter: Matter, _told: dict[str, Any]) -> Act:
    until = matter.northwell.until + timedelta(hours=19)
    return lambda at: snooze_case(matter.case, until=until, actor=matter.agent(), at=at)


def _begins_to_write(matter: Matter, _told: dict[str, Any]) -> Act:
    def act(at: datetime) -> None:
        text = letters.some(matter.chance, matter.language, "agent_greeting")
        body = f"{text.format(first=matter.values['first'])}\n\n{matter.filled('answer')[:60]}"
        save_draft(matter.case, kind="reply", text=body, actor=matter.agent(), at=at)

    return act


AT_MINUTES: dict[str, Callable[[Matter, dict[str, Any]], Act]] = {
    "noted": lambda matter, _told: leaves_a_note(matter),
    "asked": lambda matter, told: asks(matter, told.get("asked_team", "quality")),
    "heard": _hears,
    "given_back": _gives_back,
    "snoozed": _snoozes,
    "draft": _begins_to_write,
    "quoted": lambda matter, _told: quotes(matter),
    "followed": lambda matter, _told: follows(matter),
    "decided": lambda matter, told: decides(matter, told["facts"]),
}
"""What is done at so many minutes before now, by its name in the data."""


def _commits(matter: Matter, due: int) -> Act:
    due_at = matter.northwell.until + due * MINUTE
    return lambda at: commit_to_date(matter.case, due_at=due_at, actor=matter.agent(), at=at)


def set_aside(northwell: Northwell) -> Callable[[datetime], None]:
    """Return the act of a mail arriving that could not be taken in: the disk was full."""

    def act(at: datetime) -> None:
        mail = EmailMessage()
        mail["From"] = "Ofelia Tan <ofelia@tan-optics.example>"
        mail["To"] = northwell.mail.address
        mail["Subject"] = "Quotation for 40 PV-2700, please"
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = "<quotation-40@tan-optics.example>"
        mail.set_content(
            "Good day,\n\nplease quote 40 pieces PV-2700 for our new office in Iloilo,"
            " delivery in two lots.\n\nBest regards\nOfelia Tan\n"
        )
        envelope = accept_envelope(
            northwell.mail, external_id="quotation-40", raw=mail.as_bytes(), actor=SYSTEM, at=at
        )
        why = "OSError: [Errno 28] No space left on device"
        put_envelope_aside(envelope, problem=why, actor=SYSTEM, at=at + SECOND)

    return act


def gets_spam(northwell: Northwell) -> Callable[[datetime], None]:
    """Return the act of an offer nobody asked for: marked, blocked, and one more kept."""

    def act(at: datetime) -> None:
        case = _offer(northwell, "Boost your PCB sales: 2,000,000 verified addresses", at)
        mark_as_spam(case, blocks=Block.DOMAIN, actor=northwell.who("liza"), at=at + SECOND)
        _offer(northwell, "Last chance: 50 % off all verified addresses", at + 2 * SECOND)

    return act


def _offer(northwell: Northwell, subject: str, at: datetime) -> Any:
    incoming = Incoming(
        peer="growth@leads-for-you.example",
        external_id=f"<{at:%H%M%S}@leads-for-you.example>",
        subject=subject,
        text=OFFER,
        reply_text=OFFER,
        sender_name="Leads for you",
        sent_at=at,
    )
    message = receive_message(northwell.mail, incoming, actor=SYSTEM, at=at)
    assert message  # noqa: S101  # only a bounce is none
    case = case_of_thread(message.thread)
    assert case  # noqa: S101  # who reacts has opened it by now
    return case
