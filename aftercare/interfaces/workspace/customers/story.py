"""The whole story of a customer or a person in one list, told from the journal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import User
from aftercare.base.people.queries import users_by_id
from aftercare.domain.cases.models import Case, Note
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.conversations.models import Message
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.queries import selves_of
from aftercare.domain.customers.states import Channel, Purpose
from aftercare.interfaces.workspace.guidance_texts import GUIDANCE_TOLD
from aftercare.interfaces.workspace.parcel_texts import PARCELS_TOLD
from aftercare.interfaces.workspace.repair_texts import REPAIRS_TOLD
from aftercare.interfaces.workspace.return_texts import RETURNS_TOLD
from aftercare.interfaces.workspace.supply_texts import SUPPLY_TOLD
from aftercare.interfaces.workspace.texts import TOLD, Told
from aftercare.interfaces.workspace.unit_texts import UNITS_TOLD
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

PAGE = 30
MOST_LOOKED_AT = 600
EXCERPT = 220
WITH_LOGIN = {"user", "customer"}
"""Kinds of actors who have an account; customers have one once they came in by themselves."""


def _consent(data: dict[str, Any], who: str, other: str) -> str:
    said = (
        _("Agrees to be written to: %(purpose)s by %(channel)s")
        if data["given"]
        else _("No longer agrees: %(purpose)s by %(channel)s")
    )
    return said % {
        "purpose": Purpose(data["purpose"]).label,
        "channel": Channel(data["channel"]).label,
    }


IDENTITY = {
    "added": gettext_lazy("%(who)s noted another address"),
    "verified": gettext_lazy("%(who)s verified an address"),
    "retired": gettext_lazy("%(who)s retired an address"),
    "undeliverable": gettext_lazy("What we send to an address does not arrive"),
    "deliverable": gettext_lazy("An address works again"),
}

OWN: dict[str, tuple[str, Told]] = {
    "customers.customer_registered": (
        "circle-plus",
        lambda data, who, other: _("%(who)s took the customer into the books") % {"who": who},
    ),
    "customers.customers_imported": (
        "table-import",
        lambda data, who, other: _("%(who)s took the customer over from a file") % {"who": who},
    ),
    "customers.contacts_imported": (
        "table-import",
        lambda data, who, other: _("%(who)s took people over from a file") % {"who": who},
    ),
    "customers.contact_added": ("user-plus", lambda data, who, other: _("First met")),
    "customers.customer_edited": (
        "pencil",
        lambda data, who, other: _("%(who)s corrected what we know") % {"who": who},
    ),
    "customers.identity_changed": (
        "at",
        lambda data, who, other: str(IDENTITY[data["change"]]) % {"who": who},
    ),
    "customers.consent_changed": ("checkbox", _consent),
    "customers.contacts_merged": (
        "git-merge",
        lambda data, who, other: _("%(who)s merged two people") % {"who": who},
    ),
    "customers.contacts_unmerged": (
        "git-fork",
        lambda data, who, other: _("%(who)s undid a merge of two people") % {"who": who},
    ),
    "customers.accounts_merged": (
        "git-merge",
        lambda data, who, other: _("%(who)s merged two customers") % {"who": who},
    ),
    "customers.accounts_unmerged": (
        "git-fork",
        lambda data, who, other: _("%(who)s undid a merge of two customers") % {"who": who},
    ),
    "customers.contacts_told_apart": (
        "users",
        lambda data, who, other: _("%(who)s said that two people are not one") % {"who": who},
    ),
    "customers.contact_exported": (
        "download",
        lambda data, who, other: _("%(who)s handed out everything kept") % {"who": who},
    ),
    "cases.case_heard_from": ("mail", lambda data, who, other: _("The customer wrote")),
    "cases.case_answered": ("mail-forward", lambda data, who, other: _("We answered")),
    "cases.note_added": ("note", lambda data, who, other: _("%(who)s noted") % {"who": who}),
    "conversations.message_bounced": (
        "mail-x",
        lambda data, who, other: _("What we sent came back"),
    ),
}
TELLS = TOLD | OWN | UNITS_TOLD | REPAIRS_TOLD | PARCELS_TOLD | RETURNS_TOLD | SUPPLY_TOLD

MESSAGES = frozenset(
    {"cases.case_heard_from", "cases.case_answered", "conversations.message_bounced"}
)
FILTERS: dict[str, tuple[Any, frozenset[str]]] = {
    "": (gettext_lazy("Everything"), frozenset(TELLS)),
    "messages": (gettext_lazy("Messages"), MESSAGES | {"cases.case_opened"}),
    "notes": (gettext_lazy("Notes"), frozenset({"cases.note_added"})),
    "cases": (
        gettext_lazy("Cases"),
        frozenset(name for name in TELLS if name.startswith("cases.")) - MESSAGES,
    ),
    "promises": (
        gettext_lazy("Promises"),
        frozenset(name for name in TELLS if name.startswith("promises."))
        | {"cases.date_committed"},
    ),
    "units": (gettext_lazy("Units of the customer"), frozenset(UNITS_TOLD) | {"cases.unit_named"}),
    "repairs": (gettext_lazy("Repairs"), frozenset(REPAIRS_TOLD)),
    "parcels": (gettext_lazy("Parcels"), frozenset(PARCELS_TOLD)),
    "returns": (gettext_lazy("Returns"), frozenset(RETURNS_TOLD)),
    "supply": (gettext_lazy("Supply"), frozenset(SUPPLY_TOLD)),
    "guidance": (gettext_lazy("Guidance"), frozenset(GUIDANCE_TOLD)),
    "card": (
        gettext_lazy("Card and consent"),
        frozenset(name for name in TELLS if name.startswith("customers.")),
    ),
}
TONES = {
    "promises.promise_kept": "green",
    "promises.promise_broken": "red",
    "promises.promise_slipping": "orange",
    "cases.case_solved": "green",
    "cases.case_opened": "blue",
    "cases.case_reopened": "orange",
    "cases.case_heard_from": "blue",
    "conversations.message_bounced": "red",
    "cases.note_added": "yellow",
    "repairs.unit_handed_over": "green",
    "repairs.repair_refused": "red",
    "repairs.repair_waits": "orange",
    "returns.return_approved": "green",
    "guidance.session_held": "green",
    "guidance.session_missed": "red",
    "returns.line_done": "green",
    "supply.purchase_received": "green",
    "supply.shortage_opened": "orange",
    "supply.shortage_solved": "green",
    "returns.return_refused": "red",
    "returns.return_expired": "orange",
}


@dataclass(frozen=True)
class StoryLine:
    """One line of a story."""

    at: datetime
    icon: str
    tone: str
    text: str
    case: Case | None = None
    quote: str = ""
    key: int = 0


@dataclass(frozen=True)
class Story:
    """Some lines of a story, and where it goes on."""

    lines: list[StoryLine]
    after: int | None
    show: str
    filters: list[tuple[str, Any]]


def story_for(row: Account | Contact, actor: Actor, *, show: str, after: str) -> Story:
    """Return what happened with a customer or person, the newest first, as far as `actor` may."""
    show = show if show in FILTERS else ""
    selves = [Ref(ref(row).kind, key) for key in selves_of(row)]
    told = story_about(selves, actor, events=FILTERS[show][1], after=after)
    names = [(name, label) for name, (label, _events) in FILTERS.items()]
    return Story(told.lines, told.after, show, names)


def story_about(
    things: Sequence[Ref], actor: Actor, *, events: Collection[str], after: str
) -> Story:
    """Return what happened with any of these things, the newest first, as far as `actor` may."""
    entries = story_of(*things).filter(event__in=events).order_by("-pk")
    if after.isdecimal():
        entries = entries.filter(pk__lt=int(after))
    seen, last = _readable(list(entries[:MOST_LOOKED_AT]), actor)
    return Story(seen, last, "", [])


def _readable(entries: list[Entry], actor: Actor) -> tuple[list[StoryLine], int | None]:
    """Return the first lines whose cases `actor` may see, and where the next begin."""
    cases = _cases_of(entries, actor)
    shown = [each for each in entries if _case_id(each) is None or _case_id(each) in cases]
    here = shown[:PAGE]
    lines = _told(here, cases)
    more = len(shown) > PAGE or len(entries) == MOST_LOOKED_AT
    last = here[-1].pk if here else None
    return lines, last if more else None


def _case_id(entry: Entry) -> int | None:
    named = [each for each in entry.about if each.startswith("case:")]
    return int(named[0].partition(":")[2]) if named else None


def _cases_of(entries: Iterable[Entry], actor: Actor) -> dict[int, Case]:
    keys = {key for key in map(_case_id, entries) if key is not None}
    return visible_cases(actor).in_bulk(keys)


def _told(entries: list[Entry], cases: dict[int, Case]) -> list[StoryLine]:
    people = users_by_id(_people_in(entries))
    quotes = _quotes(entries)
    lines = []
    for entry in entries:
        icon, told = TELLS[entry.event]
        kind, _colon, number = entry.actor.partition(":")
        person = people.get(int(number)) if kind in WITH_LOGIN else None
        other = people.get(entry.data.get("user_id") or 0)
        lines.append(
            StoryLine(
                at=entry.at,
                icon=icon,
                tone=_tone(entry),
                text=told(entry.data, _name(person), other.name if other else ""),
                case=cases.get(_case_id(entry) or 0),
                quote=quotes.get(entry.pk, ""),
                key=entry.pk,
            )
        )
    return lines


def _tone(entry: Entry) -> str:
    if entry.event == "promises.promise_kept" and not entry.data["in_time"]:
        return "red"
    return TONES.get(entry.event, "secondary")


def _name(person: User | None) -> str:
    return person.name if person else "Aftercare"


def _people_in(entries: Iterable[Entry]) -> set[int]:
    actors = (each.actor.partition(":") for each in entries)
    named = {int(number) for kind, _colon, number in actors if kind in WITH_LOGIN}
    return named | {each.data["user_id"] for each in entries if each.data.get("user_id")}


def _quotes(entries: list[Entry]) -> dict[int, str]:
    """Return what was written, by the entry that tells of it. Two queries."""
    entries = [each for each in entries if _case_id(each) is not None]
    said = {e.data["message_id"] for e in entries if e.data.get("message_id")}
    noted = {e.data["note_id"] for e in entries if e.data.get("note_id")}
    messages = dict(Message.objects.filter(pk__in=said).values_list("pk", "reply_text"))
    notes = dict(Note.objects.filter(pk__in=noted).values_list("pk", "text"))
    return {
        entry.pk: (
            messages.get(entry.data.get("message_id") or 0, "")
            or notes.get(entry.data.get("note_id") or 0, "")
        ).strip()[:EXCERPT]
        for entry in entries
    }
