"""What a customer may read about the items they have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from aftercare.base.search.queries import in_any_script
from aftercare.domain.catalog.models import DocumentPart, ItemDocument
from aftercare.domain.catalog.queries import visible_documents
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import page
from aftercare.kit.actors import Actor

PAGE = 20
MOST_WORDS = 8
AROUND = 90
"""Signs of a document shown before and after a word that was found."""


@dataclass(frozen=True)
class Passage:
    """What of a document shows why it was found, and the page its piece begins on; 0: the first."""

    text: str = ""
    page: int = 0


def own_documents(actor: Actor) -> QuerySet[ItemDocument]:
    """Return what was released about the items of which a customer has a unit."""
    owned = visible_units(actor).order_by().values("item")
    return visible_documents(actor).filter(item__in=owned)


@require_safe
@for_customers
def documents(request: ActorRequest) -> HttpResponse:
    """List the documents of the customer's items; all words have to stand in title or text."""
    words = request.GET.get("q", "").split()[:MOST_WORDS]
    patterns = [in_any_script(word) for word in words]
    found = own_documents(request.actor).alias(names=Cast("item__names", TextField()))
    for pattern in patterns:
        found = found.filter(
            Q(title__iregex=pattern)
            | Q(text__iregex=pattern)
            | Q(Exists(DocumentPart.objects.filter(document=OuterRef("pk"), text__iregex=pattern)))
            | Q(item__name__iregex=pattern)
            | Q(names__iregex=pattern)
            | Q(item__code__iregex=pattern)
        )
    number = request.GET.get("page", "")
    first = PAGE * min(int(number), 500) if number.isdecimal() else 0
    rows = list(found[first : first + PAGE + 1])
    context = {
        "tab": "documents",
        "rows": _with_excerpts(rows[:PAGE], patterns),
        "number": first // PAGE,
        "has_more": len(rows) > PAGE,
        "q": " ".join(words),
    }
    return page(request, "portal/documents.html#rows", context)


def _with_excerpts(
    rows: Sequence[ItemDocument], patterns: list[str]
) -> list[tuple[ItemDocument, Passage]]:
    """Return documents with a passage of each: of its beginning, else of its first such part."""
    found = {row.pk: Passage(_excerpt_around(row.text, patterns)) for row in rows}
    if patterns:
        lacking = [key for key, passage in found.items() if not passage.text]
        parts = DocumentPart.objects.filter(document__in=lacking)
        parts = parts.filter(text__iregex="|".join(f"({each})" for each in patterns))
        for part in parts.order_by("document", "number").distinct("document"):
            said = _excerpt_around(part.text, patterns)
            found[part.document_id] = Passage(said, part.first_page)
    return [(row, found[row.pk]) for row in rows]


def _excerpt_around(text: str, patterns: list[str]) -> str:
    """Return some signs of `text` around the first of `patterns` that stands in it."""
    places = [re.search(pattern, text, re.IGNORECASE) for pattern in patterns]
    at = min((place.start() for place in places if place), default=-1)
    if at < 0:
        return ""
    begin, end = max(at - AROUND, 0), at + AROUND
    cut = " ".join(text[begin:end].split())
    return f"{'…' if begin else ''}{cut}{'…' if end < len(text) else ''}"


@require_safe
@for_customers
def document(request: ActorRequest, document_id: int) -> HttpResponseBase:
    """Hand out a document to who has such an item."""
    found = get_object_or_404(own_documents(request.actor), pk=document_id)
    return download(request, found.file, found.file_name)
