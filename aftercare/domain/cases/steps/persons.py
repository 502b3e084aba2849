"""How a person who is forgotten goes from the matters they had."""

from datetime import datetime

from django.db.models import Q, QuerySet

from aftercare.base.files.steps import unlink_all
from aftercare.base.people.steps import blank_notifications
from aftercare.domain.cases.models import (
    BlockedSender,
    Case,
    CaseMessage,
    CaseThread,
    Draft,
    Escalation,
    Note,
)
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.steps import change_case, index_case
from aftercare.domain.conversations.queries import messages_by, threads_shared_with
from aftercare.domain.coverage.steps import erase_from_looks
from aftercare.domain.customers.queries import Person
from aftercare.kit.refs import ref


def erase_from_cases(person: Person, at: datetime) -> None:
    """
    Take a person out of their cases, and out of those in which they only had a word.

    What the customer wrote is gone; what our own people wrote, such as the cause and the
    solution, stays without the names and addresses of the person.
    """
    had_a_word = CaseMessage.objects.filter(message__in=messages_by(person).order_by())
    took_part = CaseThread.objects.filter(thread__in=threads_shared_with(person))
    others = {*had_a_word.values_list("case", flat=True), *took_part.values_list("case", flat=True)}
    cases = Case.objects.filter(Q(contact__in=person.ids) | Q(pk__in=others))
    for case in cases:
        theirs = case.contact_id in person.ids
        subject = "…" if theirs else person.scrub(case.subject)
        change_case(
            case,
            subject=subject,
            last_from="" if theirs else person.scrub(case.last_from),
            last_text="" if theirs else person.scrub(case.last_text),
            cause=person.scrub(case.cause),
            solution=person.scrub(case.solution),
        )
        by_others = messages_in(case).exclude(pk__in=messages_by(person).values("pk"))
        said = [] if theirs else [*by_others.values_list("reply_text", flat=True)]
        known = [case.past_number, case.account.name if case.account else ""]
        index_case(case, body=person.scrub("\n".join([*said, *known])), at=case.active_at)
        unlink_all(ref(case))
    blank_notifications(map(ref, cases))
    theirs_only = cases.filter(contact__in=person.ids)
    erase_from_looks(map(ref, theirs_only), map(ref, cases), person)
    _scrub_words(Note, ["text"], cases, person)
    _scrub_words(Escalation, ["question", "answer"], cases, person)
    _scrub_words(Draft, ["text"], cases, person)
    addresses = [each.casefold() for each in person.addresses]
    BlockedSender.objects.filter(address__in=addresses).delete()


def _scrub_words(
    model: type[Note | Escalation | Draft], names: list[str], cases: QuerySet[Case], person: Person
) -> None:
    rows = model._base_manager.filter(case__in=cases)
    for row in rows:
        for name in names:
            setattr(row, name, person.scrub(getattr(row, name)))
        row.save(update_fields=names)
