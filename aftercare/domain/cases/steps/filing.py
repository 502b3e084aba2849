"""What makes many cases findable at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from aftercare.base.search.steps import Filing, filing
from aftercare.domain.cases.models import Case, CaseMessage, FoundNumber, Note
from aftercare.domain.cases.states import NumberState
from aftercare.domain.cases.steps import facets_of_case, names_on
from aftercare.kit.refs import ref


def filings_of_cases(keys: Sequence[int], at: datetime) -> list[Filing]:
    """Return what makes cases findable, by their keys: all that is said in them, and whose."""
    held = Case.objects.select_related("account", "contact").select_for_update(of=("self",))
    cases = list(held.filter(pk__in=keys))
    words: dict[int, list[str]] = defaultdict(list)
    said = CaseMessage.objects.filter(case__in=cases).order_by("message__at", "message")
    for key, text in said.values_list("case", "message__reply_text"):
        words[key].append(text)
    for key, text in Note.objects.filter(case__in=cases).order_by("pk").values_list("case", "text"):
        words[key].append(text)
    numbers = FoundNumber.objects.filter(case__in=cases, state=NumberState.CONFIRMED)
    for key, value in numbers.order_by("pk").values_list("case", "value"):
        words[key].append(value)
    return [_filing_of(case, words[case.pk]) for case in cases]


def _filing_of(case: Case, words: Sequence[str]) -> Filing:
    return filing(
        ref(case),
        kind="case",
        code=case.code,
        title=case.subject,
        body="\n".join(filter(None, [case.past_number, *words, *names_on(case)])),
        facets=facets_of_case(case),
        readers=case.readers,
        at=case.active_at,
    )
