"""The list of sessions: to come, past, of whom; and key accounts with which none is planned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.guidance.models import GuidanceSession, SessionHolder
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import (
    coming_sessions,
    key_accounts_without_session,
    sessions_without_notes,
    visible_sessions,
)
from aftercare.domain.guidance.states import SessionStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.guidance.forms import SessionFilterForm
from aftercare.interfaces.workspace.guidance.shown import listed, with_people
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40
MOST_IDLE = 12


@require_GET
def sessions(request: ActorRequest) -> HttpResponse:
    """Show the sessions that answer what is asked, and key accounts with which none is planned."""
    request.actor.must(GuidancePermission.VIEW)
    form, at = SessionFilterForm(request.GET), clock.now()
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    found = _behind(filtered_sessions(request.actor, wanted, at), after)
    rows = list(with_people(found)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "sessions": listed(shown),
        "after": f"{shown[-1].starts_at.isoformat()}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "is_filtered": any(wanted.values()),
        "idle": key_accounts_without_session(request.actor, at=at)[: MOST_IDLE + 1],
        "most_idle": MOST_IDLE,
        "open": sessions_without_notes(request.actor, at=at).count(),
        "may_plan": request.actor.may(GuidancePermission.PLAN),
        "at": at,
    }
    return page(request, "workspace/guidance/list.html#rows", context)


def filtered_sessions(
    actor: Actor, wanted: Mapping[str, Any], at: datetime
) -> QuerySet[GuidanceSession]:
    """Return the sessions that answer a filter, in the order of the list."""
    rows = _shown(actor, wanted.get("show", ""), at)
    if who := wanted.get("who"):
        user = actor.id if who == "me" else int(who)
        rows = rows.filter(pk__in=SessionHolder.objects.filter(user=user).values("session"))
    if text := wanted.get("q", "").strip():
        named = Q(code__iexact=text) | Q(case__code__iexact=text) | Q(subject__icontains=text)
        rows = rows.filter(named | Q(account__name__icontains=text) | Q(account__code__iexact=text))
    return rows


def _shown(actor: Actor, show: str, at: datetime) -> QuerySet[GuidanceSession]:
    if show == "past":
        past = Q(ends_at__lte=at) | ~Q(status=SessionStatus.PLANNED)
        return visible_sessions(actor).filter(past).order_by("-starts_at", "-pk")
    if show == "open":
        return sessions_without_notes(actor, at=at)
    if show == "untold":
        planned = Q(status=SessionStatus.PLANNED, ends_at__gt=at)
        off = Q(status=SessionStatus.CALLED_OFF, told_sequence__isnull=False)
        untold = Q(told_sequence=None) | ~Q(told_sequence=F("sequence"))
        rows = visible_sessions(actor).filter(planned | off).filter(untold)
        return rows.order_by("starts_at", "pk")
    return coming_sessions(actor, at=at)


def _behind(rows: QuerySet[GuidanceSession], after: str) -> QuerySet[GuidanceSession]:
    moment, _line, key = after.rpartition("_")
    try:
        starts_at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return rows
    if rows.query.order_by[0] == "starts_at":
        return rows.filter(Q(starts_at__gt=starts_at) | Q(pk__gt=number), starts_at__gte=starts_at)
    return rows.filter(Q(starts_at__lt=starts_at) | Q(pk__lt=number), starts_at__lte=starts_at)
