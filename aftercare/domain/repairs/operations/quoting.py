"""What a repair costs is told to the customer, who accepts, declines or asks."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.journal.steps import announce
from aftercare.base.promises.steps import keep_if_open
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.repairs.events import (
    CustomerAsked,
    LaborRateChanged,
    QuestionAnswered,
    QuoteAnswered,
    QuoteMade,
    RepairAccepted,
)
from aftercare.domain.repairs.models import (
    Acceptance,
    LaborRate,
    OrderQuestion,
    Quote,
    QuoteLine,
    WorkOrder,
)
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.policies import payable, tidy_strokes
from aftercare.domain.repairs.queries import (
    CURRENCY,
    customer_shares,
    decision_for,
    is_covered,
    open_quote,
)
from aftercare.domain.repairs.states import (
    OrderStatus,
    Priced,
    QuoteStatus,
    RepairPromise,
    SolvedBy,
)
from aftercare.domain.repairs.steps import (
    advance,
    announce_order,
    hold_order,
    note_on_order,
    promise_quoted_day,
    settle_quote,
    tell_who_repairs,
)
from aftercare.domain.repairs.steps.losing import note_lost_demand
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NothingQuoted(Refused):
    """A quote names what is paid for, and a day that lies ahead."""


class QuoteIsSettled(Refused):
    """The quote was answered already, or another one has taken its place."""


class SaySomething(Refused):
    """A question or an answer has words."""


class NotHandedOver(Refused):
    """The customer accepts what they have in their hands."""


@transaction.atomic
def make_quote(
    order: WorkOrder,
    *,
    lines: Sequence[Priced],
    ready_on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Quote:
    """
    Offer a repair at a price, for a day; one that is open is replaced by it.

    What the customer pays of each cost follows from the decision on coverage. Raises
    `NothingQuoted`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.QUOTE)
    order = hold_order(order)
    if not lines or any(each.amount < 0 for each in lines) or ready_on < at.date():
        raise NothingQuoted(_("Name at least one cost, and a day that lies ahead."))
    if before := open_quote(order):
        settle_quote(before, QuoteStatus.REPLACED, actor=actor, at=at)
    else:
        advance(order, OrderStatus.QUOTED, actor=actor, at=at)
    quote = Quote(order=order, ready_on=ready_on, note=note.strip(), by=str(actor.ref), sent_at=at)
    to_pay = _keep(quote, lines)
    keep_if_open(ref(order), RepairPromise.QUOTE, actor=actor, at=at)
    told = {"number": quote.number, "payable": str(to_pay), "currency": quote.currency}
    announce_order(QuoteMade, order, **told, actor=actor, at=at)
    return quote


def _keep(quote: Quote, lines: Sequence[Priced]) -> Decimal:
    quote.number = Quote.objects.filter(order=quote.order).count() + 1
    quote.currency = setting(CURRENCY.name)
    quote.decision = decision_for(quote.order)
    quote.save()
    shares = customer_shares(quote.decision)
    rows = [
        QuoteLine(
            quote=quote,
            cost=each.cost,
            words=each.words.strip()[:200],
            amount=each.amount,
            payable=payable(each.amount, each.cost, shares),
        )
        for each in lines
    ]
    QuoteLine.objects.bulk_create(rows)
    return sum((row.payable for row in rows), Decimal(0))


@transaction.atomic
def accept_quote(quote: Quote, *, actor: Actor, at: datetime) -> None:
    """
    Accept a quote, as the customer does by their link: the repair may begin.

    The day that was quoted is promised. Raises `QuoteIsSettled`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.QUOTE)
    order = hold_order(quote.order)
    _settle(quote, QuoteStatus.APPROVED, "", actor, at)
    advance(order, OrderStatus.APPROVED, actor=actor, at=at)
    note_on_order(order, in_guarantee=is_covered(order))
    promise_quoted_day(order, quote, actor=actor, at=at)
    tell_who_repairs(order, "quote_answered", at=at)
    announce_order(QuoteAnswered, order, accepted=True, actor=actor, at=at)


@transaction.atomic
def decline_quote(quote: Quote, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Decline a quote, as the customer does by their link: the unit goes back as it is.

    Raises `QuoteIsSettled`, `IllegalMove`, `StaleRow`.
    """
    actor.must(RepairPermission.QUOTE)
    order = hold_order(quote.order)
    _settle(quote, QuoteStatus.DECLINED, why, actor, at)
    note_lost_demand(order, SolvedBy.RETURN, at=at)
    advance(order, OrderStatus.REFUSED, why=why, actor=actor, at=at)
    tell_who_repairs(order, "quote_answered", at=at)
    announce_order(QuoteAnswered, order, accepted=False, actor=actor, at=at)


def _settle(quote: Quote, status: QuoteStatus, why: str, actor: Actor, at: datetime) -> None:
    if not settle_quote(quote, status, why=why, actor=actor, at=at):
        raise QuoteIsSettled(
            _("This quote was answered already, or there is a newer one. Look at the page again.")
        )


@transaction.atomic
def ask_about_repair(order: WorkOrder, *, text: str, actor: Actor, at: datetime) -> OrderQuestion:
    """Ask something about a repair, as the customer does on its page. Raises `SaySomething`."""
    actor.must(RepairPermission.QUOTE)
    if not text.strip():
        raise SaySomething(_("Write what you want to know."))
    question = OrderQuestion.objects.create(order=order, text=text.strip()[:2000], asked_at=at)
    tell_who_repairs(order, "customer_asked", at=at)
    announce_order(CustomerAsked, order, actor=actor, at=at)
    return question


@transaction.atomic
def answer_question(question: OrderQuestion, *, answer: str, actor: Actor, at: datetime) -> None:
    """Answer what a customer asked; they read it on the page. Raises `SaySomething`."""
    actor.must(RepairPermission.QUOTE)
    if not answer.strip():
        raise SaySomething(_("Write an answer."))
    OrderQuestion.objects.filter(pk=question.pk).update(
        answer=answer.strip()[:2000], answered_by=str(actor.ref), answered_at=at
    )
    announce_order(QuestionAnswered, question.order, actor=actor, at=at)


@transaction.atomic
def accept_repair(
    order: WorkOrder,
    *,
    name: str,
    stars: int,
    words: str = "",
    strokes: object = (),
    actor: Actor,
    at: datetime,
) -> Acceptance:
    """
    Accept a repair with a name, one to five stars, and what was drawn as a signature.

    Said again, the last counts. The papers are made anew with it.

    Raises `NotHandedOver`, `SaySomething`.
    """
    actor.must(RepairPermission.HAND_OVER)
    order = hold_order(order)
    if order.status != OrderStatus.HANDED_OVER:
        raise NotHandedOver(_("The unit has not been handed over yet."))
    if not name.strip():
        raise SaySomething(_("Sign with your name."))
    given = {"name": name.strip()[:120], "stars": stars, "words": words.strip(), "at": at}
    given["strokes"] = tidy_strokes(strokes)
    accepted, _new = Acceptance.objects.update_or_create(order=order, defaults=given)
    announce_order(RepairAccepted, order, stars=stars, actor=actor, at=at)
    return accepted


@transaction.atomic
def set_labor_rate(
    action: FaultCode | None, *, amount: Decimal, currency: str, actor: Actor, at: datetime
) -> LaborRate:
    """Say what the work of an action costs, or all that has no rate of its own."""
    actor.must(RepairPermission.SET_UP)
    rate, _new = LaborRate.objects.update_or_create(
        action=action, currency=currency, defaults={"amount": amount}
    )
    announce(LaborRateChanged(), actor=actor, at=at)
    return rate
