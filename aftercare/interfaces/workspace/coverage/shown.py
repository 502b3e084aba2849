"""A decision as the screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.base.search.queries import ref_of
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.queries.decisions import Changed, ReadDecision, read_decision
from aftercare.domain.coverage.queries.rulebooks import said, said_article
from aftercare.interfaces.workspace.addresses import Known, known_as
from aftercare.interfaces.workspace.texts import VERDICTS
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

TONES = {"covered": "green", "paid": "orange", "nothing": "secondary"}
ICONS = {
    "repair": "tool",
    "new_part": "cpu",
    "exchange": "arrows-exchange",
    "advance_replacement": "truck-delivery",
    "refund": "cash",
    "refund_less_use": "cash-minus",
    "price_reduction": "discount",
    "return_without_reason": "arrow-back-up",
    "loan_unit": "device-mobile",
    "free_spares": "package",
    "compensation": "coins",
    "own_repair": "home",
    "paid_repair": "receipt",
}
CHARGES = {"minimum_material": _("material at lowest cost"), "quote": _("by a quote")}


@dataclass(frozen=True)
class ShownRemedy:
    """A remedy with its name and price."""

    name: str
    icon: str
    amount: Decimal | None
    currency: str
    depreciation: Decimal | None
    days_used: int | None
    within_days: int | None
    charge: Any
    asked: bool


@dataclass(frozen=True)
class ShownClock:
    """A period in words."""

    name: str
    source: str
    article: str
    event: str
    clock: Any


@dataclass(frozen=True)
class ShownDecision:
    """All the screen shows of a decision."""

    read: ReadDecision
    verdict: Any
    tone: str
    remedies: list[ShownRemedy]
    payers: list[tuple[str, int, int]]
    clocks: list[ShownClock]


def language_now() -> str:
    """Return the language of the reader, as sentences are kept."""
    return nearest_language(get_language() or "en")


def shown_decision(stored: StoredDecision) -> ShownDecision:
    """Return a decision in the language of the reader."""
    language = language_now()
    read = read_decision(stored, language)
    decision = read.decision
    titles = {each.source: each.title for each in read.reasons}
    return ShownDecision(
        read=read,
        verdict=VERDICTS[decision.verdict],
        tone=TONES[decision.verdict],
        remedies=[
            ShownRemedy(
                name=said(each.kind, language),
                icon=ICONS[each.kind],
                amount=each.amount,
                currency=each.currency or "",
                depreciation=each.depreciation,
                days_used=each.days_used,
                within_days=each.within_days,
                charge=CHARGES.get(each.charge or ""),
                asked=each.kind == decision.asked,
            )
            for each in decision.remedies
        ],
        payers=[
            (said(cost, language), share.us, share.customer)
            for cost, share in decision.payers.items()
        ],
        clocks=[
            ShownClock(
                name=said(list(each.parts) or each.of, language),
                source=titles.get(each.source, each.source),
                article=said_article(each.article, language),
                event=said(each.event, language),
                clock=each,
            )
            for each in decision.clocks
        ],
    )


@dataclass(frozen=True)
class ShownChange:
    """A decision that would be another: what it is about, where it stands, then and now."""

    name: str
    url: str
    at: datetime
    now: str
    then: str
    missing: tuple[str, ...]


def shown_changes(changed: Sequence[Changed], actor: Actor) -> list[ShownChange]:
    """Return decisions that would be others, under the names people know."""
    known = known_as({each.stored.subject for each in changed}, actor)
    nobody = Known("–", "")
    return [
        ShownChange(
            name=known.get(each.stored.subject, nobody).name,
            url=_page_of(each.stored, known.get(each.stored.subject, nobody)),
            at=each.stored.at,
            now=gist(each.now),
            then=gist(each.then) if each.then else "",
            missing=each.missing,
        )
        for each in changed
    ]


def _page_of(stored: StoredDecision, about: Known) -> str:
    subject = ref_of(stored.subject)
    if about.url and subject.kind == "case":
        return reverse("workspace:case-decision", args=[about.name, stored.pk])
    if about.url and subject.kind == "unit":
        return reverse("workspace:unit-decision", args=[subject.id, stored.pk])
    return about.url


def gist(decision: Any) -> str:
    """Return remedies and payers of a decision in one line."""
    language = language_now()
    kinds = ", ".join(_with_amount(each, language) for each in decision.remedies) or "–"
    shares = ", ".join(
        f"{said(cost, language)} {share.us} %" for cost, share in decision.payers.items()
    )
    return f"{kinds} ({shares})"


def _with_amount(remedy: Any, language: str) -> str:
    name = said(remedy.kind, language)
    return f"{name} {remedy.amount} {remedy.currency}" if remedy.amount is not None else name
