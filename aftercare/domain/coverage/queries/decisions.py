"""Decisions that were made, and what would become of them by other rules."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting
from aftercare.domain.coverage.models import (
    Contract,
    DamageLook,
    Goodwill,
    GoodwillLimit,
    KeptBook,
    StoredDecision,
)
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.books import Library, built_in_library, shelf_of
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import Decision
from aftercare.domain.coverage.policies.facts import Agreement, Facts, read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.policies.speaking import Speaker, letter
from aftercare.domain.coverage.policies.words import article_in
from aftercare.domain.coverage.queries.contracts import as_fact
from aftercare.domain.coverage.queries.spares import counted_in
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

MOST_COMPARED = 500
DRAFT = "draft"
SUPPLIER_BEARS = register_setting(
    Setting("coverage.supplier_bears", 0, _("Percent of goodwill that a supplier usually bears."))
)
CUSTOMER_BEARS = register_setting(
    Setting("coverage.customer_bears", 0, _("Percent of goodwill the customer usually bears."))
)


def visible_decisions(actor: Actor) -> QuerySet[StoredDecision]:
    """Return the decisions `actor` may see, the newest first."""
    decisions = StoredDecision.objects.order_by("-pk")
    return decisions if actor.may(CoveragePermission.VIEW) else decisions.none()


def decisions_about(subject: Ref, actor: Actor) -> QuerySet[StoredDecision]:
    """Return what was decided about a subject, the newest first."""
    return visible_decisions(actor).filter(subject=str(subject))


def newest_decision(subject: str) -> StoredDecision | None:
    """Return the last decision about a subject, such as `case:12`."""
    return StoredDecision.objects.filter(subject=subject).order_by("-pk").first()


def visible_damage_looks(actor: Actor) -> QuerySet[DamageLook]:
    """Return the looks at damages `actor` may see, the newest first."""
    looks = DamageLook.objects.prefetch_related("steps__decision").order_by("-pk")
    return looks if actor.may(CoveragePermission.VIEW) else looks.none()


def damage_looks_about(subject: Ref, actor: Actor) -> QuerySet[DamageLook]:
    """Return the looks at a damage of a subject, the newest first."""
    return visible_damage_looks(actor).filter(subject=str(subject))


def goodwill_about(subject: Ref, actor: Actor) -> QuerySet[Goodwill]:
    """Return the goodwill granted for a subject."""
    granted = Goodwill.objects.filter(subject=str(subject)).order_by("-pk")
    return granted if actor.may(CoveragePermission.VIEW) else granted.none()


def visible_goodwill_limits(actor: Actor) -> QuerySet[GoodwillLimit]:
    """Return how much each role may grant, for who sets that."""
    limits = GoodwillLimit.objects.select_related("role").order_by("role__name", "currency")
    return limits if actor.may(CoveragePermission.SET_UP) else limits.none()


def usual_goodwill_split(now: Mapping[str, Any]) -> dict[str, int]:
    """Return how many percent supplier and customer usually bear of goodwill, by settings now."""
    return {"supplier": now[SUPPLIER_BEARS.name], "customer": now[CUSTOMER_BEARS.name]}


def books_of(stored: StoredDecision) -> Library:
    """Return the rule books a decision was made by, as they were, and its engine."""
    text = json.loads(stored.text)
    named = [each["fingerprint"] for each in text["books"]]
    texts = KeptBook.objects.filter(fingerprint__in=named).values_list("text", flat=True)
    return Library((shelf_of(each) for each in texts), text["engine"])


def decision_again(stored: StoredDecision) -> Decision:
    """Make a decision again from the facts and books that were kept."""
    return decide(read_facts(stored.facts), books_of(stored))


@dataclass(frozen=True)
class SaidReason:
    """A reason as somebody reads it."""

    title: str
    article: str
    status: str
    outcome: str
    staff: str
    customer: str
    grants: tuple[str, ...]
    source: str
    rule: str


@dataclass(frozen=True)
class ReadDecision:
    """A decision that was kept, in the language of who reads it."""

    stored: StoredDecision
    facts: Facts
    decision: Decision
    reasons: tuple[SaidReason, ...]

    @property
    def fired(self) -> tuple[SaidReason, ...]:
        fired = (each for each in self.reasons if each.outcome == "fired")
        # Two rules of one article may say the same.
        return tuple({(each.source, each.article, each.staff): each for each in fired}.values())

    @property
    def others(self) -> tuple[SaidReason, ...]:
        return tuple(each for each in self.reasons if each.outcome != "fired")

    @property
    def to_confirm(self) -> tuple[SaidReason, ...]:
        """The reasons that rest on a wording counsel has to confirm."""
        return tuple(each for each in self.fired if each.status == "K")


def read_decision(stored: StoredDecision, language: str) -> ReadDecision:
    """Return a kept decision with its reasons in words."""
    library, facts = books_of(stored), read_facts(stored.facts)
    decision = decide(facts, library)
    speaker = Speaker(facts, library)
    reasons = tuple(
        SaidReason(
            title=speaker.title(each, language),
            article=article_in(each.article, language),
            status=each.status,
            outcome=each.outcome,
            staff=speaker.staff(each, language),
            customer=speaker.customer(each, language),
            grants=each.grants,
            source=each.source,
            rule=each.rule,
        )
        for each in decision.reasons
    )
    return ReadDecision(stored, facts, decision, reasons)


def charges_minimum(stored: StoredDecision | None) -> bool:
    """Return whether a decision charges material at its lowest cost, as for human damage."""
    remedies = json.loads(stored.text)["remedies"] if stored else []
    return any(each.get("charge") == "minimum_material" for each in remedies)


def letter_about(stored: StoredDecision, language: str) -> str:
    """Return what the customer is told of a decision."""
    library, facts = books_of(stored), read_facts(stored.facts)
    return letter(facts, decide(facts, library), library, language)


@dataclass(frozen=True)
class Changed:
    """A decision, and what it would be by other rules; None where a fact would be missing."""

    stored: StoredDecision
    now: Decision
    then: Decision | None
    missing: tuple[str, ...] = ()


def decisions_that_change(
    subjects: Collection[str], library: Library, actor: Actor
) -> Iterator[Changed]:
    """Yield the newest decision on each subject that would be another by these rule books."""
    for stored in _newest(subjects, actor):
        facts = read_facts(stored.facts)
        yield from _compared(stored, facts, facts, library)


@dataclass(frozen=True)
class Outcome:
    """What another rule book would change, or what is wrong with it."""

    changed: tuple[Changed, ...] = ()
    looked_at: int = 0
    faults: tuple[str, ...] = ()


def changed_by_book(text: str, subjects: Collection[str], actor: Actor) -> Outcome:
    """Return which of the newest decisions on `subjects` another rule book would change."""
    try:
        library = library_with(text)
    except NotUnderstood as fault:
        return Outcome(faults=fault.faults)
    changed = tuple(decisions_that_change(subjects, library, actor))
    return Outcome(changed, len(list(_newest(subjects, actor))))


def changed_by_contract(contract: Contract, clauses: dict[str, Any], actor: Actor) -> Outcome:
    """Return which decisions under a contract would be others if it said this."""
    try:
        agreement = read(Agreement, as_fact(contract, counted_in(contract, clauses)))
        under = visible_decisions(actor).filter(
            facts__contracts__contains=[{"code": contract.code}]
        )
        decided = list(under[:MOST_COMPARED])
        changed = [each for stored in decided for each in _under(stored, agreement)]
    except NotUnderstood as fault:
        return Outcome(faults=fault.faults)
    except MissingFacts as lacking:
        return Outcome(faults=lacking.names)
    return Outcome(tuple(changed), len(decided))


def changed_by_draft(
    clauses: dict[str, Any],
    days: Mapping[str, date | None],
    subjects: Collection[str],
    actor: Actor,
) -> Outcome:
    """Return which of the newest decisions on `subjects` a contract not agreed yet changes."""
    held = {name: day.isoformat() for name, day in days.items() if day}
    try:
        agreement = read(Agreement, {"code": DRAFT} | held | clauses)
        decided = list(_newest(subjects, actor))
        changed = [each for stored in decided for each in _with(stored, agreement)]
    except NotUnderstood as fault:
        return Outcome(faults=fault.faults)
    except MissingFacts as lacking:
        return Outcome(faults=lacking.names)
    return Outcome(tuple(changed), len(decided))


def _with(stored: StoredDecision, agreement: Agreement) -> Iterator[Changed]:
    facts = read_facts(stored.facts)
    if _is_outside(agreement, facts.sold_on):
        return iter(())
    contracts = (*(facts.contracts or ()), agreement)
    return _compared(stored, facts, replace(facts, contracts=contracts), books_of(stored))


def _is_outside(agreement: Agreement, sold_on: date | None) -> bool:
    begins, ends = agreement.begins_on or date.min, agreement.ends_on or date.max
    return sold_on is not None and not begins <= sold_on <= ends


def _under(stored: StoredDecision, agreement: Agreement) -> Iterator[Changed]:
    facts = read_facts(stored.facts)
    contracts = tuple(
        agreement if each.code == agreement.code else each for each in facts.contracts or ()
    )
    return _compared(stored, facts, replace(facts, contracts=contracts), books_of(stored))


def _newest(subjects: Collection[str], actor: Actor) -> Iterable[StoredDecision]:
    decided = visible_decisions(actor).filter(subject__in=subjects).order_by("subject")
    newest = decided.values("subject").annotate(newest=Max("pk")).values("newest")
    return StoredDecision.objects.filter(pk__in=newest).order_by("-pk")[:MOST_COMPARED]


def _compared(
    stored: StoredDecision, facts: Facts, other: Facts, library: Library
) -> Iterator[Changed]:
    now = decide(facts, books_of(stored))
    try:
        then = decide(other, library)
    except MissingFacts as refusal:
        yield Changed(stored, now, None, refusal.names)
        return
    if _gist(now) != _gist(then):
        yield Changed(stored, now, then)


def _gist(decision: Decision) -> tuple[Any, ...]:
    """Return what a customer would notice of a decision: not by which clause it is due."""
    remedies = tuple(replace(each, because=()) for each in decision.remedies)
    return decision.verdict, remedies, decision.payers


def library_with(text: str) -> Library:
    """
    Return the rule books with another one in the place of that of the same name.

    Raises NotUnderstood if it is not written as it has to be.
    """
    return built_in_library().with_book(text)
