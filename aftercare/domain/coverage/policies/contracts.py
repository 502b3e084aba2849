"""A contract is a rule book that two parties have written: each clause becomes a rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from aftercare.domain.coverage.policies.books import Book, Pays, Rule, Run, Shelf
from aftercare.domain.coverage.policies.conditions import UnknownCondition
from aftercare.domain.coverage.policies.decisions import (
    COSTS,
    ENGINE,
    Cost,
    canonical,
    fingerprint_of,
)
from aftercare.domain.coverage.policies.facts import (
    Agreement,
    Exclusion,
    FreightRule,
    ServiceMode,
    Term,
    classes_above,
)
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood
from aftercare.domain.coverage.policies.words import LANGUAGES

LONG_AGO = date(1, 1, 1)


@lru_cache(maxsize=1024)
def shelf_of_contract(contract: Agreement, item_class: str, engine: int = ENGINE) -> Shelf:
    """
    Return what a contract says about items of a class, as a rule book of its own.

    Raises NotUnderstood if a condition in it means nothing, MissingFacts if it cannot be applied
    without knowing more.
    """
    text = canonical(contract)
    book = _book_of(contract, item_class, engine)
    for rule in book.rules:
        try:
            _ = rule.conditions
        except UnknownCondition as fault:
            raise NotUnderstood((f"{contract.code} {rule.article}: {fault}",)) from None
    return Shelf(book, fingerprint_of(text), text)


def _book_of(contract: Agreement, item_class: str, engine: int) -> Book:
    terms = [term for term in contract.terms if _is_about(term.classes, item_class)]
    return Book(
        code=contract.code,
        version=contract.version,
        countries=("*",),
        buyers=("consumer", "business"),
        begins_on=contract.begins_on or LONG_AGO,
        ends_on=contract.ends_on,
        rank=0,
        kind="contract",
        title=dict.fromkeys(LANGUAGES, contract.code),
        source=contract.code,
        classes=(item_class,) if terms or contract.mode else (),
        rules=tuple(_rules_of(contract, terms, item_class, engine)),
    )


def _rules_of(
    contract: Agreement, terms: list[Term], item_class: str, engine: int
) -> Iterator[Rule]:
    yield from map(_exclusion, contract.exclusions)
    added = 0
    for extension in contract.extensions:
        if terms and _is_about(extension.classes, item_class):
            added += extension.months
            code = f"{extension.clause}-extension"
            yield _rule(code, extension.clause, "contract_extended")
    for place, term in enumerate(terms):
        yield from _rules_of_term(term, place, added, engine)
    if contract.mode:
        yield _rule_of_mode(contract.mode, engine)
    advance = contract.advance_replacement
    if advance and _is_about(advance.classes, item_class):
        yield Rule(
            code=f"{advance.clause}-advance",
            article=advance.clause,
            status="agreed",
            says="contract_advance",
            when=("something_due is true",),
            grants=("advance_replacement",),
        )
    yield from (_freight(rule, place, engine) for place, rule in enumerate(contract.freight))


def _is_about(classes: tuple[str, ...], item_class: str) -> bool:
    return not classes or not set(classes).isdisjoint(classes_above(item_class))


def _rule(code: str, clause: str, says: str) -> Rule:
    return Rule(code=code, article=clause, status="agreed", says=says)


def _exclusion(exclusion: Exclusion) -> Rule:
    return Rule(
        code=f"{exclusion.clause}-{exclusion.cause}",
        article=exclusion.clause,
        status="agreed",
        says=f"excluded_{exclusion.cause}",
        when=(f"cause is {exclusion.cause}",),
        excludes=True,
    )


FAULTY = "fault is performance|appearance"


def _rules_of_term(term: Term, place: int, added: int, engine: int) -> Iterator[Rule]:
    for cost in COSTS:
        months = getattr(term.months, cost)
        if months:
            yield _rule_of_cost(term, place, cost, months + added, engine)


def _rule_of_cost(term: Term, place: int, cost: Cost, months: int, engine: int) -> Rule:
    # Freight and the way to the customer go with a repair; alone they are no remedy.
    is_remedy = cost in ("parts", "labor")
    beside = not is_remedy and engine > 1
    return Rule(
        code=f"{term.clause}-{place}-{cost}",
        article=term.clause,
        status="agreed",
        says=f"contract_{cost}",
        when=(FAULTY, "is_covered is true") if beside else (FAULTY,),
        last=beside,
        grants=term.remedies if is_remedy else (),
        pays=Pays(**{cost: getattr(term.shares, cost)}),
        runs=Run(
            of=cost,
            event=term.starts,
            months=months,
            plus_days=term.plus_days,
            stands_still=term.stands_still,
            restarts=term.replacement == "restart",
        ),
    )


def _rule_of_mode(mode: ServiceMode, engine: int) -> Rule:
    rule = _rule(f"{mode.clause}-mode", mode.clause, f"mode_{mode.kind}")
    if mode.kind == "discount":
        return rule
    if mode.kind == "free_spares" and _is_used_up(mode):
        return _rule(rule.code, mode.clause, "mode_free_spares_used_up")
    rule = replace(rule, when=(FAULTY,))
    if mode.kind == "free_spares":
        return replace(rule, grants=("free_spares",), pays=Pays(parts=100))
    if mode.kind == "buy_out":
        return replace(rule, grants=("own_repair",), pays=Pays())
    if engine > 1:
        rule = replace(rule, when=(FAULTY, "cause is not human_damage"))
    amount, currency = mode.amount, mode.currency
    return replace(rule, grants=("compensation",), pays=Pays(), per_claim=amount, currency=currency)


def _is_used_up(mode: ServiceMode) -> bool:
    lacking = [name for name in ("percent", "shipped", "used") if getattr(mode, name) is None]
    if lacking:
        raise MissingFacts(tuple(f"contracts.mode.{name}" for name in lacking))
    return mode.used >= mode.shipped * mode.percent / 100  # type: ignore[operator]  # seen above


def _freight(rule: FreightRule, place: int, engine: int) -> Rule:
    beside = engine > 1
    return Rule(
        code=f"{rule.clause}-{place}-freight",
        article=rule.clause,
        status="agreed",
        says="contract_freight",
        when=("is_covered is true" if beside else "something_due is true", *rule.when),
        last=beside,
        pays=Pays(freight=rule.share),
    )
