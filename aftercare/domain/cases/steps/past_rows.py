"""What the rows of a file say of past cases, beside what is known of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from aftercare.base.company.queries import default_calendar
from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import Team, User
from aftercare.base.people.states import UserKind
from aftercare.base.spreadsheets.states import Record
from aftercare.domain.cases.events import CasesImported, CasesRemoved
from aftercare.domain.cases.models import Case, CaseMessage, Note
from aftercare.domain.cases.states import CaseStatus
from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.queries import account_to_start_from
from aftercare.domain.conversations.steps.past import past_name
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import identity_at
from aftercare.domain.customers.queries.rows import mail_in
from aftercare.domain.customers.states import Channel
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import find_units, key_of
from aftercare.kit.bulk import is_any_of
from aftercare.kit.refs import Ref

NOTE = "note"
"""Beside the directions of messages: what our own people told each other."""
MOMENTS = ("opened", "at", "solved_at")
OF_THE_CASE = (
    *("subject", "email", "opened", "channel", "priority", "kind", "team", "assignee"),
    *("status", "solved_at", "solution", "serial", "tags"),
)
"""Columns in which all rows of a case say the same, or nothing."""
OURS = (CasesImported.name, CasesRemoved.name)


@dataclass
class Said:
    """One thing that was said in a past case: a message either way, or a note of ours."""

    direction: str
    at: datetime
    text: str
    digest: str
    user: User | None = None
    name: str = ""
    address: str = ""
    row: Any = None
    """Message or note, once it is stored."""


@dataclass
class PastCase:
    """A past case, known or yet to be written, and what is new of it."""

    number: str
    opened_at: datetime
    case: Case | None = None
    is_touched: bool = False
    """Whether something has happened to it here: then nothing more is taken over for it."""
    told: dict[str, str] = field(default_factory=dict)
    """What its rows say of the case itself, by column."""
    name: str = ""
    peer: str = ""
    contact: Contact | None = None
    team: Team | None = None
    assignee: User | None = None
    unit: Unit | None = None
    said: list[Said] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Digests of what was said in it and is stored."""
    solved_at: datetime | None = None

    @property
    def status(self) -> str:
        return self.told.get("status") or CaseStatus.SOLVED


@dataclass
class PastRow:
    """What a row says, or in which column it is wrong, and why."""

    record: Record
    moments: dict[str, datetime] = field(default_factory=dict)
    past: PastCase | None = None
    said: Said | None = None
    """What it says that is not known yet."""
    opens: bool = False
    """Whether the case would be written for this row, and for none before it."""
    column: str = ""
    why: str = ""
    remark: str = ""

    @property
    def state(self) -> str:
        if self.why:
            return "error"
        return "new" if self.said or self.opens else "same"

    @property
    def began_at(self) -> datetime:
        """When its case was opened, as far as this row knows."""
        return min(self.moments[name] for name in ("opened", "at") if name in self.moments)

    def __getitem__(self, name: str) -> str:
        return self.record.get(name, "").strip()

    def wrong(self, column: str, why: str) -> None:
        """Note why a row is wrong, if nothing else is."""
        if not self.why:
            self.column, self.why = column, why


class Known(NamedTuple):
    """What rows name, by what they call it. Asked for once for all of them."""

    mailbox: ChannelAccount | None
    contacts: Mapping[str, Contact]
    people: Mapping[str, User]
    teams: Mapping[str, Team]
    units: Mapping[str, Sequence[Unit]]
    cases: dict[str, PastCase]


def read_past_rows(records: Sequence[Record], *, now: datetime | None = None) -> list[PastRow]:
    """
    Return what rows say of past cases; rows of one number are one case. Ten queries for all.

    Given `now`, moments to come are wrong.
    """
    rows = [PastRow(record) for record in records]
    zone = _zone()
    for row in rows:
        _read_moments(row, zone, now)
    known = _known(rows)
    for row in rows:
        if known.mailbox is None:
            row.wrong("", _("Set up a mailbox first: what was said belongs to one."))
        if not row.why:
            _read(row, known)
    return rows


def _zone() -> ZoneInfo:
    calendar = default_calendar()
    return ZoneInfo(calendar.time_zone if calendar else settings.TIME_ZONE)


def _read_moments(row: PastRow, zone: ZoneInfo, now: datetime | None) -> None:
    for name in MOMENTS:
        if row[name]:
            moment = datetime.fromisoformat(row[name])
            row.moments[name] = moment if moment.tzinfo else moment.replace(tzinfo=zone)
            if now and row.moments[name] > now:
                row.wrong(name, _("%(day)s is still to come.") % {"day": row[name]})
    if "opened" not in row.moments and "at" not in row.moments:
        row.wrong("opened", _("Something has to stand here."))
    opened, solved = row.moments.get("opened"), row.moments.get("solved_at")
    if opened and solved and solved < opened:
        why = _("That is before the case was opened, at %(moment)s.") % {"moment": row["opened"]}
        row.wrong("solved_at", why)


def _known(rows: Sequence[PastRow]) -> Known:
    peers = {mail_in(row["email"]) for row in rows} - {""}
    identities = identity_at.ask([(Channel.EMAIL, peer) for peer in peers]) if peers else {}
    units: dict[str, list[Unit]] = {}
    for unit in find_units({row["serial"] for row in rows} - {""}):
        units.setdefault(unit.serial_key, []).append(unit)
    mailbox = account_to_start_from("email")
    return Known(
        mailbox,
        {peer: each.contact for (_channel, peer), each in identities.items()},
        _colleagues({row[name].casefold() for row in rows for name in ("author", "assignee")}),
        {word: team for team in Team.objects.all() for word in _words_for(team)},
        units,
        _cases({row["number"] for row in rows}),
    )


def _words_for(team: Team) -> set[str]:
    return {team.code.casefold(), team.name.casefold(), team.mail_name.casefold()} - {""}


def _colleagues(words: set[str]) -> dict[str, User]:
    """Return our people by their addresses and names, but for names that several have."""
    called = Q(is_any_of(Lower("email"), words)) | Q(is_any_of(Lower("name"), words))
    people = list(User.objects.filter(called, kind=UserKind.USER))
    namesakes = Counter(each.name.casefold() for each in people)
    alone = {each.name.casefold(): each for each in people if namesakes[each.name.casefold()] == 1}
    return alone | {each.email.casefold(): each for each in people}


def _cases(numbers: set[str]) -> dict[str, PastCase]:
    """Return the cases that were taken over before, by their numbers."""
    found = Case.objects.filter(is_any_of("past_number", numbers)).exclude(past_number="")
    cases = {case.pk: case for case in found.select_related("service_level__calendar")}
    touched = touched_cases(cases)
    past = {
        key: PastCase(case.past_number, case.opened_at, case, is_touched=key in touched)
        for key, case in cases.items()
    }
    said = CaseMessage.objects.filter(case__in=cases).values_list("case", "message__external_id")
    for key, name in said if cases else ():
        past[key].known.add(name)
    notes = Note.objects.filter(case__in=cases).values_list("case", "at", "text")
    for key, at, text in notes if cases else ():
        past[key].known.add(past_name(digest_of(past[key].number, NOTE, at, text)))
    return {each.number: each for each in past.values()}


def touched_cases(keys: Iterable[int]) -> set[int]:
    """Return to which cases something has happened, other than that they were taken over."""
    subjects = {str(Ref("case", key)): key for key in keys}
    if not subjects:
        return set()
    story = story_of(*(Ref("case", key) for key in subjects.values())).exclude(event__in=OURS)
    named = {each for about in story.values_list("about", flat=True) for each in about}
    return {subjects[each] for each in named & subjects.keys()}


def digest_of(number: str, direction: str, at: datetime, text: str) -> str:
    """Return by what something said in a past case is known again."""
    whole = f"{number}\0{direction}\0{at.timestamp():.0f}\0{text}"
    return blake2b(whole.encode(), digest_size=15).hexdigest()


def _read(row: PastRow, known: Known) -> None:
    """Note what a row says, in the case it belongs to."""
    number = row["number"]
    past = known.cases.get(number) or PastCase(number, row.began_at)
    _check_names(row, known)
    _must_agree(row, past)
    said = _said(row, known)
    if row.why:
        return
    row.past = past
    if said and past_name(said.digest) not in past.known:
        row.said = said
    if row.said and past.is_touched:
        why = _("Something has happened to this case since it was taken over. Add it there.")
        row.wrong("number", why)
        return
    if number not in known.cases:
        known.cases[number] = past
        row.opens = True
    _learn(row, past, known)


def _check_names(row: PastRow, known: Known) -> None:
    if row["email"] and not mail_in(row["email"]):
        row.wrong("email", _("This is no e-mail address."))
    if row["team"] and row["team"].casefold() not in known.teams:
        row.wrong("team", _("We have no team of this name or code."))
    if row["assignee"] and row["assignee"].casefold() not in known.people:
        row.remark = _("None of our people is called so: the case is nobody's.")
    if row["serial"] and len(known.units.get(key_of(row["serial"]), ())) != 1:
        row.remark = _("We do not know one unit by this serial: it stays a number of the case.")


def _must_agree(row: PastRow, past: PastCase) -> None:
    """Refuse a row that says something else of its case than is known, or an earlier row says."""
    if past.case and not past.is_touched:
        is_other = row["status"] not in {"", past.case.status}
        solved_at = row.moments.get("solved_at")
        if is_other or (solved_at and solved_at != past.case.solved_at):
            why = _("This case is taken over already, and it was otherwise there. Undo that first.")
            row.wrong("status" if is_other else "solved_at", why)
    for name in OF_THE_CASE:
        before = past.told.get(name)
        if before and row[name] and row[name] != before:
            why = _("An earlier row of the same case says: %(value)s") % {"value": before[:120]}
            row.wrong(name, why)


def _said(row: PastRow, known: Known) -> Said | None:
    if not row["text"]:
        return None
    user = known.people.get(row["author"].casefold())
    direction = row["direction"] or ("out" if user else "in")
    at = row.moments.get("at") or row.moments["opened"]
    author, text = row["author"], row["text"]
    if direction == NOTE and not user and author:
        text = f"{author}:\n{text}"
    said = Said(direction, at, text, digest_of(row["number"], direction, at, text), user)
    is_theirs, is_address = direction == "in", "@" in author
    said.name = user.name if user else author
    if is_theirs:
        said.name = author if author and not is_address else row["name"]
        said.address = author if is_address else row["email"]
    return said


def _learn(row: PastRow, past: PastCase, known: Known) -> None:
    """Let a case be what a row says of it, and have been said in it what the row says."""
    for name in OF_THE_CASE:
        if row[name]:
            past.told.setdefault(name, row[name])
    past.name = past.name or row["name"]
    if row["email"] and not past.peer:
        past.peer = mail_in(row["email"])
        past.contact = known.contacts.get(past.peer)
    past.team = past.team or known.teams.get(row["team"].casefold())
    past.assignee = past.assignee or known.people.get(row["assignee"].casefold())
    units = known.units.get(key_of(row["serial"]), ()) if row["serial"] else ()
    past.unit = past.unit or (units[0] if len(units) == 1 else None)
    past.solved_at = past.solved_at or row.moments.get("solved_at")
    past.opened_at = min(past.opened_at, row.began_at)
    if row.said:
        past.said.append(row.said)
        past.known.add(past_name(row.said.digest))


def subjects_of(cases: Iterable[Case]) -> tuple[str, ...]:
    """Return whose cases these are, each once."""
    keys = [
        (kind, getattr(case, f"{kind}_id")) for case in cases for kind in ("contact", "account")
    ]
    return tuple(dict.fromkeys(str(Ref(kind, key)) for kind, key in keys if key))
