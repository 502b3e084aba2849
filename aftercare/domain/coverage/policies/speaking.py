"""A decision in words: each reason for staff and for the customer, in every language."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from aftercare.domain.coverage.policies.books import Book, Library, Rule
from aftercare.domain.coverage.policies.contracts import shelf_of_contract
from aftercare.domain.coverage.policies.decisions import Decision, Reason, Remedy, Value
from aftercare.domain.coverage.policies.facts import Facts
from aftercare.domain.coverage.policies.reading import as_json, schema_of
from aftercare.domain.coverage.policies.words import LANGUAGES, SENTENCES, WORDS, filled, in_words

Texts = dict[str, str]
WHOLE = 100
FREIGHT = "contract_freight"
TOLD = ("tell_of_choice", "freight_on_us", FREIGHT)
"""What the customer is told although it gives no remedy."""
TOLD_WHERE_NOTHING_IS_DUE = ("mode_discount", "mode_free_spares_used_up")
MENDS = frozenset({"refund", "exchange", "new_part", "repair"})
"""What makes good a fault: whoever gets it need not hear what did not give it."""
TEXTS = ("title", "staff", "customer")
"""What is said of each reason."""


class Speaker:
    """Says what was decided; it knows the books that were asked."""

    def __init__(self, facts: Facts, library: Library) -> None:
        shelves = (
            *(
                shelf_of_contract(each, facts.item_class, library.engine)
                for each in facts.contracts or ()
            ),
            *library.about(facts.country, facts.item_class),
        )
        self.books: dict[str, Book] = {shelf.book.code: shelf.book for shelf in shelves}

    def title(self, reason: Reason, language: str) -> str:
        """Return the name of the book a reason is from."""
        return self.books[reason.source].title[language]

    def staff(self, reason: Reason, language: str) -> str:
        """Return what a reason says to who works on the case."""
        return self._said(reason, language, "staff")

    def customer(self, reason: Reason, language: str) -> str:
        """Return what a reason says to the customer."""
        return self._said(reason, language, "customer")

    def share(self, reason: Reason) -> int:
        """Return how many percent of the cost that a term of a contract is about we bear."""
        rule, cost = self._rule(reason), reason.says.removeprefix("contract_")
        share = getattr(rule.pays, cost, None) if rule and rule.runs else None
        return WHOLE if share is None else share

    def is_less_than_law(self, reason: Reason, decision: Decision) -> bool:
        """Return whether a law bears more of a cost than this term, for as long at least."""
        share = decision.payers.get(reason.says.removeprefix("contract_"))  # type: ignore[call-overload]  # any word is asked
        ends_on = reason.used.get("ends_on")
        if not (share and isinstance(ends_on, date) and self.share(reason) < share.us):
            return False
        return any(
            each.of == "unit" and each.runs and each.ends_on >= ends_on
            for each in decision.clocks
            if self.books[each.source].kind == "statute"
        )

    def is_freight_of_another(self, reason: Reason, decision: Decision) -> bool:
        """Return whether somebody else than this clause says who pays the freight."""
        rule = self._rule(reason)
        share = self._freight(rule) if rule else 0
        return reason.says == FREIGHT and not (share and share == decision.payers["freight"].us)

    @staticmethod
    def _freight(rule: Rule) -> int:
        return (rule.pays and rule.pays.freight) or 0

    def _said(self, reason: Reason, language: str, whom: str) -> str:
        if reason.outcome == "fired":
            says = reason.says if self.share(reason) == WHOLE else f"{reason.says}_share"
            texts: Texts = getattr(SENTENCES[says], whom)
            return filled(texts[language], dict(self._values(reason, language)))
        values: dict[str, object] = {
            "why": _why(reason, language),
            "needs": in_words(list(reason.needs), language),
        }
        return filled(WORDS.frames[f"{reason.outcome}_{whom}"][language], values)

    def _values(self, reason: Reason, language: str) -> Iterator[tuple[str, object]]:
        rule = self._rule(reason)
        yield from ((name, in_words(value, language)) for name, value in reason.used.items())
        if rule:
            yield "within_days", rule.within_days
            yield "share", self._freight(rule) if reason.says == FREIGHT else self.share(reason)
            for condition in rule.conditions:
                yield f"limit_{condition.measure.name}", _limit(condition.limit, language)

    def _rule(self, reason: Reason) -> Rule | None:
        rules = self.books[reason.source].rules
        return next((rule for rule in rules if rule.code == reason.rule), None)


def _why(reason: Reason, language: str) -> str:
    failed = reason.failed
    if failed is None:
        return ""
    limit = _limit(failed.limit, language)
    exact = failed.operator in ("is", "has")
    values: dict[str, object] = {
        "value": in_words(failed.value, language),
        "limit": limit,
        "asked": limit if exact else f"{in_words(failed.operator, language)} {limit}",
    }
    return filled(WORDS.failed[failed.measure][language], values)


def _limit(limit: Value, language: str) -> str:
    return " / ".join(in_words(each, language) for each in str(limit).split("|"))


def spoken(facts: Facts, decision: Decision, library: Library) -> dict[str, Any]:
    """Return a decision as JSON, each reason with its sentences in all languages."""
    speaker = Speaker(facts, library)
    document: dict[str, Any] = as_json(decision)
    for reason, written in zip(decision.reasons, document["reasons"], strict=True):
        says = (speaker.title, speaker.staff, speaker.customer)
        for name, say in zip(TEXTS, says, strict=True):
            written[name] = {language: say(reason, language) for language in sorted(LANGUAGES)}
    return document


def schema_of_spoken() -> dict[str, Any]:
    """Return the JSON Schema of what `spoken` returns."""
    schema = schema_of(Decision)
    reason = schema["properties"]["reasons"]["items"]
    said = schema_of(dict[str, str]) | {"required": sorted(LANGUAGES)}
    reason["properties"] |= dict.fromkeys(TEXTS, said)
    reason["required"] += TEXTS
    return schema


def told_to_customer(
    facts: Facts, decision: Decision, library: Library, language: str
) -> tuple[list[str], list[str]]:
    """Return why, in sentences for the customer, and what they may claim; each said once."""
    speaker = Speaker(facts, library)
    told = [reason for reason in decision.reasons if _is_told(reason, decision)]
    reasons = dict.fromkeys(
        speaker.customer(reason, language)
        for reason in told
        if not (
            _outdone(reason, told, speaker)
            or _is_part_of_another(reason, told)
            or speaker.is_less_than_law(reason, decision)
            or speaker.is_freight_of_another(reason, decision)
        )
    )
    return [*reasons], [_claim(remedy, language) for remedy in decision.remedies]


def letter(facts: Facts, decision: Decision, library: Library, language: str) -> str:
    """Return what the customer is told: what they may claim, what it costs, and why."""
    parts, claims = told_to_customer(facts, decision, library, language)
    frames = WORDS.frames
    if not parts and not claims:
        return frames["no_fault"][language]
    if claims:
        frame = frames["may_claim" if len(claims) > 1 else "may_claim_this"][language]
        parts.append(frame + "\n" + "\n".join(f"- {each}" for each in claims))
    return "\n\n".join(parts)


def _outdone(reason: Reason, reasons: Sequence[Reason], speaker: Speaker) -> bool:
    """Return whether another contract or promise gives the same for longer, and no less of it."""
    ends_on = reason.used.get("ends_on")
    return isinstance(ends_on, date) and any(
        isinstance(end := each.used.get("ends_on"), date)
        and each.says == reason.says
        and end > ends_on
        and speaker.share(each) >= speaker.share(reason)
        for each in reasons
    )


def _is_part_of_another(reason: Reason, reasons: Sequence[Reason]) -> bool:
    """Return whether the same book gives all of it, and more, for the same facts."""
    return any(
        each.source == reason.source
        and each.used == reason.used
        and set(reason.grants) < set(each.grants)
        for each in reasons
    )


def _is_told(reason: Reason, decision: Decision) -> bool:
    if reason.outcome != "fired":
        return False
    if reason.says.startswith("excluded"):
        return MENDS.isdisjoint(each.kind for each in decision.remedies)
    if reason.says in TOLD_WHERE_NOTHING_IS_DUE:
        return decision.verdict != "covered"
    return bool(reason.grants) or reason.says in TOLD


def _claim(remedy: Remedy, language: str) -> str:
    name = in_words(remedy.kind, language)
    if remedy.amount is None:
        return name
    values = {"name": name, "amount": remedy.amount, "currency": remedy.currency}
    return filled(WORDS.frames["claim"][language], values)
