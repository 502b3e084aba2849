"""Who else has the same thing on their screen, so that two people do not answer at once."""

import json
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.live.hub import CHANNEL
from aftercare.interfaces.ui.live.topics import may_hear
from aftercare.interfaces.ui.models import Doing, Presence
from aftercare.kit.actors import Actor
from aftercare.kit.clock import now

LASTS = timedelta(seconds=35)
FORGOTTEN = timedelta(hours=1)


@require_POST
def presence(request: ActorRequest) -> HttpResponse:
    """Note that somebody is here, and say who else is."""
    subject, at = request.POST.get("about", ""), now()
    doing = request.POST.get("doing", "")
    if request.actor.kind != "user" or not may_hear(request.actor, subject):
        return HttpResponse(status=204)
    be_present(
        subject, actor=request.actor, doing=doing if doing in Doing else Doing.VIEWING, at=at
    )
    others = present_at(subject, at).exclude(user=request.actor.id).select_related("user")
    return render(request, "ui/_presence.html", {"others": others, "about": subject})


def be_present(subject: str, *, actor: Actor, doing: str, at: datetime) -> None:
    """Keep that `actor` looks at `subject`; tell the others if they did not know."""
    known = present_at(subject, at).filter(user=actor.id, doing=doing).exists()
    here = Presence(subject=subject, user_id=actor.id, doing=doing, seen_at=at)
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["subject", "user"],
        update_fields=["doing", "seen_at"],
    )
    if not known:
        Presence.objects.filter(seen_at__lt=at - FORGOTTEN).delete()
        _tell(subject)


def present_at(subject: str, at: datetime) -> QuerySet[Presence]:
    """Return who looks at `subject`, writers first."""
    here = Presence.objects.filter(subject=subject, seen_at__gt=at - LASTS)
    return here.order_by("doing", "user__name")


def _tell(subject: str) -> None:
    notice = json.dumps({"topics": [f"presence:{subject}"]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])
