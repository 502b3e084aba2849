"""What becomes of two cases that are one, for who decides about it and for the merge itself."""

from typing import NamedTuple

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import first_of_each_kind, open_promises
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.states import UNSETTLED, CaseStatus
from aftercare.kit.refs import ref


class Outlook(NamedTuple):
    """How the second of two cases will stand, and what will be owed in it."""

    status: str
    waiting_for: str
    owed: list[Promise]


def status_together(case: Case, into: Case) -> tuple[str, str]:
    """
    Return how `into` stands, and what it waits for, once `case` goes on there.

    What is settled stays so only if both are; it waits only if both do.
    """
    waits = case.status == into.status == CaseStatus.WAITING
    if case.status not in UNSETTLED or waits:
        return into.status, into.waiting_for
    return CaseStatus.OPEN, ""


def outlook_of_merge(case: Case, into: Case) -> Outlook:
    """Return what a merge of `case` would make of `into`."""
    status, waiting_for = status_together(case, into)
    owed = open_promises().filter(subject__in=[str(ref(case)), str(ref(into))])
    return Outlook(status, waiting_for, first_of_each_kind(owed))
