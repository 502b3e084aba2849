"""
The decision: the contract first, the law where it is silent, never less than the law gives.

`decide` asks every book that is about the goods, takes for a consumer the best of all of them,
and for a business what was agreed.
"""

from collections.abc import Iterable
from datetime import date

from aftercare.domain.coverage.policies.books import Book, EvidenceSet, Library, Shelf
from aftercare.domain.coverage.policies.conditions import ask
from aftercare.domain.coverage.policies.contracts import shelf_of_contract
from aftercare.domain.coverage.policies.days import months_later
from aftercare.domain.coverage.policies.decisions import (
    COSTS,
    Clock,
    Cost,
    Decision,
    Failed,
    Reason,
    Recovery,
    Remedy,
    Share,
    UsedBook,
    Verdict,
)
from aftercare.domain.coverage.policies.facts import Facts, RemedyKind, Upstream, classes_above
from aftercare.domain.coverage.policies.judging import Claim, Judgement
from aftercare.domain.coverage.policies.measures import EXCLUDING, Unknown, day_of_sale
from aftercare.domain.coverage.policies.reading import MissingFacts

ORDER: tuple[RemedyKind, ...] = (
    "refund",
    "exchange",
    "advance_replacement",
    "new_part",
    "repair",
    "refund_less_use",
    "price_reduction",
    "return_without_reason",
    "loan_unit",
    "free_spares",
    "compensation",
    "own_repair",
    "paid_repair",
)
SILENT = "not_about"


def decide(facts: Facts, library: Library) -> Decision:
    """
    Return what the customer may claim, who pays, all dates, and the reasons.

    Raises MissingFacts with everything that has to be known first; nothing is ever guessed.
    """
    if facts.contracts is None:
        raise MissingFacts(("contracts",))
    asked = (
        *(shelf_of_contract(each, facts.item_class, library.engine) for each in facts.contracts),
        *library.about(facts.country, facts.item_class),
    )
    shelves, reasons = _applicable(facts, asked)
    extensions = _extensions(Claim(facts, {}, library.engine), shelves)
    claim = Claim(facts, extensions, library.engine)
    claim.evidence_wanted = _evidence_wanted(facts, shelves)
    claim.burden = _burden(claim, shelves)
    judgements = _judged(claim, shelves)
    if claim.missing:
        raise MissingFacts(tuple(sorted(claim.missing)))
    reasons += [reason for each in judgements for reason in each.reasons]
    return _combined(claim, judgements, reasons, asked)


def _applicable(facts: Facts, asked: tuple[Shelf, ...]) -> tuple[list[Shelf], list[Reason]]:
    shelves: list[Shelf] = []
    silent: list[Reason] = []
    for shelf in asked:
        book = shelf.book
        if facts.buyer not in book.buyers:
            silent.append(_not_about(book, "buyer", "|".join(book.buyers), facts.buyer))
        elif not _is_in_force(book, facts):
            span = f"{book.begins_on}…{book.ends_on or ''}"
            silent.append(_not_about(book, "in_force", span, str(day_of_sale(facts))))
        elif book.kind == "contract" and not book.classes:
            silent.append(_not_about(book, "item_class", "", facts.item_class))
        else:
            shelves.append(shelf)
    return shelves, silent


def _not_about(book: Book, measure: str, limit: str, value: str) -> Reason:
    return Reason(
        rule="applies",
        source=book.code,
        article="",
        status="agreed" if book.kind == "contract" else "V",
        outcome="not_fired",
        says=SILENT,
        used={},
        failed=Failed(measure=measure, operator="is", limit=limit, value=value),
    )


def _is_in_force(book: Book, facts: Facts) -> bool:
    """Return whether a book held when it was sold; a range of days may be enough to say."""
    sold = day_of_sale(facts)
    first = sold or facts.manufactured_on or date.min
    last = sold or facts.delivered_on or facts.today
    if book.begins_on <= first and (book.ends_on is None or last <= book.ends_on):
        return True
    if last < book.begins_on or (book.ends_on and first > book.ends_on):
        return False
    raise MissingFacts(("sold_on",))


def _extensions(claim: Claim, shelves: list[Shelf]) -> dict[str, int]:
    """Return the months that rules of other books add to a book's clocks."""
    added: dict[str, int] = {}
    for shelf in shelves:
        rules = [rule for rule in shelf.book.rules if rule.extends]
        for rule in rules:
            answer = ask(rule.conditions, Judgement(claim, shelf.book))
            if answer.holds is None:
                raise MissingFacts(answer.needs)
            if answer.holds and rule.extends:
                added[rule.extends.book] = max(added.get(rule.extends.book, 0), rule.extends.months)
    return added


def _burden(claim: Claim, shelves: list[Shelf]) -> bool | Unknown:
    """Return whether any rule puts it on us to show that there was no defect."""
    if not (claim.facts.fault and claim.facts.fault.cause == "undetermined"):
        return False
    unknown: tuple[str, ...] = ()
    for shelf in shelves:
        for rule in shelf.book.rules:
            if rule.shifts_burden:
                answer = ask(rule.conditions, Judgement(claim, shelf.book))
                if answer.holds:
                    return True
                unknown += answer.needs
    return Unknown(unknown) if unknown else False


def _evidence_wanted(facts: Facts, shelves: list[Shelf]) -> tuple[str, ...]:
    """Return the evidence that the named cause needs and that is not there."""
    cause = facts.fault.cause if facts.fault else None
    if cause not in EXCLUDING:
        return ()
    sets = [each for shelf in shelves for each in shelf.book.evidence if each.cause == cause]
    kinds = _closest(sets, facts.item_class)
    shown = {each.kind for each in facts.evidence if each.shows == cause}
    if not kinds:
        return () if shown else (f"evidence.{cause}",)
    return tuple(f"evidence.{cause}.{kind}" for kind in kinds if kind not in shown)


def _closest(sets: Iterable[EvidenceSet], item_class: str) -> tuple[str, ...]:
    for_all: tuple[str, ...] = ()
    for each in sets:
        if not set(each.classes).isdisjoint(classes_above(item_class)):
            return each.kinds
        if not each.classes:
            for_all = each.kinds
    return for_all


def _judged(claim: Claim, shelves: list[Shelf]) -> list[Judgement]:
    judgements: list[Judgement] = []
    for shelf in shelves:
        if shelf.book.fills_gaps and claim.subjects:
            continue
        judgement = Judgement(claim, shelf.book)
        judgement.judge()
        if judgement.row or _is_agreement(judgement):
            claim.subjects += 1
        judgements.append(judgement)
    for judgement in judgements:
        judgement.finish()
    return judgements


def _is_agreement(judgement: Judgement) -> bool:
    """Return whether a book is a contract to which the law gives way: never a consumer's."""
    is_bound = judgement.claim.engine == 1 or judgement.facts.buyer == "business"
    return is_bound and judgement.book.kind == "contract"


def _combined(
    claim: Claim, judgements: list[Judgement], reasons: list[Reason], asked: tuple[Shelf, ...]
) -> Decision:
    facts = claim.facts
    remedies = _best(remedy for each in judgements for remedy in each.remedies)
    kinds = {remedy.kind for remedy in remedies}
    return Decision(
        engine=claim.engine,
        verdict=_verdict(kinds),
        asked=facts.asks,
        granted=facts.asks in kinds if facts.asks else None,
        remedies=remedies,
        payers=_payers(judgements),
        clocks=tuple(
            clock
            for each in judgements
            for clock in each.clocks.values()
            if isinstance(clock, Clock)
        ),
        recovery=_recovery(facts),
        reasons=tuple(reasons),
        books=tuple(
            UsedBook(
                code=shelf.book.code, version=shelf.book.version, fingerprint=shelf.fingerprint
            )
            for shelf in asked
        ),
    )


def _verdict(kinds: set[RemedyKind]) -> Verdict:
    if kinds - {"paid_repair", "own_repair"}:
        return "covered"
    return "paid" if kinds else "nothing"


def _best(remedies: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Return one remedy of each kind, the best for the customer, with all that gives it."""
    best: dict[RemedyKind, Remedy] = {}
    for remedy in remedies:
        known = best.get(remedy.kind)
        best[remedy.kind] = _better(known, remedy) if known else remedy
    if "refund" in best:
        best.pop("refund_less_use", None)
    return tuple(best[kind] for kind in ORDER if kind in best)


def _better(one: Remedy, other: Remedy) -> Remedy:
    better = other if (other.amount or 0) > (one.amount or 0) else one
    limits = [each.within_days for each in (one, other) if each.within_days is not None]
    return Remedy(
        kind=better.kind,
        because=(*one.because, *other.because),
        amount=better.amount,
        currency=better.currency,
        depreciation=better.depreciation,
        days_used=better.days_used,
        within_days=min(limits, default=None),
        charge=better.charge,
    )


def _payers(judgements: list[Judgement]) -> dict[Cost, Share]:
    ours = {cost: max((each.pays.get(cost, 0) for each in judgements), default=0) for cost in COSTS}
    return {cost: Share(us=share, customer=100 - share) for cost, share in ours.items()}


def _is_owed(facts: Facts, upstream: Upstream, ends_on: date) -> bool | None:
    fault = facts.fault
    if fault is None or fault.kind == "none" or facts.today > ends_on:
        return False
    # A burden of proof that the law puts on us towards a consumer does not bind our supplier.
    if fault.cause in (None, "undetermined"):
        return None
    return fault.cause not in upstream.excludes


def _recovery(facts: Facts) -> Recovery | None:
    """Return what the supplier owes us, whatever we owe the customer."""
    upstream = facts.upstream
    if upstream is None:
        return None
    ends_on = months_later(upstream.received_on, upstream.months)
    owed = _is_owed(facts, upstream, ends_on)
    shares = upstream.shares
    return Recovery(
        supplier=upstream.supplier,
        clause=upstream.clause,
        ends_on=ends_on,
        owed=owed,
        parts=shares.parts if owed else 0,
        labor=shares.labor if owed else 0,
        freight=shares.freight if owed else 0,
        onsite=shares.onsite if owed else 0,
    )
