import json
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.base.journal.models import Entry
from aftercare.base.journal.permissions import JournalPermission
from aftercare.base.journal.queries import verify_chain, visible_entries
from aftercare.base.people.queries import users_by_id
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page

PAGE = 50


@require_GET
def audit(request: ActorRequest) -> HttpResponse:
    """Show who did what, the newest first, and whether the journal is what it was."""
    request.actor.must(JournalPermission.AUDIT)
    entries = visible_entries(request.actor)
    if about := request.GET.get("about", "").strip():
        entries = entries.filter(about__contains=[about])
    if before := request.GET.get("before", ""):
        entries = entries.filter(pk__lt=int(before)) if before.isdecimal() else entries
    rows = list(entries[: PAGE + 1])
    context = {
        "rows": _with_people(rows[:PAGE]),
        "before": rows[PAGE - 1].pk if rows[PAGE:] else "",
        "about": about,
        "chain": verify_chain() if request.GET.get("verify") else None,
    }
    return page(request, "workspace/audit/audit.html", context)


def _with_people(entries: list[Entry]) -> list[dict[str, Any]]:
    actors = [each.actor.partition(":") for each in entries]
    people = users_by_id(int(number) for kind, _colon, number in actors if kind == "user")
    return [
        {
            "entry": entry,
            "who": people[int(number)].name
            if kind == "user" and int(number) in people
            else "Aftercare",
            "data": json.dumps(entry.data, ensure_ascii=False),
        }
        for entry, (kind, _colon, number) in zip(entries, actors, strict=True)
    ]
