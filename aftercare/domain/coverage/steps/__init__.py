from collections.abc import Iterable

from aftercare.domain.coverage.models import DamageStep, Goodwill
from aftercare.domain.coverage.states import LookStep
from aftercare.domain.customers.queries import Person
from aftercare.kit.refs import Ref


def erase_from_looks(theirs: Iterable[Ref], others: Iterable[Ref], person: Person) -> None:
    """
    Take a person out of what was noted on damages and goodwill.

    On what was `theirs` their statement is gone; what our people wrote stays without names.
    """
    own, all_of_them = _names(theirs), _names([*theirs, *others])
    steps = DamageStep.objects.filter(look__subject__in=all_of_them)
    said_by_them = steps.filter(
        look__subject__in=own, kind__in=[LookStep.STATEMENT, LookStep.APPEAL]
    )
    said_by_them.update(words="…")
    for step in steps:
        step.words = person.scrub(step.words)
        step.evidence = [
            {name: person.scrub(value) for name, value in each.items()} for each in step.evidence
        ]
        step.save(update_fields=["words", "evidence"])
    for granted in Goodwill.objects.filter(subject__in=all_of_them):
        granted.reason = person.scrub(granted.reason)
        granted.save(update_fields=["reason"])


def _names(subjects: Iterable[Ref]) -> list[str]:
    return [str(each) for each in subjects]
