"""The cases of the help desk before: what it gave out in files when Northwell left it."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from itertools import pairwise
from typing import NamedTuple

from aftercare.base.spreadsheets.operations.imports import begin_import, map_columns, start_import
from aftercare.base.spreadsheets.operations.work import check_rows, write_next_rows
from aftercare.base.spreadsheets.queries import sheet_named, visible_imports
from aftercare.demo import letters
from aftercare.demo.founding import DAY, HOUR, Customer, Northwell, chance_of
from aftercare.demo.matters import AWAKE, CHANNELS, MINUTE
from aftercare.kit.worktime import LaidOutTime

PAST_CASES = 2950
FILES = 3
"""As many as the help desk gave out, the oldest tickets first."""
FIRST_NUMBER = 41_200
SHEET = "cases"
HEADINGS = (
    *("Ticket ID", "Subject", "Requester Email", "Requester", "Created At", "Source", "Priority"),
    *("Group", "Assigned To", "Status", "Resolved At", "Resolution", "Tags"),
    *("Comment Created At", "Comment Type", "Comment Author", "Comment"),
)


class Told(NamedTuple):
    """One message of an old ticket: when, which way, by whom."""

    at: datetime
    kind: str
    author: str
    text: str


class Ticket:
    """A matter as the help desk before had it, from the texts of which all matters are made."""

    def __init__(self, northwell: Northwell, number: int, share: float) -> None:
        self.number = FIRST_NUMBER + number
        self.chance = chance_of(f"ticket {number}")
        weights = [each["weight"] for each in letters.MATTERS]
        self.about = self.chance.choices(letters.MATTERS, weights)[0]
        self.customer: Customer = self.chance.choice(northwell.customers)
        self.language = self.customer.language
        self.values = letters.some_values(
            self.chance, self.about["about"], self.customer.contact.name
        )
        self.channel = self.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        self.agent = self.chance.choice(northwell.people[self.about["team"]])
        self.opened = self._opened(northwell, share)
        self.said: list[Told] = []

    def _opened(self, northwell: Northwell, share: float) -> datetime:
        """Return a moment of a working day; there were more tickets every month."""
        at = northwell.began + share**0.9 * (northwell.in_use_since - northwell.began)
        day: datetime = at.replace(hour=0, minute=0, second=0, microsecond=0)
        day += (7 - day.weekday()) * DAY if day.weekday() > 4 else timedelta()
        return day + min(max(self.chance.gauss(4.0, 2.6), 0.0), 13.0) * HOUR

    def unfold(self, hours: LaidOutTime) -> datetime:
        """Let all be said, our part within `hours`, and return when it was solved."""
        if self.channel in {"phone", "counter"}:
            how = self.some("called" if self.channel == "phone" else "came")
            self.hears(self.opened, how + self.filled("opening"))
            self.notes(hours.add(self.opened, self.time(2, 15)), "told")
        else:
            self._correspond(hours)
        return hours.add(self.said[-1].at, self.time(5, 300))

    def _correspond(self, hours: LaidOutTime) -> None:
        name = self.values["name"]
        text = letters.opening(self.chance, self.language, self.filled("opening"), name)
        self.hears(self.opened, text)
        is_slow = self.chance.random() < 0.09
        self.answers(hours, "answer", self.time(150, 90) if is_slow else self.time(3, 22))
        if self.chance.random() < 0.2:
            self.notes(hours.add(self.said[-1].at, self.time(1, 9)), "notes")
        if self.chance.random() < 0.38:
            self.hears(self.later(20, 400), self._followup())
            self.answers(hours, "closing", self.time(4, 26))
        if self.chance.random() < 0.35:
            self.hears(self.later(15, 300), self.some("thanks"))

    def _followup(self) -> str:
        has_words = "followup" in self.about[self.language]
        return self.filled("followup") if has_words else self.some("agreed")

    def hears(self, at: datetime, text: str) -> None:
        """Note what the customer says."""
        self.said.append(Told(at, "customer", "", text))

    def answers(self, hours: LaidOutTime, what: str, after: timedelta) -> None:
        """Note an answer of ours, so much working time after what was said last."""
        first, name = self.values["first"], self.agent.name
        agent = name.split()[0]
        body = self.filled(what)
        text = letters.answer(self.chance, self.language, body, first=first, agent=agent)
        self.said.append(Told(hours.add(self.said[-1].at, after), "agent", name, text))

    def notes(self, at: datetime, what: str) -> None:
        """Note what we told each other."""
        text = self.chance.choice(letters.OURS[what]).format(**self.values)
        self.said.append(Told(at, "internal", self.agent.name, text))

    def time(self, least: float, usual: float) -> timedelta:
        """Return a time people need, mostly about `usual` minutes."""
        return (least + self.chance.expovariate(1 / usual)) * MINUTE

    def later(self, least: float, usual: float) -> datetime:
        """Return when the customer goes on, who sleeps at night; all live around there."""
        at = self.said[-1].at + self.time(least, usual)
        hour = (at.hour + 8) % 24
        return at if AWAKE[0] <= hour < AWAKE[1] else at + (AWAKE[0] + 1 - hour) % 24 * HOUR

    def filled(self, what: str) -> str:
        """Return one of the texts of the matter."""
        text: str = self.about[self.language][what]
        return text.format(**self.values)

    def some(self, what: str) -> str:
        """Return one of the ways to say something."""
        return letters.some(self.chance, self.language, what)


def hand_old_cases_in(northwell: Northwell) -> None:
    """Let Ana hand in the files of the help desk on the day Northwell leaves it."""
    sheet = sheet_named(SHEET)
    assert sheet  # noqa: S101  # cases are always there
    ana, at = northwell.who("ana"), northwell.in_use_since
    count = int(PAST_CASES * northwell.share)
    parts = [count * part // FILES for part in range(FILES + 1)]
    for part, (first, last) in enumerate(pairwise(parts), 1):
        content = BytesIO(_file(northwell, range(first, last), of=count).encode())
        run = begin_import(sheet, content=content, name=f"tickets-{part}.csv", actor=ana, at=at)
        map_columns(run, columns=run.columns, actor=ana, at=at)


def take_old_cases_over(northwell: Northwell) -> None:
    """Check and write what was handed in, as jobs would do it beside all else."""
    ana, at = northwell.who("ana"), northwell.in_use_since + 10 * MINUTE
    for run in visible_imports(ana).filter(sheet=SHEET).order_by("pk"):
        while not check_rows(run, actor=ana, at=at):
            pass
        run.refresh_from_db()
        start_import(run, actor=ana, at=at)
        while not write_next_rows(run, actor=ana, at=at):
            pass


def _file(northwell: Northwell, numbers: range, *, of: int) -> str:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    first, last = northwell.began.date() - 2 * DAY, northwell.in_use_since.date() + 30 * DAY
    hours = LaidOutTime(northwell.hours, first, last)
    for number in numbers:
        writer.writerows(_rows(northwell, Ticket(northwell, number, number / of), hours))
    return file.getvalue()


def _rows(northwell: Northwell, ticket: Ticket, hours: LaidOutTime) -> Iterator[tuple[str, ...]]:
    """Yield a row for each message; what was open on that day, both sides ended by phone."""
    solved = ticket.unfold(hours)
    if solved >= northwell.in_use_since:
        return
    about, customer = ticket.about, ticket.customer
    of_all = (
        *(str(ticket.number), ticket.filled("subject"), customer.address, customer.contact.name),
        *(_moment(ticket.opened), ticket.channel, about.get("priority", "")),
        *(about["team"], ticket.agent.name, "Closed", _moment(solved), about["solution"]),
        ", ".join(about["tags"]),
    )
    for at, kind, author, text in ticket.said:
        yield (*of_all, _moment(at), kind, author, text)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
