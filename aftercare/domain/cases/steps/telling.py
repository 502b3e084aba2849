"""What higher apps tell the customer of a case by its own channel: by a rule, or by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from aftercare.base.files.models import StoredFile
from aftercare.base.people.queries import signature_of
from aftercare.domain.cases.models import Case, CaseLink, CaseMessage
from aftercare.domain.cases.policies import addressed_as, excerpt, fill_in, text_in
from aftercare.domain.cases.queries import automatic_message, threads_of, way_to_begin
from aftercare.domain.cases.states import CaseStatus, LinkKind
from aftercare.domain.cases.steps import (
    change_case,
    draft_notice,
    hold_own_case,
    index_more,
    join_thread,
    lock_case,
)
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.queries.writing import are_letters, ways_to_begin
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
    the text of this occasion may say besides, such as the new day. `to` are those it concerns,
    in the conversation `thread`, where that is not who spoke last where they spoke.
    """

    occasion: str
    about: str
    number: str
    link: str
    files: Sequence[tuple[StoredFile, str]] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    thread: Thread | None = None
    to: Sequence[str] = ()


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
        thread = news.thread or thread_to_answer_in(case, at=at)
    except NoWayToAnswer:
        return None
    text = _filled(case, prepared.texts, news)
    message = write_message(
        thread,
        text=text,
        author=SYSTEM.ref,
        to="".join(news.to[:1]),
        cc=news.to[1:],
        send_at=at,
        files=news.files,
        at=at,
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


def letters_in(case: Case, *, peer: str, at: datetime) -> Thread:
    """
    Return the conversation by letters of a case in which `peer` or else anybody spoke last.

    Where there is none, one with `peer` is begun. Raises `NoWayToAnswer`.
    """
    threads = threads_of(case).select_related("account").order_by("-last_message_at", "-pk")
    letters = [each for each in threads if each.account.active and are_letters(each)]
    with_peer = [each for each in letters if peer in each.participants]
    if known := [*with_peer, *letters][:1]:
        return known[0]
    way = next(iter(ways_to_begin({"email": peer})), None)
    if way is None:
        raise NoWayToAnswer(_("There is no account of ours from which a mail could be sent."))
    thread = start_thread(way[0], peer=peer, contact=case.contact, subject=case.subject, at=at)
    join_thread(case, thread)
    return thread


def write_by_hand(
    case: Case,
    *,
    text: str,
    thread: Thread,
    to: Sequence[str],
    invitation: tuple[StoredFile, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Message:
    """
    Write to several of the other side because a person wants it: the first, the rest in copy.

    It waits some seconds, so that it can be taken back in the case. Raises `GoesOnElsewhere`,
    `IsSpam`.
    """
    case = hold_own_case(case)
    message = write_message(
        thread,
        text=text,
        author=actor.ref,
        sender_name=actor.name,
        sent_for=case.team.mail_name if case.team else "",
        signature=signature_of(actor, case.language) if actor.kind == "user" else "",
        to=to[0],
        cc=to[1:],
        send_at=at + UNDO_WINDOW,
        invitation=invitation,
        at=at,
    )
    CaseMessage.objects.create(message=message, case=case)
    change_case(case, active_at=at, last_text=excerpt(text))
    index_more(case, text, at=at)
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
    values["customer"] = addressed_as(values["customer"], case.language)
    return fill_in(text_in(texts, case.language), values)
