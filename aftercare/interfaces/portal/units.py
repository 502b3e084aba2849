"""A customer's units: each with its dates, its guarantee in plain words, what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aftercare.base.search.queries import in_any_script
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import cases_about
from aftercare.domain.cases.states import CaseStatus
from aftercare.domain.catalog.queries import visible_documents
from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import orders_about
from aftercare.domain.units.queries import (
    KnownDate,
    dates_of,
    sold_dates,
    units_alike,
    visible_registrations,
    visible_units,
)
from aftercare.domain.units.states import DateKind, RegistrationStatus
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.portal.track import STATES
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import page
from aftercare.kit import clock
from aftercare.kit.languages import nearest_language

PAGE = 20
CASES = 20


@require_safe
@for_customers
def units(request: ActorRequest) -> HttpResponse:
    """List the customer's units, the newest first; by serial or model if words are given."""
    words = request.GET.get("q", "").strip()[:80]
    found = visible_units(request.actor).order_by("-pk")
    if words:
        called, named = in_any_script(words), Cast("item__names", TextField())
        found = found.alias(names=named).filter(
            Q(item__name__iregex=called)
            | Q(names__iregex=called)
            | Q(item__code__iregex=called)
            | units_alike(words)
        )
    after = request.GET.get("after", "")
    rows = list((found.filter(pk__lt=int(after)) if after.isdecimal() else found)[: PAGE + 1])
    sold = sold_dates(rows[:PAGE])
    waiting = visible_registrations(request.actor).exclude(status=RegistrationStatus.ACCEPTED)
    context = {
        "tab": "units",
        "rows": [(each, sold.get(each.pk)) for each in rows[:PAGE]],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": not after.isdecimal(),
        "q": words,
        "waiting": [] if words or after else waiting[:PAGE],
    }
    return page(request, "portal/units.html#rows", context)


@dataclass(frozen=True)
class Happening:
    """One thing in the life of a unit, as its owner is told."""

    on: date
    text: str
    is_done: bool = True
    address: str = ""


@require_safe
@for_customers
def unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Show a unit: what is guaranteed until when, what happened, what there is to read."""
    found = get_object_or_404(visible_units(request.actor), pk=unit_id)
    dates, now = dates_of(found), localtime(clock.now())
    cases = list(cases_about(found, request.actor).exclude(status=CaseStatus.MERGED)[:CASES])
    language = nearest_language(get_language() or "en")
    registered = visible_registrations(request.actor).filter(unit=found)
    context = {
        "tab": "units",
        "unit": found,
        "dates": [(kind.label, known) for kind, known in dates.items()],
        "bought": dates.get(DateKind.SOLD) or dates.get(DateKind.INVOICED),
        "guarantee": guarantee_of(found, today=now.date(), language=language),
        "story": _story(dates, cases, list(orders_about(found, request.actor)[:CASES])),
        "receipt": registered.filter(proof__isnull=False).first(),
        "documents": visible_documents(request.actor).filter(item=found.item).defer("text"),
    }
    return render(request, "portal/unit.html", context)


def _story(
    dates: dict[DateKind, KnownDate], cases: list[Case], orders: list[WorkOrder]
) -> list[Happening]:
    said: list[Happening] = [Happening(known.on, str(kind.label)) for kind, known in dates.items()]
    for case in cases:
        page = reverse("portal:case", args=[case.code])
        said.append(Happening(_day(case.opened_at), case.subject, is_done=False, address=page))
        if case.status == CaseStatus.SOLVED and case.solved_at:
            text = _("Solved: %(subject)s") % {"subject": case.subject}
            said[-1] = Happening(_day(case.solved_at), text, address=page)
    for order in orders:
        if order.received_at:
            text = _("Repair: %(state)s") % {"state": STATES[order.status]}
            page = reverse("portal:track", args=[order.token])
            on = _day(order.closed_at or order.received_at)
            said.append(Happening(on, text, is_done=order.is_closed, address=page))
    return sorted(said, key=lambda each: each.on)


def _day(at: datetime) -> date:
    return localtime(at).date()


@require_safe
@for_customers
def receipt(request: ActorRequest, registration_id: int) -> HttpResponseBase:
    """Hand out the receipt with which somebody registered, to them and their colleagues."""
    proven: Any = visible_registrations(request.actor).filter(proof__isnull=False)
    registration = get_object_or_404(proven, pk=registration_id)
    return download(request, registration.proof, _("receipt"))
