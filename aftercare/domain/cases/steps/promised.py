"""What the customer of a case is promised, by whom, and within which terms."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aftercare.base.promises.queries import next_due, open_promises
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import (
    Term,
    count_work,
    pause_promises,
    promise_all,
    resume_promises,
    withdraw,
)
from aftercare.base.promises.steps.undoing import owe_withdrawn_again
from aftercare.domain.cases.models import Case, ServiceLevel
from aftercare.domain.cases.policies import FALLBACK
from aftercare.domain.cases.queries.levels import CLOCKS
from aftercare.domain.cases.states import NO_LONGER_OWED, SERVED_BY, STAND_STILL, CasePromise
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


def let_wait(case: Case, waiting_for: str, *, at: datetime) -> None:
    """
    Let those clocks of `case` stand still that do while it waits for this.

    A reply that is on its way stays owed until it is out; another, where it is the customer's
    turn to speak, is no longer owed.
    """
    reason = PauseReason(waiting_for)
    pause_promises(ref(case), reason=reason, kinds=STAND_STILL[reason], at=at)
    for kind in NO_LONGER_OWED.get(reason, []) if case.needs_answer else []:
        withdraw(ref(case), kind, at=at)


def let_go_on(case: Case, *, at: datetime) -> None:
    """Let the clocks of `case` run on. What the customer said and waits for is owed as before."""
    resume_promises(ref(case), at=at)
    if case.needs_answer:
        owe_withdrawn_again(ref(case), CasePromise.NEXT_REPLY)


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
