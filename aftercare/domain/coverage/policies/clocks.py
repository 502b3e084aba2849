"""When clocks begin, how long they run, and what stops or moves them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from aftercare.domain.coverage.policies.books import BaseEvent, Book, Row, Run, Start
from aftercare.domain.coverage.policies.days import Span, extended, merged, months_later, moved_over
from aftercare.domain.coverage.policies.decisions import Clock
from aftercare.domain.coverage.policies.facts import Calendar, Facts, Repair, Wait
from aftercare.domain.coverage.policies.measures import Unknown

MAIN_PARTS = "main_parts"


@dataclass(frozen=True)
class Length:
    """How long something runs."""

    of: str
    months: int = 0
    days: int = 0
    parts: tuple[str, ...] = ()

    def end_from(self, begin: date) -> date:
        """Return its last day."""
        return months_later(begin, self.months) + timedelta(days=self.days)


@dataclass
class Timekeeper:
    """The clocks of one claim."""

    facts: Facts
    engine: int

    @cached_property
    def standing_still(self) -> list[Span] | Unknown:
        """The merged days in repair or waiting for parts."""
        facts = self.facts
        lacking = tuple(name for name in ("repairs", "waits") if getattr(facts, name) is None)
        if lacking:
            return Unknown(lacking)
        spans: list[Repair | Wait] = [*(facts.repairs or ()), *(facts.waits or ())]
        return merged(Span(each.began_on, each.ended_on or facts.today) for each in spans)

    @cached_property
    def exchanged_on(self) -> date | Unknown | None:
        """The day of the last exchange of the unit."""
        return self.exchange_of("unit")

    def exchange_of(self, *things: str) -> date | Unknown | None:
        """Return the day on which one of `things` was exchanged last; None if none was."""
        if self.facts.exchanges is None:
            return Unknown(("exchanges",))
        return max((each.on for each in self.facts.exchanges if each.of in things), default=None)

    @cached_property
    def repaired_on(self) -> date | Unknown | None:
        """The day the last repair was over."""
        if self.facts.repairs is None:
            return Unknown(("repairs",))
        return max((each.ended_on for each in self.facts.repairs if each.ended_on), default=None)

    def day_of(self, event: BaseEvent) -> date | Unknown | None:
        """Return when something happened; None if it did not."""
        if event == "last_repair":
            return self.repaired_on
        if event == "exchanged_on":
            return self.exchanged_on
        # An invoice is written on the day of the sale; the other way round it need not be.
        day: date | None = getattr(self.facts, event)
        if event == "sold_on":
            day = day or self.facts.invoiced_on
        return day or Unknown((event,))

    def of_book(self, book: Book, start: Start, length: Length) -> Clock | Unknown:
        """Return how a clock of a book's catalogue runs that begins with `start`."""
        period = book.period
        assert period  # noqa: S101  # a book with a catalogue has one: checked when it is read
        again = self.exchange_of(*self._restarted_by(length)) if period.restarts else None
        began = self._began(start.event, start.plus_days, again)
        if isinstance(began, Unknown):
            return began
        begin, event = began
        judged = self._judged(period.judged_on)
        if isinstance(judged, Unknown):
            return judged
        bare = length.end_from(begin)
        still = self._extended(begin, bare) if period.stands_still else bare
        if isinstance(still, Unknown):
            return still
        end = self._moved(still) if period.moved_by_holidays else still
        if isinstance(end, Unknown):
            return end
        return Clock(
            of=length.of,
            parts=length.parts,
            source=book.code,
            article=(period.restarts or "") if event == "exchanged_on" else start.article,
            event=event,
            starts_on=begin,
            ends_on=end,
            extended_days=(still - bare).days,
            moved_days=(end - still).days,
            runs=judged <= end,
        )

    def of_rule(self, book: Book, article: str, run: Run) -> Clock | Unknown | None:
        """Return how a rule's own clock runs; None if it has not begun."""
        again = self.exchanged_on if run.restarts else None
        began = self._began(run.event, run.plus_days, again)
        if isinstance(began, Unknown):
            return None if self._never_happened(run.event) else began
        begin, event = began
        bare = Length(run.of, run.months, run.days).end_from(begin)
        end = self._extended(begin, bare) if run.stands_still else bare
        if isinstance(end, Unknown):
            return end
        return Clock(
            of=run.of,
            source=book.code,
            article=article,
            event=event,
            starts_on=begin,
            ends_on=end,
            extended_days=(end - bare).days,
            runs=self.facts.today <= end,
        )

    def _restarted_by(self, length: Length) -> tuple[str, ...]:
        return ("unit", length.of) if self.engine > 1 else ("unit",)

    def _began(
        self, event: BaseEvent, plus_days: int, again: date | Unknown | None
    ) -> tuple[date, str] | Unknown:
        if isinstance(again, Unknown):
            return again
        if again:
            return again, "exchanged_on"
        day = self.day_of(event)
        if isinstance(day, Unknown):
            return day
        return (day + timedelta(days=plus_days), event) if day else Unknown((event,))

    def _never_happened(self, event: BaseEvent) -> bool:
        return event in ("last_repair", "exchanged_on") and self.day_of(event) is None

    def _judged(self, judged_on: str) -> date | Unknown:
        if judged_on == "today":
            return self.facts.today
        found = self.facts.fault.found_on if self.facts.fault else None
        return found or Unknown(("fault.found_on",))

    def _extended(self, begin: date, end: date) -> date | Unknown:
        spans = self.standing_still
        return spans if isinstance(spans, Unknown) else extended(begin, end, spans)

    def _moved(self, end: date) -> date | Unknown:
        calendar = self.facts.calendar
        if calendar is None or not _knows(calendar, end):
            return Unknown(("calendar",))
        moved = moved_over(end, calendar.holidays)
        return moved if _knows(calendar, moved) else Unknown(("calendar",))


def _knows(calendar: Calendar, day: date) -> bool:
    return calendar.first <= day <= calendar.last


def lengths_of(row: Row, added_months: int, alone: Collection[str] = ()) -> list[Length]:
    """
    Return how long the unit, each main part and each accessory of a row are covered.

    Main parts have one clock together but for those that go `alone`: they were exchanged.
    """
    whole = Length("unit", row.months + added_months if row.months else 0, row.days)
    months = row.main_months + added_months
    together = tuple(part for part in row.main_parts if part not in alone)
    main = [Length(MAIN_PARTS, months, parts=together)] if together else []
    main += [Length(part, months, parts=(part,)) for part in row.main_parts if part in alone]
    accessories = [Length(name, months) for name, months in row.accessories.items()]
    return [whole, *main, *accessories]
