from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class CaseEvent(Event):
    """Something happened to a matter, and so to its customer."""

    case_id: int
    contact_id: int | None
    account_id: int | None


@dataclass(frozen=True)
class CaseOpened(CaseEvent):
    """A customer has brought us a matter."""

    name: ClassVar[str] = "cases.case_opened"

    channel: str
    message_id: int | None = None


@dataclass(frozen=True)
class PastCasesEvent(Event):
    """Something happened to cases of the system before, whose they are, and their units."""

    cases: tuple[int, ...]
    customers: tuple[str, ...]
    units: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the cases, whose they are, and the units they are about."""
        cases = (f"case:{each}" for each in self.cases)
        return [*cases, *self.customers, *(f"unit:{each}" for each in self.units)]


@dataclass(frozen=True)
class CasesImported(PastCasesEvent):
    """Cases of the system before are known, from a file; or more that was said in them."""

    name: ClassVar[str] = "cases.cases_imported"


@dataclass(frozen=True)
class CasesRemoved(PastCasesEvent):
    """Past cases taken over by mistake, or parts of them, are gone again."""

    name: ClassVar[str] = "cases.cases_removed"


@dataclass(frozen=True)
class CaseHeardFrom(CaseEvent):
    """The customer has written again."""

    name: ClassVar[str] = "cases.case_heard_from"

    message_id: int


@dataclass(frozen=True)
class ReplyWritten(CaseEvent):
    """One of us has answered the customer; the answer waits to be sent."""

    name: ClassVar[str] = "cases.reply_written"

    message_id: int


@dataclass(frozen=True)
class ReplyTakenBack(CaseEvent):
    """An answer was stopped before it went out."""

    name: ClassVar[str] = "cases.reply_taken_back"

    message_id: int


@dataclass(frozen=True)
class CaseAnswered(CaseEvent):
    """An answer has gone out to the customer."""

    name: ClassVar[str] = "cases.case_answered"

    message_id: int


@dataclass(frozen=True)
class ReplyLost(CaseEvent):
    """An answer could not be sent, came back, or nobody knows whether it arrived."""

    name: ClassVar[str] = "cases.reply_lost"

    message_id: int


@dataclass(frozen=True)
class ReplySentAgain(CaseEvent):
    """A person lets an answer that may not have arrived go out once more."""

    name: ClassVar[str] = "cases.reply_sent_again"

    message_id: int


@dataclass(frozen=True)
class ReceiptConfirmed(CaseEvent):
    """The customer was told by an automatic message that we have the matter."""

    name: ClassVar[str] = "cases.receipt_confirmed"

    message_id: int


@dataclass(frozen=True)
class NoteAdded(CaseEvent):
    """One of us has told the others something."""

    name: ClassVar[str] = "cases.note_added"

    note_id: int


@dataclass(frozen=True)
class CaseAssigned(CaseEvent):
    """Somebody else, or nobody, works on the matter from now on."""

    name: ClassVar[str] = "cases.case_assigned"

    user_id: int | None
    team_id: int | None


@dataclass(frozen=True)
class CaseSorted(CaseEvent):
    """Priority, kind, tags or subject have changed; `changed` names which."""

    name: ClassVar[str] = "cases.case_sorted"

    changed: tuple[str, ...]
    priority: str
    kind: str


@dataclass(frozen=True)
class CustomerNamed(CaseEvent):
    """We know now whose matter it is."""

    name: ClassVar[str] = "cases.customer_named"


@dataclass(frozen=True)
class CaseWaits(CaseEvent):
    """Nothing can be done until the customer, a part or a supplier moves."""

    name: ClassVar[str] = "cases.case_waits"

    waiting_for: str


@dataclass(frozen=True)
class CaseSnoozed(CaseEvent):
    """The matter leaves the lists for a while."""

    name: ClassVar[str] = "cases.case_snoozed"

    until: str


@dataclass(frozen=True)
class CaseWoken(CaseEvent):
    """The matter is back in the lists."""

    name: ClassVar[str] = "cases.case_woken"


@dataclass(frozen=True)
class SolutionProposed(CaseEvent):
    """We have told the customer how it may be solved."""

    name: ClassVar[str] = "cases.solution_proposed"


@dataclass(frozen=True)
class DateCommitted(CaseEvent):
    """We have told the customer by when it will be solved."""

    name: ClassVar[str] = "cases.date_committed"

    due_at: str


@dataclass(frozen=True)
class CaseSolved(CaseEvent):
    """The matter is settled, as far as we know."""

    name: ClassVar[str] = "cases.case_solved"


@dataclass(frozen=True)
class CaseReopened(CaseEvent):
    """The matter was not settled after all, or goes on."""

    name: ClassVar[str] = "cases.case_reopened"


@dataclass(frozen=True)
class CaseMarkedAsSpam(CaseEvent):
    """The matter was none: it left the lists, and nothing is owed for it."""

    name: ClassVar[str] = "cases.case_marked_as_spam"

    block: str


@dataclass(frozen=True)
class CaseKeptAsSpam(CaseEvent):
    """Somebody who is blocked has written; it is kept, and nobody was told."""

    name: ClassVar[str] = "cases.case_kept_as_spam"

    message_id: int


@dataclass(frozen=True)
class CaseBroughtBack(CaseEvent):
    """The matter was no spam after all; what is owed for it is counted from now."""

    name: ClassVar[str] = "cases.case_brought_back"


@dataclass(frozen=True)
class CaseEscalated(CaseEvent):
    """Another team, such as quality or R&D, was asked to help."""

    name: ClassVar[str] = "cases.case_escalated"

    escalation_id: int
    team_id: int


@dataclass(frozen=True)
class EscalationAnswered(CaseEvent):
    """The team that was asked has answered."""

    name: ClassVar[str] = "cases.escalation_answered"

    escalation_id: int
    team_id: int


@dataclass(frozen=True)
class CasesMerged(CaseEvent):
    """Two matters are one; this one goes on in the other."""

    name: ClassVar[str] = "cases.cases_merged"

    into: int

    def about(self) -> list[str]:
        """Return both cases."""
        return [*super().about(), f"case:{self.into}"]


@dataclass(frozen=True)
class CasesUnmerged(CaseEvent):
    """Two matters are two again; `above` is what higher apps had moved, by table."""

    name: ClassVar[str] = "cases.cases_unmerged"

    out_of: int
    above: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def about(self) -> list[str]:
        """Return both cases."""
        return [*super().about(), f"case:{self.out_of}"]


@dataclass(frozen=True)
class CaseSplit(CaseEvent):
    """A part of a matter goes on as a case of its own."""

    name: ClassVar[str] = "cases.case_split"

    split_from: int
    message_id: int

    def about(self) -> list[str]:
        """Return both cases."""
        return [*super().about(), f"case:{self.split_from}"]


@dataclass(frozen=True)
class CasesLinked(CaseEvent):
    """Two matters have to do with each other, or no longer."""

    name: ClassVar[str] = "cases.cases_linked"

    other: int
    link: str
    linked: bool = True

    def about(self) -> list[str]:
        """Return both cases."""
        return [*super().about(), f"case:{self.other}"]


@dataclass(frozen=True)
class NumberSettled(CaseEvent):
    """A number found in a text belongs to the matter, or does not."""

    name: ClassVar[str] = "cases.number_settled"

    found_number_id: int
    confirmed: bool


@dataclass(frozen=True)
class UnitNamed(CaseEvent):
    """The matter is about a unit, or is not after all."""

    name: ClassVar[str] = "cases.unit_named"

    unit_id: int
    named: bool = True


@dataclass(frozen=True)
class CaseWatched(CaseEvent):
    """Somebody wants to hear of everything in the matter, or no longer."""

    name: ClassVar[str] = "cases.case_watched"

    user_id: int
    watching: bool


@dataclass(frozen=True)
class NoticeDrafted(CaseEvent):
    """A notice to the customer was drafted; a person decides whether it goes out."""

    name: ClassVar[str] = "cases.notice_drafted"

    draft_id: int


@dataclass(frozen=True)
class ServiceLevelFollowed(CaseEvent):
    """The matter is under the service level that fits it now; its clocks count by it."""

    name: ClassVar[str] = "cases.service_level_followed"

    service_level_id: int | None
    before: int | None


@dataclass(frozen=True)
class NoticeSettled(CaseEvent):
    """A person has put the drafted notice into an answer, or thrown it away."""

    name: ClassVar[str] = "cases.notice_settled"

    used: bool


@dataclass(frozen=True)
class RulesChanged(Event):
    """A service level, triage rule, macro, view or automatic message was set up anew."""

    name: ClassVar[str] = "cases.rules_changed"

    rule: str
    change: str
    row: int | None = None

    def about(self) -> list[str]:
        """Return the rule."""
        return [f"{self.rule}:{self.row}"] if self.row else []


@dataclass(frozen=True)
class SenderBlocked(Event):
    """What an address or a domain writes is kept as spam from now on, or no longer."""

    name: ClassVar[str] = "cases.sender_blocked"
    blocked_sender_id: int
    blocked: bool = True


@dataclass(frozen=True)
class BulkChanged(Event):
    """A change of many cases at once was started, is finished, or was undone."""

    name: ClassVar[str] = "cases.bulk_changed"

    bulk_change_id: int
    change: str
