"""A case as the page shows it: one stream of messages, notes and happenings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import User
from aftercare.base.people.queries import users_by_id
from aftercare.base.people.states import AfterSend
from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import promises_for
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import (
    draft_files,
    drafts_for,
    escalations_of,
    links_of,
    messages_in,
    notes_on,
    numbers_in,
    threads_of,
    units_of,
    visible_cases,
    visible_macros,
    watchers_of,
    way_to_begin,
)
from aftercare.domain.cases.states import (
    CaseKind,
    CasePromise,
    CaseStatus,
    LinkKind,
    Priority,
    WaitingFor,
)
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.conversations.ports.allowances import Room
from aftercare.domain.conversations.queries import room_to_write_to
from aftercare.domain.conversations.queries.writing import recipients_of_answer
from aftercare.domain.conversations.states import BY_MACHINES, LOST
from aftercare.domain.coverage.queries.decisions import decisions_about
from aftercare.domain.customers.models import ChannelIdentity
from aftercare.domain.customers.queries import identities_of, unreachable_among, zone_of
from aftercare.domain.guidance.queries import sessions_of_case
from aftercare.domain.repairs.queries import orders_beside
from aftercare.domain.returns.queries import returns_of_case
from aftercare.domain.shipping.queries import parcels_about
from aftercare.interfaces.workspace.cases.named import answered_case, named_in
from aftercare.interfaces.workspace.cases.told import promise_story
from aftercare.interfaces.workspace.texts import PROMISE_NAMES, TOLD, in_words
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

OTHER_CASES = 5
SAID = {"in", "out"}
AFTER = 3

PROMISES = {
    CasePromise.FIRST_RESPONSE: _("First response"),
    CasePromise.NEXT_REPLY: _("Next reply"),
    CasePromise.SOLUTION_OR_DATE: _("Solution or date"),
    CasePromise.COMMITTED_DATE: _("Promised solution"),
}
SOON = 3600
"""Seconds before its time at which a promise is shown as pressing."""


SESSIONS = 6
UNIT_OF = ("item", "account", "contact", "lot")
UNIT = (
    *("serial", "quantity", "lot__number", "item__name", "item__names"),
    *("account__name", "account__code", "contact__name"),
)
OTHER = ("code", "subject", "status", "active_at")
PARCEL = ("code", "way", "status", "carrier_name")
NOTE = ("case", "text", "at", "author__name")
LINK = ("kind", "case__code", "case__subject", "other__code", "other__subject")
ASKED = (
    *("question", "asked_at", "answer", "answered_at"),
    *("team__name", "asked_by__name", "answered_by__name"),
)
SESSION = ("code", "subject", "starts_at", "status")
"""What is asked of each thing beside a case: reading all of it takes three times as long."""


@dataclass(frozen=True)
class Line:
    """One thing in the stream of a case."""

    kind: str
    at: datetime
    order: tuple[int, int]
    row: Any = None
    text: Any = ""
    icon: str = "point"
    who: str = ""

    @property
    def is_automatic(self) -> bool:
        """Whether no person has written it."""
        return bool(self.row.auto != "none" or self.row.author.startswith("system:"))

    @property
    def is_lost(self) -> bool:
        """Whether an answer may not have arrived."""
        return self.kind == "out" and self.row.status in LOST


@dataclass(frozen=True)
class ShownPromise:
    """A promise with the state the screen shows it in."""

    row: Promise
    label: Any
    state: str
    story: tuple[tuple[str, Any, datetime], ...] = ()
    """Icon, words and time of all that became of it."""


@dataclass
class CasePageData:
    """Everything the page of a case shows. Asked for once, with a fixed number of queries."""

    case: Case
    lines: list[Line]
    promises: list[ShownPromise]
    next_promise: ShownPromise | None
    drafts: dict[str, Any]
    others: list[Case]
    found: dict[str, Any] = field(default_factory=dict)


def shown_case(case: Case, actor: Actor, at: datetime) -> CasePageData:
    """Return what the page of a case shows to `actor`."""
    lines = stream_of(case)
    heard = [line.row for line in lines if line.kind == "in"]
    threads = threads_of(case).select_related("account")
    thread = threads.order_by("-last_message_at", "-pk").first()
    owed = promises_for(ref(case)).prefetch_related("moves", "pauses")
    promises = shown_promises(owed, at, lines)
    identities = list(identities_of(case.contact)) if case.contact else []
    drafts = {draft.kind: draft for draft in drafts_for(case, actor)}
    watchers = list(watchers_of(case))
    return CasePageData(
        case=case,
        lines=lines,
        promises=promises,
        next_promise=next(
            (each for each in promises if each.state not in {"kept", "broken", "gone"}), None
        ),
        drafts=drafts,
        others=_other_cases(case, actor),
        found={
            **_beside(case, actor),
            "macros": visible_macros(actor)[:12],
            "attached": draft_files(drafts.get("reply")),
            "watchers": watchers,
            "watches": actor.id in {each.pk for each in watchers},
            **_addressed(case, thread, heard, identities, at),
            "named": named_in(case, [each.reply_text for each in heard], actor),
            "answered": answered_case(case, thread, actor),
            "heard": max((line.row.pk for line in lines if line.kind in SAID), default=0),
            "identities": identities,
            "zone": zone_of(case.contact) if case.contact else "",
            "decision": decisions_about(ref(case), actor).first(),
        },
    )


def _beside(case: Case, actor: Actor) -> dict[str, QuerySet[Any]]:
    """Return the lists beside a case, with no more than their lines tell: most are empty."""
    return {
        "numbers": numbers_in(case),
        "units": units_of(case, actor).select_related(None).select_related(*UNIT_OF).only(*UNIT),
        "orders": orders_beside(case, actor),
        "parcels": parcels_about(ref(case)).only(*PARCEL),
        "returns": returns_of_case(case, actor),
        "sessions": sessions_of_case(case, actor).select_related(None).only(*SESSION)[:SESSIONS],
        "links": links_of(case).only(*LINK),
        "escalations": escalations_of(case).only(*ASKED),
    }


def _addressed(
    case: Case,
    thread: Thread | None,
    heard: Sequence[Message],
    identities: Sequence[ChannelIdentity],
    at: datetime,
) -> dict[str, Any]:
    """Return to whom an answer goes and whom in copy, how, and where nothing arrives."""
    if thread is None:
        way = way_to_begin(case)
        if way is None:
            return {}
        account, to = way
        can = channel_of(account.kind).capabilities
        return {"to": to, "channel": can, "room": Room(is_open=True)}
    people = [
        each for each in heard if each.thread_id == thread.pk and each.auto not in BY_MACHINES
    ]
    goes = recipients_of_answer(thread, people[-1] if people else None)
    lost = {each.peer: each.undeliverable_why for each in identities if each.undeliverable_at}
    unknown = {goes.to, *goes.cc} - {each.peer for each in identities}
    if unknown:
        lost |= unreachable_among(unknown)
    return {
        "to": goes.to,
        "cc": goes.cc,
        "lost": lost,
        "channel": channel_of(thread.account.kind).capabilities,
        "room": room_to_write_to(thread, at=at),
    }


def shown_promises(
    promises: Iterable[Promise], at: datetime, lines: Sequence[Line] = ()
) -> list[ShownPromise]:
    """Return promises with their states and stories, what is owed first."""
    shown = [
        ShownPromise(
            each, promise_label(each.kind), state_of(each, at), tuple(promise_story(each, lines))
        )
        for each in promises
        if each.kind in set(CasePromise)
    ]
    return sorted(shown, key=lambda each: (each.row.kept_at is not None, each.row.due_at))


def promise_label(kind: str) -> Any:
    """Return what a kind of promise is called on the screen."""
    if kind in set(CasePromise):
        return PROMISES[CasePromise(kind)]
    return PROMISE_NAMES.get(kind, kind)


def state_of(owed: Promise, at: datetime) -> str:
    """Return the one word the screen shows a promise with."""
    if owed.withdrawn_at:
        return "gone"
    if owed.kept_at:
        return "broken" if owed.broken else "kept"
    if owed.paused_at:
        return "paused"
    left = (owed.due_at - at).total_seconds()
    if left < 0:
        return "late"
    return "soon" if left < SOON else "open"


def stream_of(case: Case) -> list[Line]:
    """Return messages, notes and what else happened, in their order."""
    messages = (
        messages_in(case)
        .exclude(status="cancelled")
        .select_related("account")
        .prefetch_related("files__file")
    )
    lines = [_said(each) for each in messages]
    lines += [
        Line("note", note.at, (1, note.pk), note, who=note.author.name)
        for note in notes_on(case).only(*NOTE)
    ]
    entries = [each for each in story_of(ref(case)) if each.event in TOLD]
    people = users_by_id(_people_in(entries))
    lines += [_happened(each, people) for each in entries]
    return sorted(lines, key=lambda line: (line.at, line.order))


def _said(message: Message) -> Line:
    is_ours = message.direction == "out"
    who = message.sender_name or (message.account.name if is_ours else message.sender_address)
    # What goes out by a rule follows what it answers, in the same moment.
    rank = AFTER if message.author.startswith("system:") else 0
    return Line("out" if is_ours else "in", message.at, (rank, message.pk), message, who=who)


def _people_in(entries: Iterable[Entry]) -> set[int]:
    actors = (each.actor.partition(":") for each in entries)
    named = {int(number) for kind, _colon, number in actors if kind == "user"}
    return named | {each.data["user_id"] for each in entries if each.data.get("user_id")}


def _happened(entry: Entry, people: dict[int, User]) -> Line:
    kind, _colon, number = entry.actor.partition(":")
    person = people.get(int(number)) if kind == "user" else None
    who = person.name if person else "Aftercare"
    other = people.get(entry.data.get("user_id") or 0)
    icon, text = in_words(entry, who=who, other=other.name if other else "")
    return Line("happening", entry.at, (2, entry.pk), entry, text, icon, who)


def _other_cases(case: Case, actor: Actor) -> list[Case]:
    if case.contact_id is None:
        return []
    same = visible_cases(actor).filter(contact=case.contact_id).exclude(pk=case.pk)
    return list(same.only(*OTHER).order_by("-active_at")[:OTHER_CASES])


CHOICES = {
    "after_send": AfterSend.choices,
    "statuses": CaseStatus.choices,
    "priorities": Priority.choices,
    "kinds": CaseKind.choices,
    "waiting_for": WaitingFor.choices,
    "link_kinds": [
        each for each in LinkKind.choices if each[0] not in {"merged_into", "split_from"}
    ],
}
