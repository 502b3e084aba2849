"""One rule book judges one claim: its clocks, what it excludes, what it grants, who pays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

from aftercare.domain.coverage.policies.books import EVERYWHERE, Book, Row, Rule, Start
from aftercare.domain.coverage.policies.clocks import MAIN_PARTS, Timekeeper, lengths_of
from aftercare.domain.coverage.policies.conditions import Answer, ask
from aftercare.domain.coverage.policies.days import days_between
from aftercare.domain.coverage.policies.decisions import (
    COSTS,
    Clock,
    Cost,
    Failed,
    Outcome,
    Reason,
    Remedy,
    Value,
)
from aftercare.domain.coverage.policies.facts import Facts, RemedyKind, Repair, classes_above
from aftercare.domain.coverage.policies.measures import Measure, Unknown, day_of_sale

CENT = Decimal("0.01")


@dataclass
class Claim:
    """What all books share when they judge the same claim."""

    facts: Facts
    extensions: dict[str, int]
    engine: int
    missing: dict[str, None] = field(default_factory=dict)
    memory: dict[str, Value | Unknown] = field(default_factory=dict)
    granted: set[RemedyKind] = field(default_factory=set)
    granted_by_law: set[RemedyKind] = field(default_factory=set)
    burden: bool | Unknown = False
    evidence_wanted: tuple[str, ...] = ()
    subjects: int = 0

    @cached_property
    def timekeeper(self) -> Timekeeper:
        return Timekeeper(self.facts, self.engine)

    @cached_property
    def repairs(self) -> tuple[Repair, ...] | Unknown:
        """The repairs of the unit that is there now: those before an exchange were of another."""
        repairs = self.facts.repairs
        if repairs is None:
            return Unknown(("repairs",))
        if self.engine == 1 or not repairs:
            return repairs
        exchanged = self.timekeeper.exchanged_on
        if isinstance(exchanged, Unknown):
            return exchanged
        return tuple(each for each in repairs if not exchanged or each.began_on >= exchanged)

    def lacks(self, names: tuple[str, ...]) -> None:
        """Remember what has to be known before anything can be said."""
        self.missing.update(dict.fromkeys(names))


class Judgement:
    """A claim as one book sees it, and what the book says."""

    def __init__(self, claim: Claim, book: Book) -> None:
        self.claim = claim
        self.book = book
        self.facts = claim.facts
        self.remedies: list[Remedy] = []
        self.granted: list[RemedyKind] = []
        self.pays: dict[Cost, int] = {}
        self.reasons: list[Reason] = []
        self.clocks: dict[str, Clock | Unknown] = {}
        self.only: tuple[RemedyKind, ...] = ()
        self.excluded = False
        self.row = self._row()
        self.start = self._start()
        self._wind_up()

    @property
    def granted_by_others(self) -> set[RemedyKind]:
        return self.claim.granted

    @property
    def granted_by_law(self) -> set[RemedyKind]:
        own = self.granted if self.book.kind == "statute" else ()
        return self.claim.granted_by_law.union(own)

    @property
    def burden_is_ours(self) -> bool | Unknown:
        return self.claim.burden

    @property
    def others_say(self) -> bool:
        return self.claim.subjects > 0

    @property
    def repairs(self) -> tuple[Repair, ...] | Unknown:
        return self.claim.repairs

    def value_of(self, measure: Measure) -> Value | Unknown:
        """Return what a measure says here; what is the same for all books is asked once."""
        if not measure.of_claim:
            return measure.read(self)
        memory = self.claim.memory
        value = memory.get(measure.name)
        if value is None:
            value = memory[measure.name] = measure.read(self)
        return value

    def evidence_lacking(self) -> tuple[str, ...]:
        """Return the evidence that is asked for the cause and is not there."""
        return self.claim.evidence_wanted

    def is_accessory(self) -> bool | Unknown:
        """Return whether what is broken has a period of its own."""
        return self._is_among(self.row.accessories if self.row else ())

    def is_main_part(self) -> bool | Unknown:
        """Return whether what is broken is one of the main parts."""
        return self._is_among(self.row.main_parts if self.row else ())

    def _is_among(self, names: tuple[str, ...] | dict[str, int]) -> bool | Unknown:
        found = self.facts.fault
        return found.part in names if found else Unknown(("fault",))

    def covers_fault(self, *, with_parts: bool) -> bool | Unknown:
        """Return whether the clocks for what is broken still run."""
        if self.facts.fault is None:
            return Unknown(("fault",))
        part = self.facts.fault.part
        if part and self.row and part in self.row.accessories:
            return self._runs(part)
        whole = self._runs("unit")
        if whole is True or not (with_parts and self.row and part in self.row.main_parts):
            return whole
        return self._runs(part if part in self.clocks else MAIN_PARTS)

    def _runs(self, of: str) -> bool | Unknown:
        clock = self.clocks.get(of)
        return clock.runs if isinstance(clock, Clock) else clock or False

    def judge(self) -> None:
        """Go through the rules in the order of the book; an exclusion takes all it grants."""
        if self.start:
            self.reasons.append(self._reason_of_start(self.start))
        self.reasons += [self._apply(rule) for rule in self.book.first_rules]
        if self.excluded:
            self.remedies, self.granted, self.pays = [], [], {}
        self.claim.granted.update(self.granted)
        if self.book.kind == "statute":
            self.claim.granted_by_law.update(self.granted)

    def finish(self) -> None:
        """Go through the rules that ask what all books together grant."""
        self.reasons += [self._apply(rule) for rule in self.book.last_rules]

    def _row(self) -> Row | None:
        names = {EVERYWHERE, *classes_above(self.facts.item_class)}
        return next((row for row in self.book.catalogue if names & set(row.classes)), None)

    def _start(self) -> Start | None:
        for start in self.book.starts if self.row else ():
            answer = ask(start.conditions, self)
            if answer.holds is None:
                self.claim.lacks(answer.needs)
                return None
            if answer.holds:
                self.only = start.only
                return start
        return None

    def _wind_up(self) -> None:
        if not (self.row and self.start):
            return
        keeper = self.claim.timekeeper
        added = self.claim.extensions.get(self.book.code, 0)
        for length in lengths_of(self.row, added, self._exchanged_alone()):
            clock = keeper.of_book(self.book, self.start, length)
            self.clocks[length.of] = clock
            if isinstance(clock, Unknown):
                self.claim.lacks(clock.facts)

    def _exchanged_alone(self) -> frozenset[str]:
        period = self.book.period
        if self.claim.engine == 1 or not (period and period.restarts):
            return frozenset()
        return frozenset(each.of for each in self.facts.exchanges or ())

    def _reason_of_start(self, start: Start) -> Reason:
        used: dict[str, Value] = {"event": start.event, "plus_days": start.plus_days}
        whole = self.clocks.get("unit")
        article, status = start.article, start.status
        if isinstance(whole, Clock):
            used |= {"event": whole.event, "starts_on": whole.starts_on}
            used |= {"ends_on": whole.ends_on, "extended_days": whole.extended_days}
            article = whole.article
            if whole.event == "exchanged_on" and self.book.period:
                status = self.book.period.restarts_status or status
        return Reason(
            rule="start",
            source=self.book.code,
            article=article,
            status=status,
            outcome="fired",
            says="period_starts",
            used=used,
        )

    def _apply(self, rule: Rule) -> Reason:
        if (self.excluded or self.only) and (gone := self._gone(rule)):
            return _reason(self.book, rule, Answer(holds=False, used={}, failed=gone), ())
        answer = ask(rule.conditions, self)
        if answer.holds and rule.runs:
            answer = self._with_clock(rule, answer)
        if answer.holds is None and not rule.optional:
            self.claim.lacks(answer.needs)
        if not answer.holds:
            return _reason(self.book, rule, answer, ())
        self._grant(rule, answer.used)
        return _reason(self.book, rule, answer, rule.grants)

    def _gone(self, rule: Rule) -> Failed | None:
        """Return why a rule need not be asked: nothing it gives could be given."""
        if self.excluded and (rule.grants or rule.pays or rule.last):
            return Failed("excluded", "is", "false", value=True)
        if self.only and not set(rule.grants) <= set(self.only):
            return Failed("only", "is", "|".join(self.only), "|".join(rule.grants))
        return None

    def _with_clock(self, rule: Rule, answer: Answer) -> Answer:
        run = rule.runs
        assert run  # noqa: S101  # the caller has looked
        clock = self.claim.timekeeper.of_rule(self.book, rule.article, run)
        if isinstance(clock, Unknown):
            return Answer(holds=None, used=answer.used, needs=clock.facts)
        if clock is None:
            return answer._replace(holds=False, failed=Failed("event", "is", run.event, "never"))
        self.clocks[f"{rule.code}:{run.of}"] = clock
        used = answer.used | {"starts_on": clock.starts_on, "ends_on": clock.ends_on}
        if clock.runs:
            return Answer(holds=True, used=used)
        over = Failed("today", "<=", str(clock.ends_on), self.facts.today)
        return Answer(holds=False, used=used, failed=over)

    def _grant(self, rule: Rule, used: dict[str, Value]) -> None:
        if rule.excludes:
            self.excluded = True
            used["evidence"] = [each.what for each in self.facts.evidence]
        for kind in rule.grants:
            self.remedies.append(self._remedy(rule, kind))
            self.granted.append(kind)
        for cost, share in _shares_of(rule):
            self.pays[cost] = max(self.pays.get(cost, 0), share)

    def _remedy(self, rule: Rule, kind: RemedyKind) -> Remedy:
        remedy = Remedy(
            kind=kind,
            because=(f"{self.book.code}/{rule.code}",),
            within_days=rule.within_days,
            charge=rule.charge,
            amount=rule.per_claim,
            currency=rule.currency,
        )
        return MONEY[rule.amount](self, remedy) if rule.amount else remedy

    def full_price(self, remedy: Remedy) -> Remedy:
        """Give back all that was paid, where money is given back at all."""
        price = self.facts.price
        if not remedy.kind.startswith("re") or remedy.kind == "repair":
            return remedy
        if not price:
            self.claim.lacks(("price",))
            return remedy
        return replace(remedy, amount=price.amount, currency=price.currency)

    def price_less_use(self, remedy: Remedy) -> Remedy:
        """Give back what was paid less what the days of use are worth; never less than nothing."""
        price, row, began = self.facts.price, self.row, self._paid_on()
        spans = self.claim.timekeeper.standing_still
        if not price or not began or not row or isinstance(spans, Unknown):
            wanted = (
                ("price", price),
                ("sold_on", began),
                ("repairs", self.facts.repairs),
                ("waits", self.facts.waits),
            )
            self.claim.lacks(tuple(name for name, value in wanted if value is None))
            return remedy
        if row.daily_rate is None:
            return remedy
        still = sum(span.days for span in spans if span.first >= began)
        days = max(days_between(began, self.facts.today) - still, 0)
        lost = min(price.amount * row.daily_rate / 100 * days, price.amount).quantize(
            CENT, ROUND_HALF_EVEN
        )
        return replace(
            remedy,
            amount=price.amount - lost,
            currency=price.currency,
            depreciation=lost,
            days_used=days,
        )

    def _paid_on(self) -> date | None:
        if self.claim.engine == 1:
            return day_of_sale(self.facts)
        return self.facts.invoiced_on or self.facts.sold_on

    def to_be_agreed(self, remedy: Remedy) -> Remedy:
        """Leave the amount to both sides: the law names none."""
        return remedy


MONEY: dict[str, Callable[[Judgement, Remedy], Remedy]] = {
    "full": Judgement.full_price,
    "less_use": Judgement.price_less_use,
    "to_be_agreed": Judgement.to_be_agreed,
}

FREE: dict[Cost, int] = {"parts": 100, "labor": 100}


def _shares_of(rule: Rule) -> Iterator[tuple[Cost, int]]:
    if rule.pays:
        for cost in COSTS:
            share = getattr(rule.pays, cost)
            if share is not None:
                yield cost, share
    elif rule.grants:
        yield from FREE.items()


OUTCOMES: dict[bool | None, Outcome] = {True: "fired", False: "not_fired", None: "open"}


def _reason(book: Book, rule: Rule, answer: Answer, granted: tuple[RemedyKind, ...]) -> Reason:
    # In the order of its fields: names would cost time that dozens of reasons take.
    return Reason(
        rule.code,
        book.code,
        rule.article,
        rule.status,
        OUTCOMES[answer.holds],
        rule.says,
        answer.used,
        granted,
        answer.failed,
        answer.needs,
    )
