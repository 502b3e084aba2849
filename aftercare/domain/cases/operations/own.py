"""What customers do in their own matters once they are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.people.models import User
from aftercare.domain.cases.events import UnitNamed
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import NothingWritten
from aftercare.domain.cases.operations.intake import SubjectMissing, take_in_message
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import own_thread
from aftercare.domain.cases.steps import (
    announce_case,
    hold_unmerged_case,
    index_more,
    join_thread,
    link_unit,
)
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.queries.writing import account_for_letters
from aftercare.domain.conversations.steps import hear_in_thread, start_thread
from aftercare.domain.customers.models import Contact
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import Refused


class NobodyReads(Refused):
    """There is no channel on which an answer could go out."""


class NotTheirs(Refused):
    """Who writes is no customer, or is known by no address any more."""


@dataclass(frozen=True)
class Letter:
    """What a customer writes on our page; `key` is made by the form, so it arrives once."""

    key: UUID
    text: str
    files: Sequence[tuple[str, IO[bytes]]] = field(default=())
    language: str = ""


@transaction.atomic
def write_in_case(case: Case, letter: Letter, *, actor: Actor, at: datetime) -> Message:
    """
    Let a customer write in a matter of theirs; one that was solved is open again.

    It is a message like one that came by mail, so an answer is promised. The same letter again
    changes nothing. Raises `NothingWritten`, `GoesOnElsewhere`, `NobodyReads`.
    """
    actor.must(CasePermission.WRITE_OWN)
    case = hold_unmerged_case(case)
    thread = own_thread(case, actor)
    if thread is None:
        thread = _begin(actor, case.subject, at=at)
        join_thread(case, thread)
    message = _hear(thread, letter, actor, at=at)
    take_in_message(message, actor=SYSTEM, at=at)
    return message


@transaction.atomic
def bring_case(
    letter: Letter, *, subject: str, unit: Unit | None = None, actor: Actor, at: datetime
) -> Case:
    """
    Let a customer bring a new matter, perhaps about a unit of theirs.

    The same letter again is the same case. Raises `SubjectMissing`, `NothingWritten`,
    `NobodyReads`.
    """
    actor.must(CasePermission.WRITE_OWN)
    if not subject.strip():
        raise SubjectMissing(_("Say in a few words what it is about."))
    known = Message.objects.filter(external_id=_name(letter), thread__contact=actor.contact_id)
    said = known.select_related("thread__account", "thread__contact__account").first()
    message = said or _hear(_begin(actor, subject.strip(), at=at), letter, actor, at=at)
    case = take_in_message(message, actor=SYSTEM, at=at)
    assert case  # noqa: S101  # only what is written by machines opens none
    if unit and link_unit(case, unit, at=at):
        index_more(case, unit.serial, at=at)
        announce_case(UnitNamed, case, unit_id=unit.pk, actor=actor, at=at)
    return case


def _begin(actor: Actor, subject: str, *, at: datetime) -> Thread:
    account = account_for_letters()
    if account is None:
        raise NobodyReads(_("Nothing can be sent from here now. Please write us an e-mail."))
    contact, address = _writer(actor)
    return start_thread(account, peer=address, contact=contact, subject=subject, at=at)


def _hear(thread: Thread, letter: Letter, actor: Actor, *, at: datetime) -> Message:
    text = letter.text.strip()
    if not text:
        raise NothingWritten(_("Write something first."))
    contact, address = _writer(actor)
    return hear_in_thread(
        thread,
        name=_name(letter),
        text=text,
        sender=(contact.name, address),
        language=letter.language,
        files=letter.files,
        actor=SYSTEM,
        at=at,
    )


def _name(letter: Letter) -> str:
    return f"<{letter.key}@portal>"


def _writer(actor: Actor) -> tuple[Contact, str]:
    contact = Contact.objects.filter(pk=actor.contact_id or 0).first()
    if contact is None:
        raise NotTheirs(_("We do not know you by this address any more. Please write us a mail."))
    return contact, User.objects.values_list("email", flat=True).get(pk=actor.id)
