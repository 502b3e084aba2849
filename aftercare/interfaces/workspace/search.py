"""One box over everything the reader may see."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from aftercare.base.search.queries import Hit, find
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.kit import clock


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """Show what answers a question, the best first."""
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"q": text, "hits": [], "after": ""}
    if text:
        after = request.GET.get("after") or None
        found = find(text, actor=request.actor, after=after, at=clock.now())
        context |= {
            "hits": [_shown(hit) for hit in found.hits],
            "after": found.after,
            "query": found.query,
        }
    return page(request, "workspace/search/search.html", context)


def _shown(hit: Hit) -> dict[str, Any]:
    addresses = {
        "case": lambda: reverse("workspace:case", args=[hit.code]),
        "contact": lambda: reverse("workspace:contact", args=[hit.subject.id]),
        "account": lambda: reverse("workspace:account", args=[hit.code]),
    }
    address = addresses.get(hit.kind)
    return {
        "hit": hit,
        "url": address() if address else "#",
        "title": marked(hit.title, hit.title_marks),
        "excerpt": marked(hit.excerpt.text, hit.excerpt.marks),
    }


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> SafeString:
    """Return `text` with what was found between marks, everything else escaped."""
    pieces, place = [], 0
    for start, end in marks:
        pieces.append((text[place:start], text[start:end]))
        place = end
    found = format_html_join("", "{}<mark>{}</mark>", pieces)
    return mark_safe(found + conditional_escape(text[place:]))  # noqa: S308  # both are escaped
