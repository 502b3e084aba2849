"""How a matter comes to us."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.people.models import Team
from aftercare.domain.cases.events import CaseHeardFrom, CaseKeptAsSpam, CaseOpened, CustomerNamed
from aftercare.domain.cases.models import Case, CaseMessage, CaseThread
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import excerpt, form_named
from aftercare.domain.cases.queries.spam import what_blocks
from aftercare.domain.cases.states import CaseStatus
from aftercare.domain.cases.steps import (
    announce_case,
    begin_case,
    change_case,
    choose_service_level,
    concerned_with,
    hear,
    index_more,
    join_thread,
    lock_case,
    tell,
)
from aftercare.domain.cases.steps.spam import count_held, keep_quietly
from aftercare.domain.catalog.steps.visits import note_question_came
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.states import BY_MACHINES, NOBODY_WAITS, TO_MANY
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.states import Introduction
from aftercare.domain.customers.steps import introduce
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add
from aftercare.kit.together import at_hand


class SubjectMissing(Refused):
    """A case needs a few words that say what it is about."""


class NobodyNamed(Refused):
    """A customer is known by a name or an address."""


@transaction.atomic
def open_case(
    contact: Contact | None,
    *,
    caller: Introduction | None = None,
    subject: str,
    text: str = "",
    channel: str,
    kind: str = "",
    priority: str = "",
    team: Team | None = None,
    actor: Actor,
    at: datetime,
) -> Case:
    """
    Take up a matter somebody told us by phone or at the counter.

    A `caller` who is not known yet becomes a contact. The triage rules sort the case and give
    it to a team and a person; a first response and a solution or a date are promised. Raises
    `SubjectMissing`.
    """
    actor.must(CasePermission.OPEN)
    if not subject.strip():
        raise SubjectMissing(_("Say in a few words what the case is about."))

    if caller and (caller.name.strip() or caller.addresses):
        contact = introduce(caller, contact=contact, actor=actor, at=at)
    case = Case(subject=excerpt(subject, 300), channel=channel, kind=kind, priority=priority)
    case.contact, case.team = contact, team
    case.last_from = contact.name if contact else actor.name
    case = begin_case(case, text=text, at=at)
    announce_case(CaseOpened, case, channel=channel, actor=actor, at=at)
    return case


@transaction.atomic
def take_in_message(message: Message, *, actor: Actor, at: datetime) -> Case | None:
    """
    Put a customer's message into its case, or open one for it.

    Automatic answers and bounces are kept with their case but open nothing. What was sent to
    many opens a case in which nothing is promised: nobody waits for us there. An answer to an
    invitation, by a button, is noted in its case and changes nothing else. What somebody
    who is blocked writes is kept as spam, where it owes nothing and nobody is told. Else a
    matter that was solved is open again. Taken in twice, a message counts once.
    """
    actor.must(CasePermission.OPEN)
    is_new = at_hand(Thread, message.thread_id)  # nobody else can know it, nor is it in a case
    case, is_taken = (None, False) if is_new else _hold_case_of(message)
    if is_taken:
        return case
    if case is None:
        return None if message.auto in BY_MACHINES else _open_for(message, actor=actor, at=at)

    add(CaseMessage(message=message, case=case))
    announce_case(CaseHeardFrom, case, message_id=message.pk, actor=actor, at=at)
    if case.status == CaseStatus.SPAM or what_blocks(message.sender_address):
        count_held(message, at=at)
        keep_quietly(case, message, at=at)
        return case
    if message.auto not in NOBODY_WAITS:
        hear(case, message, at=at)
    if message.auto not in BY_MACHINES:
        tell(concerned_with(case), case, "case_heard_from", at=at)
    return case


def _hold_case_of(message: Message) -> tuple[Case | None, bool]:
    """Return the case in which a conversation goes on, and whether the message is in one."""
    # Two messages of one conversation taken in at once must not open two cases.
    Thread.objects.select_for_update().values("pk").get(pk=message.thread_id)
    taken = CaseMessage.objects.filter(message=message).select_related("case").first()
    if taken:
        return taken.case, True
    goes_on = CaseThread.objects.filter(thread=message.thread_id).values("case")
    cases = Case.objects.select_related("service_level").select_for_update(of=("self",))
    return cases.filter(pk__in=goes_on).first(), False


def _open_for(message: Message, *, actor: Actor, at: datetime) -> Case:
    thread = message.thread
    is_spam = bool(what_blocks(message.sender_address))
    case = begin_case(
        Case(
            subject=excerpt(thread.subject, 300) or _("(no subject)"),
            channel=thread.account.kind,
            kind="",
            priority="",
            contact=thread.contact,
            language=message.language,
            status=CaseStatus.SPAM if is_spam else CaseStatus.OPEN,
            needs_answer=message.auto != TO_MANY and not is_spam,
            last_from=excerpt(message.sender_name or message.sender_address, 120),
        ),
        text=message.reply_text or message.text,
        at=at,
    )
    join_thread(case, thread)
    add(CaseMessage(message=message, case=case))
    if is_spam:
        count_held(message, at=at)
        announce_case(CaseKeptAsSpam, case, message_id=message.pk, actor=actor, at=at)
        return case
    if form := form_named(message.external_id):
        note_question_came(form, at=at)
    announce_case(CaseOpened, case, channel=case.channel, message_id=message.pk, actor=actor, at=at)
    return case


@transaction.atomic
def name_customer(case: Case, contact: Contact, *, actor: Actor, at: datetime) -> None:
    """Say whose matter `case` is, or correct it. Promises made before stay as they are."""
    actor.must(CasePermission.WORK)
    case = lock_case(case)
    case.contact, case.account = contact, contact.account
    choose_service_level(case)
    index_more(case, " ".join(filter(None, [contact.name, str(contact.account or "")])), at=at)
    change_case(case, contact=contact, account=contact.account, service_level=case.service_level)
    announce_case(CustomerNamed, case, actor=actor, at=at)


@transaction.atomic
def introduce_customer(case: Case, told: Introduction, *, actor: Actor, at: datetime) -> Contact:
    """
    Take whose matter `case` is into the books, as a contact with an account, and say so.

    Whom we know by their address is recognised. Raises `NobodyNamed`.
    """
    actor.must(CasePermission.WORK)
    if not told.name.strip() and not told.addresses:
        raise NobodyNamed(_("Enter a name, an e-mail address or a phone number."))
    contact = introduce(told, contact=case.contact, actor=actor, at=at)
    name_customer(case, contact, actor=actor, at=at)
    return contact
