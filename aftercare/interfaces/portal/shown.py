"""What customers are told of their cases: how far they are, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import promises_for
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.states import CasePromise, CaseStatus, WaitingFor
from aftercare.kit.refs import ref

STATES: dict[str, dict[str, Any]] = {
    "received": {"word": _("We have it"), "icon": "inbox", "tone": "azure"},
    "work": {"word": _("We are working on it"), "icon": "tool", "tone": "azure"},
    "customer": {"word": _("We wait for your answer"), "icon": "message-reply", "tone": "orange"},
    "part": {"word": _("Waiting for a part"), "icon": "package", "tone": "azure"},
    "supplier": {"word": _("Waiting for the maker"), "icon": "truck-delivery", "tone": "azure"},
    "solved": {"word": _("Solved"), "icon": "circle-check", "tone": "green"},
}
ANSWERS = (CasePromise.FIRST_RESPONSE, CasePromise.NEXT_REPLY)


def state_of(case: Case) -> str:
    """Return how far a case is, as its customer is told."""
    if case.status == CaseStatus.SOLVED:
        return "solved"
    if case.status == CaseStatus.WAITING:
        return str(case.waiting_for)
    return "work" if case.answered_at else "received"


@dataclass(frozen=True)
class Progress:
    """One bar below the headline: done, now, or still to come."""

    name: str
    state: str


@dataclass(frozen=True)
class Told:
    """The answer at the top of the page of a case."""

    state: str
    headline: str
    text: str
    steps: tuple[Progress, ...]

    @property
    def look(self) -> dict[str, Any]:
        return STATES[self.state]


def told_of(case: Case) -> Told:
    """Return what the customer of a case wants to know first. One query."""
    state = state_of(case)
    owed = promises_for(ref(case)).filter(kept_at=None, withdrawn_at=None).order_by("due_at")
    headline, text = _answer(case, state, list(owed))
    return Told(state, headline, text, _steps(case, state))


def _answer(case: Case, state: str, owed: Sequence[Promise]) -> tuple[str, str]:
    if state == "solved":
        return _now("Solved"), case.solution or _now("Is it not? Write to us, and we go on.")
    if state == WaitingFor.CUSTOMER:
        return _now("It is your turn"), _now("We have asked you something; your answer is below.")
    dates = [each for each in owed if each.kind == CasePromise.COMMITTED_DATE]
    if dates:
        return _now("Solved by %(moment)s") % {"moment": _moment(dates[0])}, _why(state)
    answers = [each for each in owed if each.kind in ANSWERS] or owed
    if answers:
        return _now("You hear from us by %(moment)s") % {"moment": _moment(answers[0])}, _why(state)
    return _why(state), ""


def _why(state: str) -> str:
    texts = {
        "part": _now("A part that is needed is on its way to us."),
        "supplier": _now("We have asked the maker, and see to it that they answer."),
        "received": _now("Your message has arrived, and somebody reads it."),
    }
    return texts.get(state, _now("We are working on it."))


def _moment(promise: Promise) -> str:
    return date_format(localtime(promise.due_at), "DATETIME_FORMAT")


def _steps(case: Case, state: str) -> tuple[Progress, ...]:
    is_answered, is_solved = case.answered_at is not None, state == "solved"
    names = (_now("Received"), _now("Answered"), _now("Being worked on"), _now("Solved"))
    done = 4 if is_solved else 2 if is_answered else 1
    marks = ("done",) * done + ("now",) + ("",) * 3
    return tuple(Progress(name, mark) for name, mark in zip(names, marks, strict=False))
