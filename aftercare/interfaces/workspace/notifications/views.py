from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.people.models import Notification
from aftercare.base.people.operations.notices import read_notifications, read_notifications_about
from aftercare.base.people.queries import notices_by_thing, notifications_of
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast, wants_fragment
from aftercare.interfaces.workspace.notifications.kinds import (
    NoticeKind,
    address_of_thing,
    kind_of,
    title_of,
)
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

PAGE = 25
MOST_OF_A_THING = 5
LIST = "workspace/notifications/list.html#rows"


@dataclass(frozen=True)
class ShownThing:
    """One thing somebody should know of, with the newest news about it."""

    newest: Notification
    title: str
    unread: int
    news: list[tuple[Notification, NoticeKind]]


@require_GET
def notifications(request: ActorRequest) -> HttpResponse:
    """Show what somebody should know of, thing by thing."""
    return _list(request)


def _list(request: ActorRequest) -> HttpResponse:
    tab = "all" if request.GET.get("tab") == "all" else "unread"
    things = notices_by_thing(request.actor, unread=tab == "unread")
    before = request.GET.get("before", "")
    if before.isdecimal():
        things = things.filter(last__lt=int(before))
    rows = list(things[: PAGE + 1])
    context = {
        "things": _shown(request.actor, rows[:PAGE], tab),
        "before": rows[PAGE - 1]["last"] if rows[PAGE:] else "",
        "is_first": not before,
        "tab": tab,
    }
    return page(request, LIST, context)


def _shown(actor: Actor, rows: list[dict[str, Any]], tab: str) -> list[ShownThing]:
    about = [row["about"] for row in rows]
    found: dict[str, list[Notification]] = defaultdict(list)
    notices = notifications_of(actor).filter(about__in=about)
    for each in notices.filter(read_at=None) if tab == "unread" else notices:
        found[each.about].append(each)
    return [
        ShownThing(
            newest=found[row["about"]][0],
            title=title_of(found[row["about"]][0]),
            unread=row["unread"],
            news=[(each, kind_of(each)) for each in found[row["about"]][:MOST_OF_A_THING]],
        )
        for row in rows
        if found[row["about"]]  # read in the meantime, in another window
    ]


def _thing(request: ActorRequest, notice_id: int) -> Notification:
    return get_object_or_404(notifications_of(request.actor), pk=notice_id)


@require_GET
def follow(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Lead to what a notification is about; whoever goes there has seen it."""
    notice = _thing(request, notice_id)
    _read(request, notice)
    return redirect(address_of_thing(notice))


@require_POST
def read(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Note that somebody has seen what there was about one thing."""
    _read(request, _thing(request, notice_id))
    return _list(request) if wants_fragment(request) else redirect("workspace:notifications")


def _read(request: ActorRequest, notice: Notification) -> None:
    kind, _colon, number = notice.about.partition(":")
    about = Ref(kind, int(number))
    read_notifications_about(about, actor=request.actor, at=clock.now())


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    """Note that somebody has seen everything."""
    read_notifications(actor=request.actor, at=clock.now())
    toast(request, _("All read."))
    return _list(request) if wants_fragment(request) else redirect("workspace:notifications")
