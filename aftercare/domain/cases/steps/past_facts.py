"""What follows from all that was said in past cases: how they stand, and what was kept."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Left

from aftercare.base.promises.steps.past import PastPromise, forget_promises, note_past_promises
from aftercare.domain.cases.models import Case, CaseFigures, CaseMessage, Note
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.states import UNSETTLED, CasePromise, CaseStatus
from aftercare.domain.cases.steps.promised import customer_of, owner_of, work_promised
from aftercare.kit.refs import Ref, ref

LONGEST = 640
"""Signs of a text of which an excerpt is made."""


class Voice(NamedTuple):
    """When somebody said something, who ("in", "out", "note"), their name, and how it begins."""

    at: datetime
    direction: str
    name: str
    text: str


@dataclass
class Owed:
    """A promise of a past case: of what, since when, and when it was kept, if it was."""

    kind: CasePromise
    made_at: datetime
    kept_at: datetime | None = None


@dataclass
class Course:
    """How a past case went, as far as promises are concerned."""

    owed: list[Owed] = field(default_factory=list)
    answered_at: datetime | None = None
    waits_since: datetime | None = None
    """Since when the customer waits for an answer."""


def course_of(opened_at: datetime, voices: Iterable[Voice]) -> Course:
    """Return how a case went in which this was said, oldest first: each answer keeps a promise."""
    first = Owed(CasePromise.FIRST_RESPONSE, opened_at)
    course = Course([first], waits_since=opened_at)
    running: Owed | None = first
    for voice in voices:
        if voice.direction == "out":
            course.answered_at = course.answered_at or voice.at
            course.waits_since = None
            if running:
                running.kept_at, running = voice.at, None
        elif voice.direction == "in":
            course.waits_since = course.waits_since or voice.at
            if running is None:
                running = Owed(CasePromise.NEXT_REPLY, voice.at)
                course.owed.append(running)
    return course


def note_how_it_stands(
    case: Case, voices: Sequence[Voice], *, status: str, solved_at: datetime | None
) -> Course:
    """Let a past case, stored or not, be what follows from what was said in it, oldest first."""
    spoken = [each for each in voices if each.direction in {"in", "out"}]
    heard = [each for each in spoken if each.direction == "in"]
    course = course_of(case.opened_at, spoken)
    last = voices[-1].at if voices else case.opened_at
    is_solved = status == CaseStatus.SOLVED
    case.status, case.waiting_for = status, "customer" if status == CaseStatus.WAITING else ""
    case.solved_at = max(solved_at or last, case.opened_at) if is_solved else None
    case.active_at = max(last, case.solved_at or last, case.opened_at)
    case.answered_at = course.answered_at
    case.needs_answer = status == CaseStatus.OPEN and course.waits_since is not None
    case.last_text = excerpt(spoken[-1].text if spoken else case.subject)
    case.last_from = excerpt(heard[-1].name, 120) if heard else case.last_from
    return course


STANDS = (
    *("status", "waiting_for", "opened_at", "solved_at", "active_at", "answered_at"),
    *("needs_answer", "last_text", "last_from", "due_at"),
)
"""What is written anew of a past case when more of it comes from a file, or less."""


def voices_in(cases: Iterable[Case]) -> dict[int, list[Voice]]:
    """Return what was said in stored cases, oldest first. Two queries."""
    found: dict[int, list[Voice]] = {case.pk: [] for case in cases}
    if not found:
        return found
    said = CaseMessage.objects.filter(case__in=found).values_list(
        "case",
        "message__at",
        "message__direction",
        "message__sender_name",
        Left("message__reply_text", LONGEST),
    )
    notes = Note.objects.filter(case__in=found).values_list("case", "at", Left("text", LONGEST))
    for key, *voice in said:
        found[key].append(Voice(*voice))
    for key, at, text in notes:
        found[key].append(Voice(at, "note", "", text))
    return {key: sorted(voices) for key, voices in found.items()}


def settle_promises(courses: Sequence[tuple[Case, Course]], *, at: datetime) -> None:
    """
    Write down what was promised in stored past cases, and when the next of it is due.

    What is settled was kept or broken as the service levels say. For what is still open our
    clocks begin `at` the moment it is taken over: nobody could keep what was promised before.
    """
    owed = [each for case, course in courses for each in _promises(case, course, at)]
    rows = note_past_promises(owed)
    due: dict[str, datetime] = {}
    for row in rows:
        if row.kept_at is None and row.withdrawn_at is None and row.paused_at is None:
            due[row.subject] = min(row.due_at, due.get(row.subject, row.due_at))
    for case, _course in courses:
        case.due_at = due.get(str(ref(case)))


def _promises(case: Case, course: Course, at: datetime) -> Iterator[PastPromise]:
    for each in course.owed:
        if each.kept_at:
            yield _promise(case, each.kind, each.made_at, each.kept_at, None)
        elif case.solved_at is None:
            yield _promise(case, each.kind, at, None, None)
        elif each.made_at < case.solved_at:
            yield _promise(case, each.kind, each.made_at, None, case.solved_at)
    solution = CasePromise.SOLUTION_OR_DATE
    if case.status in UNSETTLED:
        yield _promise(case, solution, at, None, None)
    else:
        yield _promise(case, solution, case.opened_at, case.solved_at, None)


def _promise(
    case: Case,
    kind: CasePromise,
    made_at: datetime,
    kept_at: datetime | None,
    withdrawn_at: datetime | None,
) -> PastPromise:
    level = case.service_level
    stands_still = case.status == CaseStatus.WAITING and not (kept_at or withdrawn_at)
    return PastPromise(
        subject=ref(case),
        kind=kind,
        owner=owner_of(case),
        readers=case.readers,
        about=customer_of(case),
        calendar=level.calendar if level else None,
        work=work_promised(level, kind),
        made_at=made_at,
        kept_at=kept_at,
        withdrawn_at=withdrawn_at,
        paused_at=made_at if stands_still else None,
        pause=case.waiting_for if stands_still else "",
    )


def end_with_what_was_said(cases: Sequence[Case]) -> set[int]:
    """Return which stored past cases are solved since the last thing that was said in them."""
    voices = voices_in(cases)
    return {
        case.pk for case in cases if voices[case.pk] and case.solved_at == voices[case.pk][-1].at
    }


def settle_again(cases: Sequence[Case], *, open_ended: Collection[int], at: datetime) -> None:
    """
    Bring stored past cases up to date, of which more is known than before, or less.

    Those in `open_ended` were said to be solved with their last message, whichever that is.
    """
    if not cases:
        return
    voices = voices_in(cases)
    courses = []
    for case in cases:
        solved_at = None if case.pk in open_ended else case.solved_at
        case.opened_at = min([case.opened_at, *(each.at for each in voices[case.pk][:1])])
        course = note_how_it_stands(case, voices[case.pk], status=case.status, solved_at=solved_at)
        courses.append((case, course))
    forget_promises(Ref("case", case.pk) for case in cases)
    settle_promises(courses, at=at)
    Case.objects.bulk_update(cases, STANDS)
    CaseFigures.objects.filter(case__in=cases).delete()
