"""The customer gets the page of a repair by the channel of its case: by a rule, or by a person."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps.telling import News, tell_by_hand, tell_by_rule, tell_or_draft
from aftercare.domain.conversations.models import Message
from aftercare.domain.repairs.events import LinkSent
from aftercare.domain.repairs.models import Quote, WorkOrder
from aftercare.domain.repairs.queries import open_quote, page_of_quote, page_of_repair
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.steps import announce_order
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NoCaseToTellIn(Refused):
    """A link is sent by the channel of the case a repair belongs to."""


@transaction.atomic
def tell_of_repair(order: WorkOrder, occasion: Occasion, *, actor: Actor, at: datetime) -> None:
    """Tell by the rule, once, that a unit has arrived, or is ready: once more after rework."""
    actor.must(CasePermission.REPLY)
    about = f"{ref(order)} {order.reworks}"
    _announce_by_rule(order, _news(order, occasion, about), actor, at)


@transaction.atomic
def tell_of_new_day(
    order: WorkOrder, *, due_on: date, reason: str, actor: Actor, at: datetime
) -> None:
    """Tell of another day and why, by the rule; else prepare the words for a person to send."""
    actor.must(CasePermission.REPLY)
    if order.case is None:
        return
    with override(nearest_language(order.case.language)):
        day = date_format(due_on, "DATE_FORMAT")
    about = f"{ref(order)} {due_on:%y%m%d}"
    news = News(
        Occasion.POSTPONED,
        about,
        order.code,
        page_of_repair(order),
        facts={"day": day, "reason": reason},
    )
    if message := tell_or_draft(order.case, news, at=at):
        _announce(order, news, message, actor, at)


@transaction.atomic
def tell_of_quote(quote: Quote, *, actor: Actor, at: datetime) -> None:
    """Tell by the rule, once, what a repair costs."""
    actor.must(CasePermission.REPLY)
    _announce_by_rule(quote.order, _news_of_quote(quote), actor, at)


@transaction.atomic
def send_link(order: WorkOrder, *, actor: Actor, at: datetime) -> Message:
    """
    Send the customer what fits: the open quote, that it is ready, or where to follow it.

    Raises `NoCaseToTellIn`, `NoWayToAnswer`.
    """
    actor.must(CasePermission.REPLY)
    if order.case is None:
        raise NoCaseToTellIn(
            _("%(order)s belongs to no case. Give the customer the code on the label.")
            % {"order": order}
        )
    quote = open_quote(order)
    is_ready = order.status == OrderStatus.CLEANED
    occasion = Occasion.READY if is_ready else Occasion.ARRIVED
    news = _news_of_quote(quote) if quote else _news(order, occasion, str(ref(order)))
    message = tell_by_hand(order.case, news, actor=actor, at=at)
    _announce(order, news, message, actor, at)
    return message


def _news(order: WorkOrder, occasion: Occasion, about: str) -> News:
    return News(occasion, about, order.code, page_of_repair(order))


def _news_of_quote(quote: Quote) -> News:
    return News(Occasion.QUOTE, str(ref(quote)), quote.order.code, page_of_quote(quote))


def _announce_by_rule(order: WorkOrder, news: News, actor: Actor, at: datetime) -> None:
    message = tell_by_rule(order.case, news, at=at) if order.case else None
    if message:
        _announce(order, news, message, actor, at)


def _announce(order: WorkOrder, news: News, message: Message, actor: Actor, at: datetime) -> None:
    said = {"occasion": news.occasion, "message_id": message.pk}
    announce_order(LinkSent, order, **said, actor=actor, at=at)
