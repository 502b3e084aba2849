"""What higher apps tell the customer of a case by its own channel: by a rule, or by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from aftercare.base.files.models import StoredFile
from aftercare.domain.cases.models import Case, CaseLink, CaseMessage
from aftercare.domain.cases.policies import fill_in, text_in
from aftercare.domain.cases.queries import automatic_message, threads_of, way_to_begin
from aftercare.domain.cases.states import CaseStatus, LinkKind
from aftercare.domain.cases.steps import draft_notice, join_thread, lock_case
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.steps import start_thread, write_message
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import Refused

UNDO_WINDOW = timedelta(seconds=10)
"""How long an answer waits before it goes out, so that it can be taken back."""


class NoWayToAnswer(Refused):
    """The case has no conversation through which the customer could be reached."""


@dataclass(frozen=True)
class News:
    """
    What a customer is told on an occasion: a number, and the page that says more.

    `about` names what it is of, such as `quote:12`: a rule tells each once. `facts` are what
    the text of this occasion may say besides, such as the new day.
    """

    occasion: str
    about: str
    number: str
    link: str
    files: Sequence[tuple[StoredFile, str]] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def thread_to_answer_in(case: Case, *, at: datetime) -> Thread:
    """Return where the customer last spoke, or a new conversation. Raises `NoWayToAnswer`."""
    threads = threads_of(case).select_related("account").order_by("-last_message_at", "-pk")
    return threads.first() or _begin_to_write(case, at=at)


def _begin_to_write(case: Case, *, at: datetime) -> Thread:
    way = way_to_begin(case)
    if way is None:
        raise NoWayToAnswer(
            _("There is no conversation to answer in. Add an e-mail address of the customer.")
        )
    account, peer = way
    thread = start_thread(account, peer=peer, contact=case.contact, subject=case.subject, at=at)
    join_thread(case, thread)
    return thread


def tell_by_rule(case: Case, news: News, *, at: datetime) -> Message | None:
    """
    Tell the customer what the automatic message of the occasion says, if it is switched on.

    Told already, nowhere to tell it, or spam: nothing goes out, and None is returned.
    """
    prepared = automatic_message(news.occasion)
    if not prepared.active:
        return None
    case = lock_case(_where_it_goes_on(case))
    if case.status == CaseStatus.SPAM:
        return None
    said = f"{news.occasion} {news.about}"[:60]
    if CaseMessage.objects.filter(said=said).exists():
        return None
    try:
        thread = thread_to_answer_in(case, at=at)
    except NoWayToAnswer:
        return None
    text = _filled(case, prepared.texts, news)
    message = write_message(
        thread, text=text, author=SYSTEM.ref, send_at=at, files=news.files, at=at
    )
    CaseMessage.objects.create(message=message, case=case, said=said)
    return message


def tell_or_draft(case: Case, news: News, *, at: datetime) -> Message | None:
    """Tell by the rule, if it is switched on; else prepare the same words for a person to send."""
    if automatic_message(news.occasion).active:
        return tell_by_rule(case, news, at=at)
    case = _where_it_goes_on(case)
    text = _filled(case, automatic_message(news.occasion).texts, news)
    draft_notice(case, text=text, actor=SYSTEM, at=at)
    return None


def tell_by_hand(case: Case, news: News, *, actor: Actor, at: datetime) -> Message:
    """
    Tell the customer the same because a person wants it, as often as they want.

    It waits some seconds, so that it can be taken back in the case. Raises `NoWayToAnswer`.
    """
    case = lock_case(_where_it_goes_on(case))
    message = write_message(
        thread_to_answer_in(case, at=at),
        text=_filled(case, automatic_message(news.occasion).texts, news),
        author=actor.ref,
        sender_name=actor.name,
        sent_for=case.team.mail_name if case.team else "",
        send_at=at + UNDO_WINDOW,
        files=news.files,
        at=at,
    )
    CaseMessage.objects.create(message=message, case=case)
    return message


def _where_it_goes_on(case: Case) -> Case:
    while case.status == CaseStatus.MERGED:
        links = CaseLink.objects.select_related("other").filter(kind=LinkKind.MERGED_INTO)
        case = links.get(case=case).other
    return case


def _filled(case: Case, texts: dict[str, str], news: News) -> str:
    values = {
        "customer": case.contact.name if case.contact else "",
        "case": case.code,
        "subject": case.subject,
        "number": news.number,
        "link": news.link,
        **news.facts,
    }
    return fill_in(text_in(texts, case.language), values)
