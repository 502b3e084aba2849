"""What the customer of a case is promised, by whom, and within which terms."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aftercare.base.promises.queries import next_due, open_promises
from aftercare.base.promises.steps import Term, count_work, promise_all
from aftercare.domain.cases.models import Case, ServiceLevel
from aftercare.domain.cases.policies import FALLBACK
from aftercare.domain.cases.queries.levels import CLOCKS
from aftercare.domain.cases.states import SERVED_BY, CasePromise
from aftercare.kit.refs import Ref, ref


def owed_kinds(case: Case) -> list[str]:
    """Return what is owed to the customer of `case`."""
    owed = open_promises().filter(subject=str(ref(case)))
    return list(owed.values_list("kind", flat=True))


def owe_again(case: Case, *kinds: CasePromise, at: datetime) -> None:
    """
    Promise what the service level of `case` says for `kinds`, counted from now.

    What is owed already, or is served by something that is owed, is not promised twice.
    """
    owed = set(owed_kinds(case))
    missing = [kind for kind in kinds if not owed & set(SERVED_BY[kind])]
    if missing:
        promise_to_customer(case, terms_for_case(case, *missing, at=at), at=at)


def promise_to_customer(case: Case, terms: Mapping[str, Term], *, at: datetime) -> None:
    """Promise so much to the customer of `case`, in the name of who works on it."""
    promise_all(
        ref(case), terms, owner=owner_of(case), readers=case.readers, about=customer_of(case), at=at
    )


def terms_for_case(case: Case, *kinds: CasePromise, at: datetime) -> dict[str, Term]:
    """Return within which terms, from now, the service level of `case` wants these kept."""
    level = case.service_level
    works = {str(kind): work_promised(level, kind) for kind in kinds}
    return count_work(works, calendar=level.calendar if level else None, at=at)


def customer_of(case: Case) -> list[Ref]:
    """Return whom the promises of `case` are made to, so that they are part of their story."""
    keys = {"contact": case.contact_id, "account": case.account_id}
    return [Ref(kind, key) for kind, key in keys.items() if key]


def work_promised(level: ServiceLevel | None, kind: CasePromise) -> timedelta:
    """Return within how much working time a service level, or none, promises `kind`."""
    return timedelta(seconds=getattr(level, CLOCKS[kind])) if level else FALLBACK[kind]


def owner_of(case: Case) -> Ref:
    """Return who answers for the promises of `case`: a person, else a team, else everybody."""
    if case.assignee_id:
        return Ref("user", case.assignee_id)
    if case.team_id:
        return Ref("team", case.team_id)
    return Ref("system", 0)


def refresh_due(case: Case) -> None:
    """Keep on the row in the database when something is due next."""
    Case.objects.filter(pk=case.pk).update(due_at=next_due(ref(case)))
