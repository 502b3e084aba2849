"""A decision made and kept, for verbs of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.domain.coverage.events import CoverageDecided
from aftercare.domain.coverage.models import KeptBook, StoredDecision
from aftercare.domain.coverage.policies.books import Library, built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import Decision, canonical, fingerprint_of
from aftercare.domain.coverage.policies.facts import Facts, read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, as_json
from aftercare.domain.coverage.policies.words import LANGUAGES, in_words
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


class FactsAreMissing(Refused):
    """Something has to be known first; `names` says what."""

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


class FactsNotUnderstood(Refused):
    """The facts are not written as they have to be, or cannot be true."""


def keep_decision(
    subject: Ref, *, facts: dict[str, Any], because: str = "", actor: Actor, at: datetime
) -> tuple[StoredDecision, CoverageDecided | None]:
    """
    Decide, keep it with all it was made from, and return it and what is to be announced.

    The same facts about the same subject are decided once; once more for what asks for a
    decision of its own (`because`), such as an appeal. Raises `FactsAreMissing`,
    `FactsNotUnderstood`.
    """
    known, library = _understood(facts), built_in_library()
    decision = _decided(known, library)
    text, written = canonical(decision), as_json(known)
    stored, is_new = StoredDecision.objects.get_or_create(
        subject=str(subject),
        fingerprint=fingerprint_of(canonical(written) + text),
        because=because,
        defaults={
            "facts": written,
            "text": text,
            "verdict": decision.verdict,
            "by": str(actor.ref),
            "at": at,
        },
    )
    if not is_new:
        return stored, None
    _keep_books(decision, library)
    decided = CoverageDecided(
        subject=str(subject),
        stored_decision_id=stored.pk,
        verdict=decision.verdict,
        remedies=tuple(each.kind for each in decision.remedies),
    )
    return stored, decided


def _understood(facts: dict[str, Any]) -> Facts:
    try:
        return read_facts(facts)
    except NotUnderstood as fault:
        raise FactsNotUnderstood(
            _("Not understood: %(faults)s") % {"faults": "; ".join(fault.faults)}
        ) from None
    except MissingFacts as fault:
        raise _missing(fault) from None


def _decided(facts: Facts, library: Library) -> Decision:
    try:
        return decide(facts, library)
    except MissingFacts as fault:
        raise _missing(fault) from None


def _missing(fault: MissingFacts) -> FactsAreMissing:
    language = get_language() or "en"
    language = language if language in LANGUAGES else "en"
    names = ", ".join(in_words(name, language) for name in fault.names)
    return FactsAreMissing(
        _("To decide, this has to be known first: %(names)s.") % {"names": names}, fault.names
    )


def _keep_books(decision: Decision, library: Library) -> None:
    used = {each.fingerprint for each in decision.books}
    KeptBook.objects.bulk_create(
        [
            KeptBook(
                fingerprint=shelf.fingerprint,
                code=shelf.book.code,
                version=shelf.book.version,
                text=shelf.text,
            )
            for shelf in library.shelves
            if shelf.fingerprint in used
        ],
        ignore_conflicts=True,
    )
