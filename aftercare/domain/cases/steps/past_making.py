"""How past cases come into being, many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.domain.cases.models import Case, CaseMessage, CaseThread, CaseUnit, FoundNumber, Note
from aftercare.domain.cases.policies import excerpt, find_numbers, level_fits
from aftercare.domain.cases.queries import parties_of, service_levels
from aftercare.domain.cases.states import CaseKind, NumberKind, NumberState, Priority
from aftercare.domain.cases.steps import facts_of, readers_of
from aftercare.domain.cases.steps.past_facts import Course, Voice, note_how_it_stands
from aftercare.domain.cases.steps.past_rows import NOTE, PastCase, PastRow
from aftercare.domain.conversations.models import ChannelAccount, Message, Thread
from aftercare.domain.conversations.queries import account_to_start_from
from aftercare.domain.conversations.steps.past import (
    keep_past,
    past_message,
    past_name,
    past_thread,
)
from aftercare.domain.customers.queries.rows import tags_in
from aftercare.domain.customers.steps.strangers import Stranger, meet_all
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all, write_all, write_missing


@dataclass
class Made:
    """What rows make: cases with how they went, those that only go on, and whom we met."""

    fresh: list[PastCase]
    further: list[PastCase]
    courses: list[tuple[Case, Course]] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    """Keys of people nobody knew, by the number of the case in which they are first heard of."""
    links: list[CaseUnit] = field(default_factory=list)

    @property
    def continued(self) -> list[Case]:
        return [past.case for past in self.further if past.case]

    def keys_of(self, row: PastRow) -> dict[str, list[int]]:
        """Return the keys of what was written for a row, by the name of the table."""
        keys: dict[str, list[int]] = {}
        if row.said and row.said.row:
            keys[type(row.said.row).__name__] = [row.said.row.pk]
        if row.opens and row.past and row.past.case:
            keys["Case"] = [row.past.case.pk]
            if row.past.number in self.met:
                keys["Contact"] = [self.met[row.past.number]]
        return keys


def make_cases(rows: Sequence[PastRow], *, actor: Actor, at: datetime) -> Made:
    """Return the cases that rows make, yet to be stored, and meet those whose they are."""
    all_of_them = {row.past.number: row.past for row in rows if row.past}
    made = Made(
        [past for past in all_of_them.values() if past.case is None],
        [past for past in all_of_them.values() if past.case],
    )
    _meet(made, actor=actor, at=at)
    levels = [
        (each, parties_of(each.accounts.all(), each.contracts.all())) for each in service_levels()
    ]
    for past in made.fresh:
        case = past.case = _case_of(past)
        facts = facts_of(case)
        fitting = (level for level, parties in levels if level_fits(level, parties, facts))
        case.service_level = next(fitting, None)
        voices = sorted(Voice(each.at, each.direction, each.name, each.text) for each in past.said)
        course = note_how_it_stands(case, voices, status=past.status, solved_at=past.solved_at)
        made.courses.append((case, course))
    return made


def _meet(made: Made, *, actor: Actor, at: datetime) -> None:
    strangers: dict[str, Stranger] = {}
    first: dict[str, str] = {}
    for past in made.fresh:
        if past.peer and past.contact is None:
            since, known = past.opened_at, strangers.get(past.peer)
            strangers[past.peer] = Stranger(
                past.told["email"],
                (known.name if known else "") or past.name,
                min(since, known.since) if known else since,
            )
            first.setdefault(past.peer, past.number)
    people = meet_all(strangers, actor=actor, at=at)
    made.met = {first[peer]: contact.pk for peer, contact in people.items()}
    for past in made.fresh:
        past.contact = past.contact or people.get(past.peer)


def _case_of(past: PastCase) -> Case:
    told, contact = past.told, past.contact
    case = Case(
        past_number=past.number,
        subject=excerpt(told.get("subject", ""), 300) or _("(no subject)"),
        channel=told.get("channel") or "email",
        priority=told.get("priority") or Priority.NORMAL,
        kind=told.get("kind") or CaseKind.OTHER,
        tags=tags_in(told.get("tags", "")),
        solution=told.get("solution", ""),
        contact=contact,
        account=contact.account if contact else None,
        language=contact.language if contact else "",
        team=past.team,
        assignee=past.assignee,
        opened_at=past.opened_at,
        last_from=excerpt(past.name or told.get("email", ""), 120),
    )
    case.readers = readers_of(case)
    return case


def store_what_was_said(made: Made, *, actor: Actor) -> None:
    """Store messages and notes of cases that are stored, numbers found there, and their units."""
    mailbox = account_to_start_from("email")
    pasts = [*made.fresh, *made.further]
    threads = _threads_of(made.continued)
    older = list(threads.values())
    fresh = [_begin(past, mailbox, threads) for past in pasts if mailbox and _needs(past, threads)]
    messages = [each for past in pasts for each in _messages_of(past, threads)]
    keep_past([link.thread for link in fresh], messages, older=older)
    for link in fresh:
        link.thread_id = link.thread.pk
    insert_all(fresh)
    links = [
        CaseMessage(message_id=each.row.pk, case=past.case, said="")
        for past in pasts
        for each in past.said
        if isinstance(each.row, Message)
    ]
    if links:
        write_all(links)
    insert_all([note for past in pasts for note in _notes_of(past, actor)])
    made.links = [
        CaseUnit(case=past.case, unit=past.unit, at=past.opened_at)
        for past in made.fresh
        if past.unit
    ]
    insert_all(made.links)
    if numbers := [each for past in pasts for each in _numbers_in(past)]:
        write_missing(numbers)


def _threads_of(cases: Sequence[Case]) -> dict[str, Thread]:
    """Return in which conversation each case goes on, by its number in the old system."""
    if not cases:
        return {}
    links = CaseThread.objects.filter(case__in=cases).select_related("case", "thread__account")
    return {link.case.past_number: link.thread for link in links.order_by("-pk")}


def _needs(past: PastCase, threads: dict[str, Thread]) -> bool:
    return past.number not in threads and any(each.direction != NOTE for each in past.said)


def _begin(past: PastCase, mailbox: ChannelAccount, threads: dict[str, Thread]) -> CaseThread:
    spoken = [each for each in past.said if each.direction != NOTE]
    thread = threads[past.number] = past_thread(
        mailbox,
        peer=past.peer,
        contact=past.contact,
        subject=past.told.get("subject", ""),
        participants=[each.address for each in spoken],
        began_at=min(each.at for each in spoken),
        ended_at=max(each.at for each in spoken),
    )
    return CaseThread(case=past.case, thread=thread)


def _messages_of(past: PastCase, threads: dict[str, Thread]) -> Iterator[Message]:
    spoken = sorted(past.said, key=lambda each: each.at)
    language = past.case.language if past.case else ""
    is_first = True
    for each in spoken:
        if each.direction != NOTE:
            each.row = past_message(
                threads[past.number],
                name=past_name(each.digest),
                direction=each.direction,
                text=each.text,
                author=f"user:{each.user.pk}" if each.user else "",
                sender=(each.name, each.address),
                is_first=is_first,
                language=language,
                at=each.at,
            )
            is_first = False
            yield each.row


def _notes_of(past: PastCase, actor: Actor) -> Iterator[Note]:
    for each in sorted(past.said, key=lambda each: each.at):
        if each.direction == NOTE:
            author = each.user.pk if each.user else actor.id
            each.row = Note(
                case=past.case, author_id=author, text=each.text, mentions=[], at=each.at
            )
            yield each.row


def _numbers_in(past: PastCase) -> Iterable[FoundNumber]:
    """Return the serial somebody gave, and all numbers in what the customer said."""
    heard = [each.text for each in past.said if each.direction == "in"]
    found = dict.fromkeys(find_numbers("\n".join([past.told.get("subject", ""), *heard])))
    given: list[tuple[NumberKind, str]] = []
    if past.told.get("serial"):
        given = [(NumberKind.SERIAL, past.told["serial"].upper())]
    at = past.opened_at
    yield from (
        FoundNumber(case=past.case, kind=kind, value=value, state=NumberState.CONFIRMED, at=at)
        for kind, value in given
    )
    yield from (
        FoundNumber(case=past.case, kind=kind, value=value, state=NumberState.FOUND, at=at)
        for kind, value in found
        if (kind, value) not in given
    )
