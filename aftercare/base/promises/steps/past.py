"""What was owed in a system before, as it would have been promised here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare.base.company.models import Calendar
from aftercare.base.company.queries import default_calendar
from aftercare.base.promises.models import Promise, PromisePause
from aftercare.base.promises.steps import WARN_AFTER
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import Ref
from aftercare.kit.worktime import LaidOutTime

DAYS_AHEAD = timedelta(days=45)
"""How long after the last promise working time is laid out; few have longer."""

Due = Callable[[datetime, timedelta], datetime]


@dataclass(frozen=True)
class PastPromise:
    """
    Something owed for a thing from `made_at` on, within so much `work` of a calendar.

    It was kept at an instant, withdrawn at one, or is still open; then its clock may stand
    still `paused_at` an instant, for a reason.
    """

    subject: Ref
    kind: str
    owner: Ref
    readers: Sequence[str]
    about: Sequence[Ref]
    calendar: Calendar | None
    work: timedelta
    made_at: datetime
    kept_at: datetime | None = None
    withdrawn_at: datetime | None = None
    paused_at: datetime | None = None
    pause: str = ""


def note_past_promises(owed: Sequence[PastPromise]) -> list[Promise]:
    """
    Write many promises down as they were kept or broken. Two statements, and one per calendar.

    Nobody hears of them: who takes them over announces that. Raises `NoWorkingTime`.
    """
    usual = default_calendar()
    calendars = {each.pk: each for each in (_calendar_of(past, usual) for past in owed) if each}
    clocks = {key: _clock(each, owed) for key, each in calendars.items()}
    rows = [_row(past, _calendar_of(past, usual), clocks) for past in owed]
    insert_all(rows)
    insert_all(
        [
            PromisePause(promise=row, reason=past.pause, began_at=past.paused_at)
            for row, past in zip(rows, owed, strict=True)
            if past.paused_at
        ]
    )
    return rows


def forget_promises(subjects: Iterable[Ref]) -> None:
    """Let nothing ever have been owed for things that were taken over by mistake."""
    rows = Promise.objects.filter(subject__in=[str(each) for each in subjects])
    PromisePause.objects.filter(promise__in=rows).delete()
    rows.delete()


def _calendar_of(past: PastPromise, usual: Calendar | None) -> Calendar | None:
    return past.calendar or usual


def _clock(calendar: Calendar, owed: Sequence[PastPromise]) -> Due:
    days = [past.made_at.date() for past in owed]
    first, last = min(days) - timedelta(days=2), max(days) + DAYS_AHEAD
    return LaidOutTime(calendar.work_time(), first, last).add


def _row(past: PastPromise, calendar: Calendar | None, clocks: dict[int, Due]) -> Promise:
    add = clocks[calendar.pk] if calendar else datetime.__add__
    due_at = add(past.made_at, past.work)
    ended_at = past.kept_at or past.withdrawn_at
    return Promise(
        subject=str(past.subject),
        kind=past.kind,
        owner=str(past.owner),
        readers=list(past.readers),
        about=[str(each) for each in past.about],
        calendar=calendar,
        work=int(past.work.total_seconds()) if calendar else None,
        made_at=past.made_at,
        due_at=due_at,
        warn_at=add(past.made_at, past.work * WARN_AFTER),
        kept_at=past.kept_at,
        withdrawn_at=past.withdrawn_at,
        paused_at=past.paused_at,
        broken=ended_at is not None and ended_at > due_at,
    )
