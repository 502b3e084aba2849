import json
from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import visible_promises
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.interfaces.api.cases import case_of
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock
from aftercare.kit.refs import ref

router = Router(tags=["Promises and coverage"])


class PromiseOut(Schema):
    """Something owed by a time. It is about a case, if `case` names one."""

    id: int
    case: str | None
    kind: str
    made_at: datetime
    due_at: datetime
    paused_at: datetime | None
    kept_at: datetime | None
    withdrawn_at: datetime | None
    broken: bool


class FactsIn(Schema):
    """Facts as `aftercare coverage schema` describes them."""

    facts: dict[str, Any]


class DecisionOut(Schema):
    """Who pays and what the customer may claim, with all reasons."""

    id: int
    verdict: str
    at: datetime
    decision: dict[str, Any]


@router.get("/promises", response=Page[PromiseOut])
def list_promises(
    request: ActorRequest, *, is_open: bool = True, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List what is owed, or with `is_open=false` also what was kept or withdrawn; newest first."""
    promises = visible_promises(request.actor)
    if is_open:
        promises = promises.filter(kept_at=None, withdrawn_at=None)
    page = page_by_key(promises, after=after, limit=limit)
    about = {each: int(number) for each in page["items"] if (number := _case_in(each))}
    codes = visible_cases(request.actor).filter(pk__in=about.values()).values_list("pk", "code")
    known = dict(codes)
    for each in page["items"]:
        each.case = known.get(about.get(each, 0))
    return page


def _case_in(promise: Promise) -> str:
    kind, _colon, number = promise.subject.partition(":")
    return number if kind == "case" else ""


@router.post("/cases/{code}/coverage", response={201: DecisionOut})
def decide(request: ActorRequest, code: str, given: FactsIn) -> Status[dict[str, Any]]:
    """Decide who pays and what the customer may claim; the same facts give the same decision."""
    case = case_of(request.actor, code)
    stored = decide_coverage(ref(case), facts=given.facts, actor=request.actor, at=clock.now())
    shown = {"id": stored.pk, "verdict": stored.verdict, "at": stored.at}
    return Status(201, shown | {"decision": json.loads(stored.text)})
