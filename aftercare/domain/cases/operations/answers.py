"""What is said to the customer and among ourselves."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.models import StoredFile
from aftercare.base.files.steps import link
from aftercare.base.people.models import Team, User
from aftercare.base.people.queries import signature_of
from aftercare.base.promises.steps import keep_all, withdraw_all
from aftercare.base.promises.steps.undoing import owe_kept_again
from aftercare.domain.cases.events import (
    CaseAnswered,
    NoteAdded,
    ReplyLost,
    ReplySentAgain,
    ReplyTakenBack,
    ReplyWritten,
)
from aftercare.domain.cases.models import Case, CaseMessage, Draft, Note
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.queries import case_of_thread
from aftercare.domain.cases.states import ANSWERS, UNSETTLED, CasePromise, CaseStatus
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    concerned_with,
    drop_drafts,
    hold_own_case,
    index_more,
    keep_draft,
    lock_case,
    open_case_to_readers,
    tell,
    watch,
)
from aftercare.domain.cases.steps.answering import undo_changes, undo_status
from aftercare.domain.cases.steps.promised import owe_again, refresh_due
from aftercare.domain.cases.steps.telling import UNDO_WINDOW, thread_to_answer_in
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.queries.writing import (
    are_letters,
    last_of_person,
    recipients_of_answer,
)
from aftercare.domain.conversations.states import LOST
from aftercare.domain.conversations.steps import cancel_message, send_once_more, write_message
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

_MENTION = re.compile(r"(?<!\w)@([\w.+-]{2,60})")


class NothingWritten(Refused):
    """An answer or a note needs a text."""


class NothingToSendAgain(Refused):
    """Only an answer that may not have arrived is sent again."""


@transaction.atomic
def reply_to_customer(
    case: Case,
    *,
    text: str,
    cc: Sequence[str] = (),
    files: Sequence[tuple[StoredFile, str]] = (),
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Message:
    """
    Answer who wrote last, in the conversation of that, or begin one; `cc` get a copy.

    The answer waits some seconds, so that it can be taken back, and is then sent; the
    promise of a response is kept by its going out. Whoever answers an unassigned case has
    taken it.

    Raises `NothingWritten`, `NoWayToAnswer`, `GoesOnElsewhere`, `StaleRow`.
    """
    actor.must(CasePermission.REPLY)
    if not text.strip():
        raise NothingWritten(_("Write an answer first."))
    case = hold_own_case(case, seen=seen)
    thread = thread_to_answer_in(case, at=at)
    message = write_message(
        thread,
        to=recipients_of_answer(thread, last_of_person(thread)).to,
        text=text,
        author=actor.ref,
        sender_name=actor.name,
        sent_for=case.team.mail_name if case.team else "",
        signature=_signature(thread, case, actor),
        send_at=at + UNDO_WINDOW,
        cc=cc,
        files=files,
        at=at,
    )
    _note_answer(case, message, actor=actor, at=at)
    announce_case(ReplyWritten, case, message_id=message.pk, actor=actor, at=at)
    return message


def _signature(thread: Thread, case: Case, actor: Actor) -> str:
    # Below letters only: whoever chats is seen to be the same all the time.
    is_letter = actor.kind == "user" and are_letters(thread)
    return signature_of(actor, case.language) if is_letter else ""


def _note_answer(case: Case, message: Message, *, actor: Actor, at: datetime) -> None:
    CaseMessage.objects.create(message=message, case=case)
    drop_drafts(case, kind="reply", actor=actor)
    changes: dict[str, Any] = {
        "due_at": case.due_at,  # until the answer is out
        "active_at": at,
        "needs_answer": False,
        "last_text": excerpt(message.reply_text),
    }
    takes = case.assignee_id is None and actor.kind == "user"
    change_case(case, **changes | ({"assignee_id": actor.id} if takes else {}))
    if takes:
        open_case_to_readers(case)
    index_more(case, message.reply_text, at=at)


@transaction.atomic
def take_back_reply(case: Case, message: Message, *, actor: Actor, at: datetime) -> Draft:
    """
    Stop an answer that has not gone out yet; its text and files become a draft again.

    What was changed in the case with it is undone, where nobody has changed it since.

    Raises what `cancel_message` raises once the answer is on its way.
    """
    actor.must(CasePermission.REPLY)
    case = lock_case(case)
    cancel_message(message, at=at)
    said = CaseMessage.objects.select_related("message").get(message=message)
    undo_changes(case, said, actor=actor, at=at)
    change_case(case, needs_answer=case.status in UNSETTLED)
    draft = keep_draft(case, kind="reply", text=message.reply_text, actor=actor, at=at)
    for each in message.files.select_related("file"):
        link(each.file, ref(draft), name=each.name, readers=[str(actor.ref)], at=at)
    announce_case(ReplyTakenBack, case, message_id=message.pk, actor=actor, at=at)
    return draft


@transaction.atomic
def take_in_answer(message: Message, *, actor: Actor, at: datetime) -> None:
    """Put what one of us wrote in a program of the channel into its case: it is an answer too."""
    actor.must(CasePermission.REPLY)
    case = case_of_thread(message.thread)
    if case is not None:
        CaseMessage.objects.get_or_create(message=message, defaults={"case": lock_case(case)})
        change_case(case, active_at=at, needs_answer=False, last_text=excerpt(message.text))
        note_answer_sent(message, actor=actor, at=at)


@transaction.atomic
def note_answer_sent(message: Message, *, actor: Actor, at: datetime) -> None:
    """
    Keep what an answer written by a person keeps, now that it has really gone out.

    What the customer has brought up while it waited is owed still.
    """
    actor.must(CasePermission.REPLY)
    is_by_a_person = message.author == "" or message.author.startswith("user:")
    if not is_by_a_person:
        return
    said = CaseMessage.objects.filter(message=message).first()
    if said is None:
        return
    case = Case.objects.select_for_update().get(pk=said.case_id)
    kept = keep_all(ref(case), [*ANSWERS, *said.keeps], at=at)
    if kept:
        said.kept = [*said.kept, *(each.pk for each in kept)]
        said.save(update_fields=["kept"])
    if case.status == CaseStatus.SOLVED:
        withdraw_all(ref(case), at=at)
    else:
        _owe_what_came_since(case, said, at=at)
    if case.answered_at is None:
        change_case(case, answered_at=at)
    else:
        refresh_due(case)
    announce_case(CaseAnswered, case, message_id=message.pk, actor=actor, at=at)


def _owe_what_came_since(case: Case, said: CaseMessage, *, at: datetime) -> None:
    wanted = [CasePromise.NEXT_REPLY] if case.needs_answer else []
    if CasePromise.COMMITTED_DATE in said.keeps:  # it had settled the case, which is open again
        wanted.append(CasePromise.SOLUTION_OR_DATE)
    if wanted:
        owe_again(case, *wanted, at=at)


@transaction.atomic
def note_reply_lost(message: Message, *, actor: Actor, at: datetime) -> None:
    """
    Note that an answer has not reached the customer, and tell who works on the case.

    The matter wants an answer again. What the answer had settled is open, and what it had kept
    is owed again, by its date, unless the case was solved otherwise.
    """
    actor.must(CasePermission.REPLY)
    said = CaseMessage.objects.filter(message=message).select_related("case").first()
    if said is None:
        return
    case = lock_case(said.case)
    undo_status(case, said, at=at)
    is_open = case.status in UNSETTLED
    if is_open:
        owe_kept_again(said.kept, actor=actor, at=at)
    was_first = message.sent_at is not None and case.answered_at == message.sent_at
    changes = {"answered_at": None} if was_first else {}
    change_case(case, needs_answer=is_open, active_at=at, **changes)
    tell(concerned_with(case), case, "reply_lost", at=at)
    announce_case(ReplyLost, case, message_id=message.pk, actor=actor, at=at)


@transaction.atomic
def send_reply_again(case: Case, message: Message, *, actor: Actor, at: datetime) -> None:
    """
    Let an answer that failed, came back, or perhaps went out, go out once more.

    Only a person decides that: the customer may get it twice. Raises `NothingToSendAgain`.
    """
    actor.must(CasePermission.REPLY)
    case = lock_case(case)
    if message.status not in LOST:
        raise NothingToSendAgain(_("This answer is on its way or has arrived."))
    send_once_more(message, at=at)
    change_case(case, needs_answer=False, active_at=at)
    announce_case(ReplySentAgain, case, message_id=message.pk, actor=actor, at=at)


@transaction.atomic
def add_note(case: Case, *, text: str, actor: Actor, at: datetime) -> Note:
    """
    Tell the others something. Who is mentioned (`@name`, `@team`) hears of it and may see it.

    Raises `NothingWritten`.
    """
    actor.must(CasePermission.NOTE)
    if not text.strip():
        raise NothingWritten(_("Write a note first."))

    case = lock_case(case)
    users, teams = _mentioned(text)
    note = Note.objects.create(
        case=case,
        author_id=actor.id,
        text=text,
        mentions=[str(ref(each)) for each in [*users, *teams]],
        at=at,
    )
    drop_drafts(case, kind="note", actor=actor)
    for user in users:
        watch(case, user.pk)
    change_case(case, due_at=case.due_at, active_at=at)
    open_case_to_readers(case)
    index_more(case, text, at=at)
    announce_case(NoteAdded, case, note_id=note.pk, actor=actor, at=at)
    members = User.objects.filter(memberships__team__in=teams).values_list("pk", flat=True)
    tell([*(user.pk for user in users), *members], case, "mentioned", but=actor, at=at)
    tell(
        set(concerned_with(case)) - {user.pk for user in users},
        case,
        "note_added",
        but=actor,
        at=at,
    )
    return note


def _mentioned(text: str) -> tuple[list[User], list[Team]]:
    names = {name.rstrip(".").casefold() for name in _MENTION.findall(text)}
    if not names:
        return [], []
    return (
        list(User.objects.filter(handle__in=names, is_active=True)),
        list(Team.objects.filter(code__in=names)),
    )
