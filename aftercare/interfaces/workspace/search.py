"""One box over everything the reader may see."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aftercare.base.search.operations import note_miss
from aftercare.base.search.permissions import Permission
from aftercare.base.search.queries import Hit, find, known_fields, parse_query
from aftercare.domain.cases.states import CaseStatus
from aftercare.domain.catalog.queries import titles_of
from aftercare.domain.returns.states import RmaStatus
from aftercare.domain.supply.states import PurchaseStatus, ShortageStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.addresses import address_of
from aftercare.interfaces.workspace.cases.chips import chips_of
from aftercare.interfaces.workspace.units.finding import things_alike
from aftercare.kit import clock
from aftercare.kit.actors import Actor

KINDS = {
    "": _("Everything"),
    "case": _("Cases"),
    "contact": _("People"),
    "account": _("Customers"),
    "work_order": _("Repairs"),
    "purchase": _("Purchase orders"),
    "shortage": _("Shortages"),
    "return": _("Returns"),
    "parcel": _("Parcels"),
    "item": _("Items"),
    "item_document": _("Documents"),
    "change_notice": _("Change notices"),
}
ICONS = {
    "case": "mail",
    "contact": "user",
    "account": "building",
    "work_order": "tool",
    "purchase": "shopping-cart",
    "shortage": "package-off",
    "return": "truck-return",
    "parcel": "package",
    "item": "cpu",
    "item_document": "file-text",
    "change_notice": "bell",
}
STATUSES: dict[str, dict[str, Any]] = {
    "case": dict(CaseStatus.choices),
    "purchase": dict(PurchaseStatus.choices),
    "shortage": dict(ShortageStatus.choices),
    "return": dict(RmaStatus.choices),
}


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """Show what answers a question, the best first; what only cases have leads to their list."""
    text = request.GET.get("q", "").strip()
    fields = known_fields()
    if any(not fields[name].filed for name in parse_query(text).names() & fields.keys()):
        return redirect(f"{reverse('workspace:inbox')}?{urlencode({'q': text})}")
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    context: dict[str, Any] = {
        "q": text,
        "kind": kind,
        "kinds": KINDS,
        "hits": [],
        "fields": fields.values(),
    }
    if text:
        after = request.GET.get("after") or None
        things = things_alike(text, request.actor) if after is None and not kind else []
        kinds = [kind] if kind else None
        found = find(text, actor=request.actor, kinds=kinds, after=after, at=clock.now())
        context |= {
            "things": things,
            "hits": _shown(found.hits, request.actor),
            "after": found.after,
            "is_first": after is None,
            "query": found.query,
            "chips": chips_of(found.query),
        }
        if (
            not found.hits
            and not things
            and not after
            and not kind
            and request.actor.may(Permission.FIND)
        ):
            note_miss(text, actor=request.actor, at=clock.now())
    return page(request, "workspace/search/search.html", context)


def _shown(hits: Iterable[Hit], actor: Actor) -> list[dict[str, Any]]:
    titles = titles_of([hit.whole.id for hit in hits if "page" in hit.facets], actor)
    return [_hit(hit, titles) for hit in hits]


def _hit(hit: Hit, titles: Mapping[int, str]) -> dict[str, Any]:
    url = address_of(hit.kind, hit.code, hit.whole) or "#"
    title: Any = marked(hit.title, hit.title_marks)
    for page_number in hit.facets.get("page", []):
        named = {"title": titles.get(hit.whole.id, ""), "page": page_number}
        title = gettext("%(title)s, from page %(page)s") % named
        url += f"#page={page_number}"
    statuses = STATUSES.get(hit.kind, {})
    return {
        "hit": hit,
        "statuses": [statuses.get(each, each) for each in hit.facets.get("status", [])],
        "url": url,
        "icon": ICONS.get(hit.kind, "file"),
        "title": title,
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
