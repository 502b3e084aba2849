"""What a repair costs, who pays how much of it, and what was offered."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftercare.base.company.queries import Setting, register_setting, setting
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import price_on
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.queries.decisions import charges_minimum, letter_about
from aftercare.domain.repairs.models import (
    Acceptance,
    Finding,
    LaborRate,
    OrderQuestion,
    Quote,
    RepairPart,
    WorkOrder,
)
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.policies import CENT, quote_signed, signed_quote
from aftercare.domain.repairs.states import OrderStatus, PartStatus, Pays, QuoteStatus
from aftercare.domain.stock.models import Valuation
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

CURRENCY = register_setting(Setting("repairs.currency", "USD", _("Currency of quotes.")))
MARKUP = register_setting(
    Setting("repairs.parts_markup", 40, _("Percent by which parts cost more than they cost us."))
)
NOTHING = Decimal(0)


def labor_rates() -> QuerySet[LaborRate]:
    """Return what work costs: what holds for all first, then by action."""
    rates = LaborRate.objects.select_related("action")
    return rates.order_by(F("action__code").asc(nulls_first=True), "currency")


def decision_for(order: WorkOrder) -> StoredDecision | None:
    """
    Return the newest decision on coverage about a repair, or about its case.

    A kind that has its own payer is not decided.
    """
    if order.way.pays != Pays.DECIDED:
        return None
    subjects = [str(ref(order)), *([f"case:{order.case_id}"] if order.case_id else [])]
    return StoredDecision.objects.filter(subject__in=subjects).order_by("-pk").first()


def orders_decided_by(subject: str) -> list[WorkOrder]:
    """Return the work orders a decision on coverage about `subject` is about."""
    kind, _colon, key = subject.partition(":")
    if kind not in ("work_order", "case"):
        return []
    which = {"pk": int(key)} if kind == "work_order" else {"case": int(key)}
    orders = WorkOrder.objects.filter(**which).order_by("pk")
    return [each for each in orders if each.way.pays == Pays.DECIDED]


def is_covered(order: WorkOrder) -> bool | None:
    """Return whether a repair is covered; None if nobody has decided."""
    decision = decision_for(order)
    return decision.verdict == "covered" if decision else None


def customer_shares(decision: StoredDecision | None) -> dict[str, int]:
    """Return what percentage of each cost the customer pays by a decision."""
    if decision is None:
        return {}
    payers = json.loads(decision.text).get("payers") or {}
    return {cost: share["customer"] for cost, share in payers.items()}


def why_paid(order: WorkOrder, decision: StoredDecision | None, language: str) -> str:
    """Return why a customer pays what they pay, or nothing, in the words of the decision."""
    with override(language):
        if decision:
            return letter_about(decision, language)
        if order.way.pays == Pays.CUSTOMER:
            return str(_("A repair of your own old board is paid by you, at what you agreed to."))
        return ""


@dataclass(frozen=True)
class Proposal:
    """What could be quoted: by the tariff, what parts are worth, and the decision."""

    labor: Decimal
    parts: Decimal
    parts_words: str
    currency: str
    shares: dict[str, int]
    decision: StoredDecision | None


@dataclass(frozen=True)
class Material:
    """What the parts of a repair cost at least, and which they are."""

    amount: Decimal
    currency: str
    words: str


def material_for(order: WorkOrder, *, day: date) -> Material:
    """Return the least the parts of a repair cost, as human damage is charged."""
    currency = str(setting(CURRENCY.name))
    parts = _parts_of(order, order.findings.select_related("part").order_by("pk"))
    return Material(
        amount=_lowest_cost(parts, currency, day).quantize(CENT),
        currency=currency,
        words=_all_in_words(parts),
    )


def _lowest_cost(parts: Mapping[Item, Decimal], currency: str, day: date) -> Decimal:
    """Sum up what parts cost at least by our prices; without one, what they cost us."""
    prices = {part: price_on(part, PriceKind.MATERIAL, currency, day) for part in parts}
    unpriced = {part: much for part, much in parts.items() if prices[part] is None}
    priced = sum((each.amount * parts[part] for part, each in prices.items() if each), NOTHING)
    return priced + _worth_of(unpriced)


def _worth_of(parts: Mapping[Item, Decimal]) -> Decimal:
    """Sum up what parts cost us."""
    valued = Valuation.objects.filter(item__in=parts, quantity__gt=0)
    worth = {row.item_id: row.value / row.quantity for row in valued}
    return sum((worth.get(part.pk, NOTHING) * much for part, much in parts.items()), NOTHING)


def proposal_for(order: WorkOrder, *, day: date) -> Proposal:
    """Return what a repair would cost by our tariff; parts of human damage at their lowest cost."""
    decision = decision_for(order)
    currency = str(setting(CURRENCY.name))
    findings = list(order.findings.select_related("part", "action"))
    tariff = LaborRate.objects.filter(currency=currency).values_list("action", "amount")
    rates: dict[int | None, Decimal] = dict(tariff)
    actions = {each.action_id for each in findings if each.action_id}
    labor = sum((rates[key] for key in actions if key in rates), NOTHING)
    parts = _parts_of(order, findings)
    if charges_minimum(decision):
        cost = _lowest_cost(parts, currency, day)
    else:
        cost = _worth_of(parts) * (100 + int(setting(MARKUP.name))) / 100
    return Proposal(
        labor=labor or rates.get(None, NOTHING),
        parts=cost.quantize(CENT),
        parts_words=_all_in_words(parts),
        currency=currency,
        shares=customer_shares(decision),
        decision=decision,
    )


def _parts_of(order: WorkOrder, findings: Iterable[Finding]) -> Mapping[Item, Decimal]:
    """Return how many of which parts a repair needs; of what was only found faulty, one a place."""
    parts: dict[Item, Decimal] = {}
    needed = RepairPart.objects.filter(order=order).exclude(status=PartStatus.DROPPED)
    for each in needed.select_related("item").order_by("pk"):
        parts[each.item] = parts.get(each.item, NOTHING) + each.quantity
    said = set(parts)
    for found in findings:
        if found.part and found.part not in said:
            parts[found.part] = parts.get(found.part, NOTHING) + 1
    return parts


def _all_in_words(parts: Mapping[Item, Decimal]) -> str:
    return ", ".join(_in_words(part, much) for part, much in parts.items())


def _in_words(part: Item, much: Decimal) -> str:
    return part.code if much == 1 else f"{much.normalize():f} × {part.code}"


def quotes_of(order: WorkOrder) -> QuerySet[Quote]:
    """Return the quotes of a work order with their sums, the newest first."""
    quotes = Quote.objects.filter(order=order).prefetch_related("lines").order_by("-number")
    return quotes.annotate(total=Sum("lines__amount"), to_pay=Sum("lines__payable"))


def open_quote(order: WorkOrder) -> Quote | None:
    """Return the quote the customer has not answered."""
    return Quote.objects.filter(order=order, status=QuoteStatus.SENT).first()


def find_quote(token: str) -> Quote | None:
    """Return the quote a signed link was made for."""
    found = Quote.objects.select_related("order").filter(pk=quote_signed(token))
    return found.first()


def visible_questions(actor: Actor) -> QuerySet[OrderQuestion]:
    """Return what customers asked, the newest first, for who sees repairs."""
    questions = OrderQuestion.objects.select_related("order").order_by("-pk")
    return questions if actor.may(RepairPermission.VIEW) else questions.none()


def questions_of(order: WorkOrder) -> QuerySet[OrderQuestion]:
    """Return what the customer asked about a repair, the newest first."""
    return OrderQuestion.objects.filter(order=order).order_by("-pk")


def acceptance_of(order: WorkOrder) -> Acceptance | None:
    """Return how content the customer was."""
    return Acceptance.objects.filter(pk=order.pk).first()


def link_of_quote(quote: Quote) -> str:
    """Return what the address is made of by which a customer answers a quote."""
    return signed_quote(quote.pk)


def page_of_quote(quote: Quote) -> str:
    """Return the address at which a customer answers a quote; a test holds it to the portal."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/quote/{link_of_quote(quote)}"


def can_be_quoted(order: WorkOrder) -> bool:
    """Return whether a repair can be quoted now, for the first time or anew."""
    return order.status == OrderStatus.QUOTED or OrderStatus.QUOTED in order.way.moves[order.status]
