"""One matter of a customer, from the first mail to the thanks, step by step."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from aftercare.demo.founding import CAST, MATTERS, Northwell
from aftercare.domain.cases.operations.answers import add_note, reply_to_customer
from aftercare.domain.cases.operations.joint import answer_escalation, escalate_case
from aftercare.domain.cases.operations.outcome import commit_to_date, propose_solution, solve_case
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.queries import case_of_thread, escalations_of
from aftercare.domain.cases.states import WaitingFor
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.conversations.ports import Incoming
from aftercare.kit.actors import SYSTEM, Actor

Act = Callable[[datetime], None]
Step = tuple[timedelta, Act]

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def begin_matter(northwell: Northwell, begins: datetime) -> Iterator[Step]:
    """Yield what happens in one matter: how long after the last step, and what."""
    matter = northwell.chance.choices(MATTERS, [each["weight"] for each in MATTERS])[0]
    return _Matter(northwell, matter).steps()


class _Matter:
    """What is known of a matter while it goes on."""

    def __init__(self, northwell: Northwell, matter: dict[str, Any]) -> None:
        self.northwell, self.matter, self.chance = northwell, matter, northwell.chance
        self.contact, self.address, language = self.chance.choice(northwell.customers)
        self.words = matter[language if language in matter else "en"]
        self.language = language
        self.values = self._values()
        self.mails = 0
        self.key = f"{self.chance.getrandbits(48):012x}"
        self.thread: Any = None
        self.case: Any = None

    def _values(self) -> dict[str, str]:
        chance = self.chance
        model = chance.choice(CAST["things"][self.matter["about"]])
        week = f"{chance.choice([24, 25, 26])}{chance.randrange(1, 53):02}"
        name = self.contact.name
        return {
            "model": model,
            "serial": f"{model.replace('-', '')[:4]}-{week}-{chance.getrandbits(16):04X}",
            "lot": f"{week}-{chance.choice('ABC')}",
            "po": f"PO {chance.randrange(70000, 99999)}",
            "qty": str(chance.randrange(4, 60)),
            "name": name,
            "first": name.split()[0] if name.isascii() else name,
            "agent": "",
        }

    def steps(self) -> Iterator[Step]:
        """Yield the story, as far as it goes."""
        chance = self.chance
        yield timedelta(), self.write("opening")
        yield self.soon(20, 95), self.answer("answer", first=True)
        if self.matter["team"] == "quality" or chance.random() < 0.06:
            yield self.soon(10, 60), self.ask_quality
            yield self.soon(200, 1500), self.hear_quality
        if chance.random() < 0.25:
            yield self.soon(3, 20), self.tell_others
        yield self.soon(30, 900), self.write("followup")
        yield self.soon(20, 100), self.answer("closing")
        if chance.random() < 0.18:
            yield self.soon(5, 30), self.wait
            yield self.soon(1500, 9000), self.write("thanks")
        elif chance.random() < 0.85:
            yield self.soon(60, 3000), self.write("thanks")
        yield self.soon(10, 300), self.solve

    def soon(self, least: float, usual: float) -> timedelta:
        """Return a time people need: mostly about `usual` minutes, seldom much longer."""
        return (least + self.chance.expovariate(1 / usual)) * MINUTE

    def write(self, what: str) -> Act:
        """Return the act of the customer writing."""

        def act(at: datetime) -> None:
            self.mails += 1
            text = self.words[what].format(**self.values)
            answered = [f"<{self.key}.{number}@{self.address}>" for number in range(1, self.mails)]
            subject = self.words["subject"].format(**self.values)
            message = receive_message(
                self.northwell.channel,
                Incoming(
                    peer=self.address,
                    external_id=f"<{self.key}.{self.mails}@{self.address}>",
                    subject=f"Re: {subject}" if answered else subject,
                    text=text,
                    reply_text=text,
                    sender_name=self.values["name"],
                    language=self.language,
                    sent_at=at,
                    answers=tuple(reversed(answered)),
                ),
                actor=SYSTEM,
                at=at,
            )
            if message:
                self.thread = message.thread
            self.case = case_of_thread(self.thread)

        return act

    def answer(self, what: str, *, first: bool = False) -> Act:
        """Return the act of one of us answering."""

        def act(at: datetime) -> None:
            agent = self.agent()
            text = self.words[what].format(**self.values | {"agent": agent.name})
            message = reply_to_customer(self.case, text=text, actor=agent, at=at)
            begin_sending(message, actor=SYSTEM, at=at + 11 * SECOND)
            message.refresh_from_db()
            note_sent(message, actor=SYSTEM, at=at + 12 * SECOND)
            if first and self.chance.random() < 0.4:
                due_at = at + self.chance.uniform(1, 6) * DAY
                commit_to_date(self.case, due_at=due_at, actor=agent, at=at + 20 * SECOND)
            elif not first:
                propose_solution(self.case, solution=text, actor=agent, at=at + 20 * SECOND)

        return act

    def agent(self) -> Actor:
        """Return who works on the case, else somebody of its team."""
        known = self.northwell.actors.get(self.case.assignee_id or 0)
        return known or self.chance.choice(self.northwell.people[self.matter["team"]])

    def ask_quality(self, at: datetime) -> None:
        """Ask quality for help."""
        escalate_case(
            self.case,
            team=self.northwell.teams["quality" if self.matter["team"] != "quality" else "rnd"],
            question=f"{self.values['lot']}: the third report this month. What is behind it?",
            actor=self.northwell.people["service"][0],
            at=at,
        )

    def hear_quality(self, at: datetime) -> None:
        """Let the team that was asked answer."""
        team = "quality" if self.matter["team"] != "quality" else "rnd"
        asked = self.case_escalation()
        if asked:
            answer = self.matter["cause"] or "Nothing unusual in this lot."
            answer_escalation(asked, answer=answer, actor=self.northwell.people[team][0], at=at)

    def case_escalation(self) -> Any:
        """Return the question that waits for an answer."""
        return escalations_of(self.case).filter(answered_at=None).first()

    def tell_others(self, at: datetime) -> None:
        """Let one of us leave a note."""
        serial = self.values["serial"]
        text = f"{serial} checked: same date code as the two of last week. @ana please watch."
        add_note(self.case, text=text, actor=self.agent(), at=at)

    def wait(self, at: datetime) -> None:
        """Wait for a part, or for the customer."""
        what = WaitingFor.PART if self.chance.random() < 0.5 else WaitingFor.CUSTOMER
        self.case.refresh_from_db()
        if self.case.status == "open":
            wait_for(self.case, what, actor=self.agent(), at=at)

    def solve(self, at: datetime) -> None:
        """Settle the matter."""
        self.case.refresh_from_db()
        if self.case.status in {"open", "waiting"}:
            solve_case(
                self.case,
                solution=self.matter["solution"],
                cause=self.matter["cause"],
                actor=self.agent(),
                at=at,
            )
