"""Texts that wait: what somebody is writing, and prepared answers with their places filled in."""

from aftercare.base.files.models import FileLink
from aftercare.base.files.queries import files_of
from aftercare.domain.cases.models import Case, Draft, Macro
from aftercare.domain.cases.policies import addressed_as, fill_in, text_in
from aftercare.domain.cases.queries.cases import numbers_in
from aftercare.domain.cases.states import Changes, NumberKind
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


def my_draft(case: Case, kind: str, actor: Actor) -> Draft | None:
    """Return what `actor` is writing for a case: a reply or a note."""
    return Draft.objects.filter(case=case, kind=kind, user=actor.id).first()


def draft_files(draft: Draft | None) -> list[FileLink]:
    """Return the files that will go with a draft, in the order they came."""
    return list(files_of(ref(draft))) if draft else []


def macro_text(macro: Macro, case: Case, actor: Actor) -> str:
    """Return a prepared answer in the language of the customer, with its places filled in."""
    text = text_in(macro.texts, case.language)
    serial = numbers_in(case).filter(kind=NumberKind.SERIAL).first() if "{serial}" in text else None
    values = {
        "customer": addressed_as(case.contact.name if case.contact else "", case.language),
        "company": case.account.name if case.account else "",
        "case": case.code,
        "subject": case.subject,
        "agent": actor.name,
    }
    return fill_in(text, values | ({"serial": serial.value} if serial else {}))


def macro_changes(macro: Macro | None) -> Changes:
    """Return what a prepared answer changes in a case."""
    return Changes.from_data(macro.changes) if macro else Changes()
