"""The page of a repair, behind a link nobody can guess; and its quote, behind a signed one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone, override
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aftercare.domain.repairs.models import Photo, Quote, WorkOrder
from aftercare.domain.repairs.operations.quoting import (
    accept_quote,
    accept_repair,
    ask_about_repair,
    decline_quote,
)
from aftercare.domain.repairs.queries import (
    acceptance_of,
    changes_of,
    decision_for,
    find_order,
    find_quote,
    guaranteed_until,
    link_of_quote,
    moves_of,
    packs_of,
    photos_of,
    questions_of,
    quotes_of,
    why_paid,
)
from aftercare.domain.repairs.states import OrderStatus, PhotoOf, QuoteStatus
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.queries import parcels_about
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.interfaces.portal.coming_home import Home, home_of, tests_told
from aftercare.interfaces.portal.delivery import delivery_of, where_it_goes
from aftercare.interfaces.portal.limits import asks_too_often
from aftercare.interfaces.ui.downloads import download, download_thumbnail
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.ui.signing import AcceptForm
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref

SHOWN = (PhotoOf.RECEIPT, PhotoOf.FAULT, PhotoOf.DAMAGE, PhotoOf.WORK)
"""What of our photos the customer sees; a proof is for us."""
MOST_MOVES = 5
MOST_AN_HOUR = 20
"""Questions from one address; more come from a machine."""
STATES: dict[str, Any] = {
    OrderStatus.EXPECTED: _("We wait for your unit"),
    OrderStatus.RECEIVED: _("Your unit arrived with us"),
    OrderStatus.DIAGNOSED: _("We know what is wrong"),
    OrderStatus.QUOTED: _("We wait for your answer to our quote"),
    OrderStatus.APPROVED: _("The repair is agreed"),
    OrderStatus.WAITING: _("The repair waits"),
    OrderStatus.REPAIRING: _("Being repaired now"),
    OrderStatus.AWAY: _("A specialist is working on it"),
    OrderStatus.TESTING: _("Being tested"),
    OrderStatus.TESTED: _("It passed its tests"),
    OrderStatus.CLEANED: _("Ready for you"),
    OrderStatus.REFUSED: _("It will not be repaired"),
    OrderStatus.HANDED_OVER: _("You have it again"),
    OrderStatus.RETURNED: _("You have it again, as it was"),
    OrderStatus.EXCHANGED: _("You got another unit for it"),
    OrderStatus.SCRAPPED: _("It was scrapped"),
    OrderStatus.CANCELLED: _("It never arrived with us"),
}
WAY: tuple[tuple[Any, tuple[OrderStatus, ...]], ...] = (
    (pgettext_lazy("step of a repair", "Arrived"), (OrderStatus.EXPECTED, OrderStatus.RECEIVED)),
    (
        pgettext_lazy("step of a repair", "Looked at"),
        (OrderStatus.DIAGNOSED, OrderStatus.QUOTED, OrderStatus.REFUSED),
    ),
    (
        pgettext_lazy("step of a repair", "Repaired"),
        (OrderStatus.APPROVED, OrderStatus.WAITING, OrderStatus.REPAIRING, OrderStatus.AWAY),
    ),
    (pgettext_lazy("step of a repair", "Tested"), (OrderStatus.TESTING, OrderStatus.TESTED)),
    (pgettext_lazy("step of a repair", "Yours again"), (OrderStatus.CLEANED,)),
)


class AskForm(Form):
    """What the customer wants to know."""

    text = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


@dataclass(frozen=True)
class Happened:
    """One thing that happened to the unit, in the words of the customer, and what shows it."""

    text: Any
    at: datetime
    is_now: bool
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Coming:
    """One thing that comes next, on which day, as far as that is known."""

    text: Any
    on: date | None = None


def _order(token: str) -> WorkOrder:
    order = find_order(token)
    if order is None:
        raise Http404
    return order


def _quote(token: str) -> Quote:
    quote = find_quote(token)
    if quote is None:
        raise Http404
    return quote


@login_not_required
@never_cache
@require_safe
def track(request: HttpRequest, token: str) -> HttpResponse:
    """Show what happened to a unit, what comes next, when it is ready and what it costs."""
    return _page(request, _order(token), AskForm(), AcceptForm())


def _page(
    request: HttpRequest, order: WorkOrder, ask: AskForm, accept: AcceptForm, *, status: int = 200
) -> HttpResponse:
    with override(_zone_of(order)):
        return _drawn(request, order, ask, accept, status)


def _drawn(
    request: HttpRequest, order: WorkOrder, ask: AskForm, accept: AcceptForm, status: int
) -> HttpResponse:
    quotes = {each.status: each for each in reversed(list(quotes_of(order)))}
    asked = quotes.get(QuoteStatus.SENT)
    agreed = quotes.get(QuoteStatus.APPROVED)
    delivery = delivery_of(ref(order))
    home = home_of(order, delivery, at=clock.now())
    language = nearest_language(get_language() or "en")
    context = {
        "order": order,
        "name": order.item.name_in(language),
        "state": _("On its way to you") if home.is_on_its_way else STATES[order.status],
        "home": home,
        "tests": tests_told(order),
        "way": _way(order),
        "happened": _happened(order),
        "coming": _coming(order, home),
        "moves": moves_of(order)[:MOST_MOVES],
        "quote": agreed,
        "because": why_paid(order, agreed.decision if agreed else decision_for(order), language),
        "answer_link": asked and reverse("portal:quote", args=[link_of_quote(asked)]),
        "ask": ask,
        "questions": questions_of(order)[:10],
        "parcels": _parcels(order),
        "delivery": delivery,
        "goes": where_it_goes(delivery.said) if delivery.said else None,
        "accept": accept if order.status == OrderStatus.HANDED_OVER else None,
        "accepted": acceptance_of(order),
        "packs": packs_of(order),
        "guaranteed_until": guaranteed_until(order),
    }
    return page(request, "portal/track.html#now", context, status=status)


def _parcels(order: WorkOrder) -> QuerySet[Parcel]:
    """Return the parcels of a repair that have a label, the newest first."""
    unsent = (ParcelStatus.DRAFT, ParcelStatus.CANCELLED)
    return parcels_about(ref(order)).exclude(status__in=unsent)[:5]


def _zone_of(order: WorkOrder) -> tzinfo:
    """Return the time zone of the customer, who need not sign in for us to know it."""
    return ZoneInfo(order.account.time_zone) if order.account else get_current_timezone()


def _here(order: WorkOrder) -> int:
    """Return which step of the way a repair is at; behind the last, if it is over."""
    return next((at for at, (_l, each) in enumerate(WAY) if order.status in each), len(WAY))


def _way(order: WorkOrder) -> list[tuple[Any, str]]:
    here = _here(order)
    states = ["done" if at < here else "now" if at == here else "" for at in range(len(WAY))]
    return [(label, state) for (label, _s), state in zip(WAY, states, strict=True)]


def _happened(order: WorkOrder) -> list[Happened]:
    changes = [each for each in changes_of(order) if each.status != OrderStatus.EXPECTED]
    photos = list(photos_of(order).filter(of__in=SHOWN))
    ends = [each.at for each in changes[1:]]
    return [
        Happened(
            STATES[change.status],
            change.at,
            change is changes[-1],
            [
                each
                for each in photos
                if change.at <= each.at and (until is None or each.at < until)
            ],
        )
        for change, until in zip_longest(changes, ends)
    ]


def _coming(order: WorkOrder, home: Home) -> list[Coming]:
    """Return what comes next, as far as it is known."""
    if order.is_closed or order.status == OrderStatus.REFUSED:
        return []
    here = _here(order)
    ahead = [Coming(label) for label, _s in WAY[here + 1 : -1]]
    if home.is_fetched:
        return [*ahead, Coming(_("You collect it"), home.on)]
    sent = [] if home.is_on_its_way else [Coming(_("On its way to you"), home.ready_on)]
    return [*ahead, *sent, Coming(_("With you again"), home.on)]


@login_not_required
@require_POST
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Take in a question of the customer."""
    order = _order(token)
    form = AskForm(request.POST)
    if asks_too_often(request, "ask", most=MOST_AN_HOUR):
        form.add_error(None, _now("Too many messages came from your network. Try again later."))
    if not form.is_valid():
        return _page(request, order, form, AcceptForm(), status=422)
    ask_about_repair(order, text=form.cleaned_data["text"], actor=SYSTEM, at=clock.now())
    toast(request, _now("Your question has arrived. The answer appears on this page."))
    return redirect("portal:track", token=token)


@login_not_required
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take in that the customer is content, signed with their name."""
    order = _order(token)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, order, AskForm(), form, status=422)
    accept_repair(order, **form.cleaned_data, actor=SYSTEM, at=clock.now())
    toast(request, _now("Thank you."))
    return redirect("portal:track", token=token)


@login_not_required
@never_cache
@require_safe
def pack(request: HttpRequest, token: str, version: int) -> HttpResponseBase:
    """Hand out the papers of a repair."""
    found = get_object_or_404(packs_of(_order(token)), version=version)
    return download(request, found.file, found.name)


@login_not_required
@never_cache
@require_safe
def photo(request: HttpRequest, token: str, photo_id: int) -> HttpResponseBase:
    """Show a photo of a unit, small; as it is, if that is asked for."""
    found = get_object_or_404(photos_of(_order(token)).filter(of__in=SHOWN), pk=photo_id)
    if "whole" in request.GET:
        return download(request, found.file, found.name)
    return download_thumbnail(request, found.file)


@login_not_required
@never_cache
@require_safe
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a repair costs and when it would be ready, to say yes or no."""
    found = _quote(token)
    shown = quotes_of(found.order).get(pk=found.pk)
    order = found.order
    context = {
        "order": order,
        "quote": shown,
        "token": token,
        "name": order.item.name_in(nearest_language(get_language() or "en")),
        "is_open": shown.status == QuoteStatus.SENT,
        "because": why_paid(order, found.decision, nearest_language(get_language() or "en")),
    }
    return render(request, "portal/quote.html", context)


@login_not_required
@require_POST
def quote_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes to a quote."""
    found = _quote(token)
    accept_quote(found, actor=SYSTEM, at=clock.now())
    toast(request, _now("Thank you. We begin with the repair."))
    return redirect("portal:track", token=found.order.token)


@login_not_required
@require_POST
def quote_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say no to a quote."""
    found = _quote(token)
    why = request.POST.get("why", "")[:300]
    decline_quote(found, why=why, actor=SYSTEM, at=clock.now())
    toast(request, _now("We do not repair it, and give it back to you as it is."))
    return redirect("portal:track", token=found.order.token)
