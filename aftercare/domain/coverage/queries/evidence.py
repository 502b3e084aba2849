"""What has to show a cause, and what shows it already."""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import get_language

from aftercare.domain.coverage.models import DamageLook
from aftercare.domain.coverage.policies.books import EvidenceSet, built_in_library
from aftercare.domain.coverage.policies.facts import classes_above
from aftercare.domain.coverage.policies.words import in_words
from aftercare.domain.coverage.states import LookStatus
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import Ref

FACTS = ("shows", "kind", "what")
"""Of what is kept of evidence, what is a fact of a decision."""


def evidence_wanted(item_class: str, cause: str = "human_damage") -> tuple[str, ...]:
    """Return the kinds of evidence our rules ask for, for a class of items."""
    sets = [
        each
        for shelf in built_in_library().shelves
        for each in shelf.book.evidence
        if each.cause == cause
    ]
    above = set(classes_above(item_class))
    fitting = [each for each in sets if above & set(each.classes)]
    return next((each.kinds for each in [*fitting, *filter(_is_for_all, sets)]), ())


def _is_for_all(each: EvidenceSet) -> bool:
    return not each.classes


def evidence_missing(item_class: str, kinds: Collection[str]) -> list[str]:
    """Return the kinds of evidence that a human damage still needs, in words."""
    language = nearest_language(get_language() or "en")
    wanted = evidence_wanted(item_class)
    return [in_words(kind, language) for kind in wanted if kind not in kinds]


def shown_in(look: DamageLook) -> list[dict[str, str]]:
    """Return what shows a damage, of all its steps."""
    steps = look.steps.order_by("pk").values_list("evidence", flat=True)
    return [each for evidence in steps for each in evidence]


def as_evidence(shown: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return what shows a damage as facts of a decision."""
    return [{name: each[name] for name in FACTS} for each in shown]


def damage_found(subject: Ref) -> tuple[bool, list[dict[str, str]]]:
    """Return whether a damage of a subject was confirmed, and what shows it, as facts have it."""
    looks = DamageLook.objects.filter(subject=str(subject)).exclude(status=LookStatus.CLEARED)
    look = looks.prefetch_related("steps").first()
    if look is None:
        return False, []
    shown = [each for step in look.steps.all() for each in step.evidence]
    return look.status != LookStatus.FOUND, as_evidence(shown)
