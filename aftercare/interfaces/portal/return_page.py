"""The page of a return, behind a link nobody can guess: how it stands, and how to send it."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aftercare.base.promises.queries import open_promise
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.queries import (
    changes_of_return,
    find_return,
    instruction_for,
    lines_of,
    parcel_awaited,
    parcels_of,
)
from aftercare.domain.returns.queries.papers import instruction_paper, steps_for
from aftercare.domain.returns.states import ReturnPromise, RmaStatus
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.interfaces.portal.delivery import delivery_of, where_it_goes
from aftercare.interfaces.portal.returns import MOST_PARCELS, SENDABLE, TOLD
from aftercare.interfaces.ui.downloads import download
from aftercare.kit import clock
from aftercare.kit.languages import nearest_language
from aftercare.kit.paper.codes import CodeKind, draw
from aftercare.kit.refs import ref

WAY = (
    RmaStatus.REQUESTED,
    RmaStatus.APPROVED,
    RmaStatus.RECEIVED,
    RmaStatus.DECIDED,
    RmaStatus.CLOSED,
)


def _sendable(token: str) -> Rma:
    rma = find_return(token)
    if rma is None or rma.status not in SENDABLE:
        raise Http404
    return rma


def _way(rma: Rma) -> list[tuple[Any, str]]:
    """Return the usual way of a return and what of it is behind; nothing off that way."""
    if rma.status not in WAY:
        return []
    here = WAY.index(RmaStatus(rma.status))
    last = len(WAY) - 1
    states = ["done" if at < here or here == last else "" for at in range(len(WAY))]
    if here != last:
        states[here] = "now"
    return [(each.label, state) for each, state in zip(WAY, states, strict=True)]


def _decided_by(rma: Rma) -> date | None:
    """Return by when the customer hears from us, if that is promised and not late."""
    owed = open_promise(ref(rma), ReturnPromise.DECISION) or open_promise(
        ref(rma), ReturnPromise.ANSWER
    )
    is_told = owed and owed.paused_at is None and owed.due_at > clock.now()
    return localdate(owed.due_at) if owed and is_told else None


@login_not_required
@never_cache
@require_safe
def instruction(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a return stands from beginning to end, and how to send what may be sent."""
    rma = find_return(token)
    if rma is None:
        raise Http404
    told = instruction_for(rma) if rma.status in SENDABLE else None
    delivery = delivery_of(ref(rma))
    context = {
        "rma": rma,
        "said": TOLD[RmaStatus(rma.status)],
        "told": told,
        "steps": steps_for(told) if told else (),
        "way": _way(rma),
        "decided_by": _decided_by(rma),
        "changes": changes_of_return(rma),
        "lines": lines_of(rma),
        "parcel": parcel_awaited(rma),
        "parcels": parcels_of(rma).exclude(status=ParcelStatus.DRAFT)[:MOST_PARCELS],
        "delivery": delivery,
        "goes": where_it_goes(delivery.said) if delivery.said else None,
        "language": nearest_language(get_language() or "en"),
    }
    return render(request, "portal/return_instruction.html", context)


@login_not_required
@never_cache
@require_safe
def instruction_code(request: HttpRequest, token: str) -> HttpResponse:
    """Draw the number of a return as a bar code."""
    drawn = draw(CodeKind.CODE_128, _sendable(token).code)
    return HttpResponse(drawn.svg, content_type="image/svg+xml")


@login_not_required
@never_cache
@require_safe
def instruction_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the instruction with a label for the parcel, to be printed."""
    rma = _sendable(token)
    paper = instruction_paper(rma, language=get_language() or "en", at=clock.now())
    answer = HttpResponse(paper, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{rma.code}.pdf"'
    return answer


@login_not_required
@never_cache
@require_safe
def parcel_label(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the label we bought for the parcel."""
    parcel = parcel_awaited(_sendable(token))
    if parcel is None or parcel.label is None:
        raise Http404
    return download(request, parcel.label, f"{parcel.code}-label")
