from datetime import datetime

from aftercare.base.promises.events import PromiseBroken, PromiseEvent, PromiseSlipping
from aftercare.domain.cases.events import CasesMerged, CasesUnmerged, ReplyLost, ReplyTakenBack
from aftercare.domain.cases.steps.carrying import move_case_back, move_to_merged_case
from aftercare.domain.conversations.events import InvitationAnswered
from aftercare.domain.conversations.models import Message
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.domain.guidance.operations.answering import take_in_replies
from aftercare.domain.guidance.operations.telling import note_guests_not_told
from aftercare.domain.guidance.policies.calendars import LARGEST, replies_in
from aftercare.domain.guidance.states import GuidancePromise, Reply
from aftercare.domain.guidance.steps.people import tell_holders
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.reactions import reacts_to

MOST_FILES = 10


@reacts_to(InvitationAnswered)
def take_in_answers_of_guests(event: InvitationAnswered, *, actor: Actor, at: datetime) -> None:
    """Note what the calendar in a mail answers to an invitation of ours."""
    message = Message.objects.get(pk=event.message_id)
    replies = list(dict.fromkeys(_replies_in(message)))
    take_in_replies(replies, sender=message.sender_address, actor=SYSTEM, at=at)


def _replies_in(message: Message) -> list[Reply]:
    found = []
    for each in message.files.select_related("file").order_by("pk")[:MOST_FILES]:
        with each.file.open() as content:
            found += replies_in(content.read(LARGEST))
    return found


@reacts_to(ReplyTakenBack)
def note_invitation_taken_back(event: ReplyTakenBack, *, actor: Actor, at: datetime) -> None:
    """Let guests be told again when an invitation was taken back before it went out."""
    note_guests_not_told(Message.objects.get(pk=event.message_id), actor=SYSTEM, at=at)


@reacts_to(ReplyLost)
def note_invitation_lost(event: ReplyLost, *, actor: Actor, at: datetime) -> None:
    """Let guests be told again when an invitation did not arrive."""
    note_guests_not_told(Message.objects.get(pk=event.message_id), actor=SYSTEM, at=at)


@reacts_to(PromiseSlipping)
def warn_of_session(event: PromiseSlipping, *, actor: Actor, at: datetime) -> None:
    """Let those who hold a session hear that it comes up."""
    _warn(event, "session_soon", at)


@reacts_to(PromiseBroken)
def ask_for_notes(event: PromiseBroken, *, actor: Actor, at: datetime) -> None:
    """Let those who hold a session hear that its notes are overdue."""
    _warn(event, "session_notes", at)


def _warn(event: PromiseEvent, kind: str, at: datetime) -> None:
    if event.kind != GuidancePromise.SESSION:
        return
    session = GuidanceSession.objects.get(pk=int(event.subject.partition(":")[2]))
    tell_holders(session, kind, at=at)


@reacts_to(ContactsMerged)
def move_invitations_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the invitations of the first of two contacts be those of the second."""
    move_to_merged(event, SessionGuest)


@reacts_to(ContactsUnmerged)
def move_invitations_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the invitations that were moved when two contacts were one."""
    move_back(event, SessionGuest)


@reacts_to(AccountsMerged)
def move_sessions_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the sessions of the first of two accounts be those of the second."""
    move_to_merged(event, GuidanceSession)


@reacts_to(AccountsUnmerged)
def move_sessions_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the sessions that were moved when two accounts were one."""
    move_back(event, GuidanceSession)


@reacts_to(CasesMerged)
def move_sessions_of_merged_case(event: CasesMerged, *, actor: Actor, at: datetime) -> None:
    """Let the sessions of a case belong to the case it goes on in."""
    move_to_merged_case(event, GuidanceSession)


@reacts_to(CasesUnmerged)
def move_sessions_of_case_back(event: CasesUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the sessions that were moved when two cases were one."""
    move_case_back(event, GuidanceSession)
