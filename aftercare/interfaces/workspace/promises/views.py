"""What is owed to customers, and who has how much to do."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aftercare.base.people.models import Absence, TeamMember, User
from aftercare.base.people.queries import (
    users_by_id,
    visible_absences,
    visible_teams,
    visible_users,
)
from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import kept_rates, visible_promises
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import open_cases_of, visible_cases
from aftercare.domain.cases.states import CasePromise
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.queries import visible_sessions
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.queries import visible_returns
from aftercare.domain.stock.models import CoreDebt
from aftercare.domain.stock.queries import visible_core_debts
from aftercare.domain.supply.models import PurchaseOrder
from aftercare.domain.supply.queries import visible_purchases
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.navigation import MOST_SHOWN
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.cases.shown import promise_label, state_of
from aftercare.interfaces.workspace.guidance.shown import with_people
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
DATED = {CasePromise.SOLUTION_OR_DATE, CasePromise.COMMITTED_DATE}
"""Promises in whose place a date can be promised."""
TABS = {
    "next": _("Due next"),
    "slipping": _("Slipping"),
    "broken": _("Overdue"),
    "paused": _("Paused"),
}


@require_GET
def board(request: ActorRequest) -> HttpResponse:
    """Show what is owed, by whom, and how much of what was owed in thirty days was kept."""
    at = clock.now()
    tab = request.GET.get("tab", "next")
    tab = tab if tab in TABS else "next"
    who = request.GET.get("who", "")
    promises = answered_for_by(who, request.actor, visible_promises(request.actor))
    rows = list(_from_place(owed(promises, tab, at), request.GET.get("after", ""))[: PAGE + 1])
    context = {
        "rows": with_cases(request, rows[:PAGE], at),
        "after": f"{rows[PAGE - 1].due_at.isoformat()}_{rows[PAGE - 1].pk}" if rows[PAGE:] else "",
        "tab": tab,
        "tabs": [
            (key, label, owed(promises, key, at).order_by()[: MOST_SHOWN + 1].count())
            for key, label in TABS.items()
        ],
        "who": who,
        "teams": visible_teams(request.actor),
        "people": visible_users(request.actor).filter(is_active=True, kind="user"),
        "may_promise": request.actor.may(CasePermission.SOLVE),
        "rates": [_rate(each) for each in kept_rates(promises, at - MONTH)],
    }
    return page(request, "workspace/promises/board.html", context)


def answered_for_by(who: str, actor: Actor, promises: QuerySet[Promise]) -> QuerySet[Promise]:
    """Return the promises somebody, or a team with its members, answers for."""
    if who == "me":
        return promises.filter(owner=str(actor.ref))
    kind, _colon, number = who.partition(":")
    if kind == "team" and number.isdecimal():
        members = TeamMember.objects.filter(team=int(number)).values_list("user", flat=True)
        return promises.filter(owner__in=[who, *(f"user:{user}" for user in members)])
    return promises.filter(owner=who) if kind == "user" else promises


def owed(promises: QuerySet[Promise], tab: str, at: datetime) -> QuerySet[Promise]:
    """Return the promises of a tab that are still owed."""
    open_ones = promises.filter(kept_at=None, withdrawn_at=None)
    if tab == "slipping":
        return open_ones.filter(paused_at=None, warn_at__lte=at, due_at__gte=at)
    if tab == "broken":
        return open_ones.filter(paused_at=None, due_at__lt=at)
    if tab == "paused":
        return open_ones.filter(paused_at__isnull=False)
    return open_ones.filter(paused_at=None, due_at__gte=at)


def _from_place(rows: QuerySet[Promise], after: str) -> QuerySet[Promise]:
    moment, _line, key = after.rpartition("_")
    try:
        due_at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return rows
    later = rows.filter(Q(due_at__gt=due_at) | Q(pk__gt=number), due_at__gte=due_at)
    return later.order_by("due_at", "pk")


def with_cases(
    request: ActorRequest, promises: list[Promise], at: datetime
) -> list[dict[str, Any]]:
    """Return promises with the cases they are owed in, as far as the reader may see those."""
    ids = {int(each.subject.partition(":")[2]) for each in promises if each.subject[:5] == "case:"}
    found = visible_cases(request.actor).filter(pk__in=ids).select_related("contact", "assignee")
    cases = {f"case:{case.pk}": case for case in found}
    orders = _orders(promises, request.actor)
    returns = _returns(promises, request.actor)
    purchases = _purchases(promises, request.actor)
    cores = _cores(promises, request.actor)
    sessions = _sessions(promises, request.actor)
    return [
        {
            "promise": each,
            "case": cases.get(each.subject),
            "order": orders.get(each.subject),
            "rma": returns.get(each.subject),
            "purchase": purchases.get(each.subject),
            "core": cores.get(each.subject),
            "session": sessions.get(each.subject),
            "label": promise_label(each.kind),
            "state": state_of(each, at),
            "has_date": each.kind in DATED,
        }
        for each in promises
    ]


def _orders(promises: list[Promise], actor: Actor) -> dict[str, WorkOrder]:
    named = [each.subject.partition(":") for each in promises]
    ids = [int(number) for kind, _colon, number in named if kind == "work_order"]
    found = visible_work_orders(actor).filter(pk__in=ids)
    return {f"work_order:{order.pk}": order for order in found}


def _returns(promises: list[Promise], actor: Actor) -> dict[str, Rma]:
    named = [each.subject.partition(":") for each in promises]
    ids = [int(number) for kind, _colon, number in named if kind == "rma"]
    found = visible_returns(actor).filter(pk__in=ids) if ids else []
    return {f"rma:{rma.pk}": rma for rma in found}


def _purchases(promises: list[Promise], actor: Actor) -> dict[str, PurchaseOrder]:
    named = [each.subject.partition(":") for each in promises]
    ids = [int(number) for kind, _colon, number in named if kind == "purchase_order"]
    found = visible_purchases(actor).filter(pk__in=ids) if ids else []
    return {f"purchase_order:{order.pk}": order for order in found}


def _cores(promises: list[Promise], actor: Actor) -> dict[str, CoreDebt]:
    named = [each.subject.partition(":") for each in promises]
    ids = [int(number) for kind, _colon, number in named if kind == "core_debt"]
    found = visible_core_debts(actor).filter(pk__in=ids) if ids else []
    return {f"core_debt:{debt.pk}": debt for debt in found}


def _sessions(promises: list[Promise], actor: Actor) -> dict[str, GuidanceSession]:
    named = [each.subject.partition(":") for each in promises]
    ids = [int(number) for kind, _colon, number in named if kind == "guidance_session"]
    found = with_people(visible_sessions(actor).filter(pk__in=ids)) if ids else []
    return {f"guidance_session:{session.pk}": session for session in found}


def _rate(row: Any) -> dict[str, Any]:
    return {
        "label": promise_label(row["kind"]),
        "percent": f"{100 * row['in_time'] / row['total']:.1f} %",
        "total": row["total"],
        "broken": row["broken"],
    }


@require_GET
def load(request: ActorRequest) -> HttpResponse:
    """Show who has how much to do, and who is away, team by team."""
    if not request.actor.may(CasePermission.ASSIGN):
        raise PermissionDenied
    at = clock.now()
    teams = list(visible_teams(request.actor).prefetch_related("members"))
    people = users_by_id(member.user_id for team in teams for member in team.members.all())
    people = {key: user for key, user in people.items() if user.is_active}
    by_name = sorted(people, key=lambda key: people[key].name.casefold())
    away = _away(request.actor, at)
    open_cases = open_cases_of(people.values())
    unassigned = _nobodys(request)
    context = {
        "teams": [
            {
                "team": team,
                "nobodys": unassigned.get(team.pk, 0),
                "people": [
                    _person(people[key], open_cases, away)
                    for key in by_name
                    if key in {member.user_id for member in team.members.all()}
                ],
            }
            for team in teams
        ],
        "at": at,
    }
    return page(request, "workspace/promises/load.html", context)


def _away(actor: Actor, at: datetime) -> dict[int, Absence]:
    """Return who is away today, on their own calendar day."""
    near = {"from_on__lte": at + DAY, "until_on__gte": at - DAY}
    absences = visible_absences(actor).filter(**near)
    return {
        each.user_id: each
        for each in absences
        if each.from_on <= at.astimezone(_zone(each.user)).date() <= each.until_on
    }


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone)


def _nobodys(request: ActorRequest) -> dict[int, int]:
    waiting = visible_cases(request.actor).filter(status="open", assignee=None, team__isnull=False)
    rows = waiting.order_by().values("team").annotate(cases=Count("pk"))
    return {row["team"]: row["cases"] for row in rows}


def _person(user: User, open_cases: dict[int, int], away: dict[int, Absence]) -> dict[str, Any]:
    count = open_cases.get(user.pk, 0)
    share = min(100, round(100 * count / user.max_open)) if user.max_open else 0
    tone = "red" if share >= 100 else "orange" if share > 80 else "green"  # noqa: PLR2004  # per cent
    return {
        "user": user,
        "cases": count,
        "share": share,
        "tone": tone,
        "absence": away.get(user.pk),
        "is_away": user.pk in away or not user.available,
    }
