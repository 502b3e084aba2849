"""
One matter of a customer, from the first word to the thanks, step by step.

A step says how long after the one before it something happens, and what. Every matter has
dice of its own, so that it goes the same way whatever happens beside it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from aftercare.demo import letters
from aftercare.demo.attachments import make_attachment
from aftercare.demo.founding import DAY, Customer, Northwell, chance_of
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.composed import use_macro
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.operations.outcome import commit_to_date, propose_solution, solve_case
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import case_of_thread, macro_text, messages_in, visible_cases
from aftercare.domain.cases.states import UNSETTLED, WaitingFor
from aftercare.domain.catalog.operations.self_help import note_help_shown
from aftercare.domain.catalog.queries import documents_for_anybody, find_item
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.conversations.ports import Attachment, Incoming
from aftercare.kit.actors import SYSTEM, Actor

Act = Callable[[datetime], None]

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
SENT_AFTER = 11 * SECOND
AWAKE = (7, 22)
CHANNELS = {"email": 54, "web_form": 14, "phone": 21, "counter": 11}


class Clock(Enum):
    """By which clock a pause is counted."""

    WALL = "wall"
    OFFICE = "office"
    CUSTOMER = "customer"


class Step(NamedTuple):
    """What happens next in a matter, and how long after the last step."""

    after: timedelta
    act: Act
    clock: Clock = Clock.WALL


class Matter:
    """What is known of a matter while it goes on."""

    def __init__(
        self,
        northwell: Northwell,
        number: int,
        *,
        code: str = "",
        customer: Customer | None = None,
        channel: str = "",
    ) -> None:
        self.northwell, self.number = northwell, number
        self.chance = chance_of(f"matter {number}")
        weights = [each["weight"] for each in letters.MATTERS]
        drawn = self.chance.choices(letters.MATTERS, weights)[0]
        self.about = next((each for each in letters.MATTERS if each["code"] == code), drawn)
        self.customer = customer or self.chance.choice(northwell.customers)
        self.language = self.customer.language
        self.words: dict[str, str] = self.about[self.language]
        self.values = letters.some_values(
            self.chance, self.about["about"], self.customer.contact.name
        )
        self.channel = channel or self.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        self.key = f"{self.chance.getrandbits(48):012x}"
        self.mails = 0
        self.sent: Any = None
        self.case: Any = None
        self.before: Any = None

    # Pauses

    def soon(self, least: float, usual: float) -> timedelta:
        """Return a time people need: mostly about `usual` minutes, seldom much longer."""
        return (least + self.chance.expovariate(1 / usual)) * MINUTE

    def ours(self, least: float, usual: float, act: Act) -> Step:
        """Return what one of us does, counted in working time."""
        return Step(self.soon(least, usual), act, Clock.OFFICE)

    def theirs(self, least: float, usual: float, act: Act) -> Step:
        """Return what the customer does, who sleeps at night."""
        return Step(self.soon(least, usual), act, Clock.CUSTOMER)

    def at_home(self, at: datetime) -> datetime:
        """Return `at`, or the morning after for somebody who is asleep then."""
        local = at.astimezone(ZoneInfo(self.customer.zone))
        if AWAKE[0] <= local.hour < AWAKE[1]:
            return at
        hours = (AWAKE[0] - local.hour) % 24
        return at + timedelta(hours=hours, minutes=self.chance.randrange(90))

    # What the customer does

    def begin(self, at: datetime) -> None:
        """Bring the matter to Northwell, on the way it comes."""
        if self.channel == "web_form":
            self.look(at - 3 * MINUTE)
        if self.channel in {"phone", "counter"}:
            self.tell(at)
        else:
            text = letters.opening(
                self.chance, self.language, self.filled("opening"), self.values["name"]
            )
            self.arrive(text, files=self.about.get("files", ()), at=at)
        kind, latest = self.about["code"], self.northwell.latest
        self.before, latest[kind] = latest.get(kind), self.case

    def look(self, at: datetime) -> None:
        """See what is shown beside the form, once there is a catalog, and ask all the same."""
        item = find_item(self.values["model"])
        read = documents_for_anybody().filter(item=item) if item else ()
        shown = [document.pk for document in read]
        note_help_shown(self.form, channel="web_form", documents=shown, actor=SYSTEM, at=at)

    @property
    def form(self) -> UUID:
        """Return the number of the form with which the matter came, if it came so."""
        return uuid5(NAMESPACE_OID, self.key)

    def tell(self, at: datetime) -> None:
        """Tell it to one of us, who writes it down."""
        who = self.chance.choice(self.northwell.people["service"])
        how = letters.some(
            self.chance, self.language, "called" if self.channel == "phone" else "came"
        )
        self.case = open_case(
            self.customer.contact,
            subject=self.filled("subject"),
            text=how + self.filled("opening"),
            channel=self.channel,
            kind=self.about["kind"],
            priority=self.about.get("priority", ""),
            actor=who,
            at=at,
        )

    def arrive(
        self, text: str, *, files: Sequence[str] = (), auto: str = "none", at: datetime
    ) -> Any:
        """Let a mail of the customer arrive."""
        self.mails += 1
        said = [self.mail_id(number) for number in range(1, self.mails)]
        subject = self.filled("subject")
        account = (
            self.northwell.form if self.channel == "web_form" and not said else self.northwell.mail
        )
        message = receive_message(
            account,
            Incoming(
                peer=self.customer.address,
                external_id=self.mail_id(self.mails),
                subject=f"Re: {subject}" if said else subject,
                text=text,
                reply_text=text,
                sender_name=self.values["name"],
                language=self.language,
                sent_at=at,
                answers=tuple(reversed(said)),
                auto=auto,
                attachments=self.attachments(files),
            ),
            actor=SYSTEM,
            at=at,
        )
        if message and self.case is None:
            self.case = case_of_thread(message.thread)
        return message

    def comes(self, text: str) -> Act:
        """Return the act of a mail with this text arriving."""

        def act(at: datetime) -> None:
            self.arrive(text, at=at)

        return act

    def mail_id(self, number: int) -> str:
        """Return the name of one of the customer's mails, or of the form before them."""
        if number == 1 and self.channel == "web_form":
            return f"{self.form}-{self.key:0>16}"
        return f"<{self.key}.{number}@{self.customer.address.rpartition('@')[2]}>"

    def attachments(self, kinds: Sequence[str]) -> tuple[Attachment, ...]:
        """Return the files the customer thought of attaching."""
        return tuple(
            make_attachment(kind, self.chance, self.values)
            for kind in kinds
            if self.chance.random() < 0.6
        )

    def filled(self, what: str) -> str:
        """Return one of the texts of the matter."""
        return self.words[what].format(**self.values)

    def says(self, what: str) -> Act:
        """Return the act of the customer saying a common thing, such as thanks."""
        return lambda at: self._say(letters.some(self.chance, self.language, what), at)

    def follows_up(self, at: datetime) -> None:
        """Let the customer answer our question, or agree where the matter has no more words."""
        if "followup" in self.words:
            self._say(self.filled("followup"), at)
        else:
            self.says("agreed")(at)

    def _say(self, text: str, at: datetime) -> None:
        signed = f"{text}\n\n{self.values['name']}" if self.chance.random() < 0.5 else text
        self.arrive(signed, at=at)

    # What we do

    def agent(self) -> Actor:
        """Return who works on the case, else somebody of its team."""
        known = self.northwell.actors.get(self.case.assignee_id or 0)
        return known or self.chance.choice(self.northwell.people[self.about["team"]])

    def clerk(self) -> Actor:
        """Return who puts cases in order: who works on it, else one of customer service."""
        agent = self.agent()
        return agent if agent.may(CasePermission.MERGE) else self.northwell.who("tess")

    def writes(self, what: str, *, proposes: bool = False, more: str = "") -> Act:
        """Return the act of one of us answering with a text of the matter."""
        return lambda at: self.reply(
            f"{self.filled(what)}\n\n{more}" if more else self.filled(what),
            proposes=proposes,
            at=at,
        )

    def reply(self, body: str, *, proposes: bool = False, at: datetime) -> None:
        """Answer the customer; the mail goes out with `send`."""
        agent = self.agent()
        first, name = self.values["first"], agent.name.split()[0]
        text = letters.answer(self.chance, self.language, body, first=first, agent=name)
        self.sent = reply_to_customer(self.case, text=text, actor=agent, at=at)
        if proposes:
            propose_solution(self.case, solution=self.about["solution"], actor=agent, at=at)

    def send(self, at: datetime) -> None:
        """Let what we wrote last go out."""
        if self.sent and begin_sending(self.sent, actor=SYSTEM, at=at):
            note_sent(self.sent, actor=SYSTEM, at=at + SECOND)

    def send_receipt(self, at: datetime) -> None:
        """Let the automatic word go out that the mail has arrived, if there is one."""
        if at >= self.northwell.receipts_from and self.case:
            written = messages_in(self.case).filter(author=str(SYSTEM.ref), status="queued")
            self.sent = written.select_related("thread", "account").first()
            self.send(at)

    def answers(
        self, least: float, usual: float, what: str, *, proposes: bool = False
    ) -> list[Step]:
        """Return the steps of writing an answer and of its going out."""
        return [
            self.ours(least, usual, self.writes(what, proposes=proposes)),
            Step(SENT_AFTER, self.send),
        ]

    def dated(self, at: datetime) -> datetime:
        """Return an evening some days ahead, for a promise."""
        day = at + self.chance.randrange(2, 7) * DAY
        while day.weekday() > 4:
            day += DAY
        return day.replace(hour=9, minute=0, second=0, microsecond=0)

    def commits(self, at: datetime, *, what: str = "date", reason: str = "") -> None:
        """Promise a date to the customer, or a later one with the reason."""
        due_at = self.dated(at)
        date = f"{due_at:%d %B}" if self.language in {"en", "fil"} else _chinese_date(due_at)
        said = letters.some(self.chance, self.language, what).format(date=date)
        body = said if reason else f"{self.filled('answer')}\n\n{said}"
        self.reply(body, at=at)
        commit_to_date(
            self.case, due_at=due_at, reason=reason, actor=self.agent(), at=at + 2 * SECOND
        )

    def asks_and_waits(self, at: datetime) -> None:
        """Use a macro: ask the customer for something, and wait for it."""
        name = self.chance.choice(["Ask for photos", "Ask for the serial number"])
        macro, agent = self.northwell.macros[name], self.agent()
        text = macro_text(macro, self.case, agent)
        self.sent = reply_to_customer(self.case, text=text, actor=agent, at=at)
        if self.northwell.counts_macros:
            use_macro(self.case, macro, actor=agent, at=at + SECOND)
        else:
            wait_for(self.case, WaitingFor.CUSTOMER, actor=agent, at=at + SECOND)

    def waits_for_part(self, at: datetime) -> None:
        """Wait until a part is here."""
        if self.is_unsettled():
            what = WaitingFor.PART if self.chance.random() < 0.7 else WaitingFor.SUPPLIER
            wait_for(self.case, what, actor=self.agent(), at=at)

    def is_unsettled(self) -> bool:
        """Return whether the case is still open, as the database knows it."""
        return visible_cases(SYSTEM).filter(pk=self.case.pk, status__in=UNSETTLED).exists()

    def solve(self, at: datetime) -> None:
        """Settle the matter."""
        if self.is_unsettled():
            solve_case(
                self.case,
                solution=self.about["solution"],
                cause=self.about["cause"],
                actor=self.agent(),
                at=at,
            )


def _chinese_date(day: datetime) -> str:
    return f"{day.month} 月 {day.day} 日"
