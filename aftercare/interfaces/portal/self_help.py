"""What may spare somebody a question: shown beside the form while they fill it in."""

import re
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from aftercare.base.search.queries import Hit
from aftercare.domain.cases.queries import cases_about
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.catalog.models import ItemDocument
from aftercare.domain.catalog.operations.self_help import note_help_shown, note_question_answered
from aftercare.domain.catalog.queries import documents_for_anybody, find_item, passages_in
from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.portal.documents import Passage, own_documents
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.portal.limits import asks_too_often
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.languages import nearest_language

MOST_AN_HOUR = 120
"""Looks from one address: a form filled in slowly takes a handful."""
MOST_WORDS = 10
MOST_READ = 60
"""Documents of an item that words are looked for in."""
MOST_SHOWN = 5
MOST_DIGITS = 18
"""More has no key of ours."""
_WORD = re.compile(r"\w+(?:[-./]\w+)*")
"""A word or a number of a subject; in small letters none of them is a word of the search."""


@login_not_required
@require_safe
def public_help(request: HttpRequest) -> HttpResponse:
    """Show anybody what they may read about the model they name, the likely answers first."""
    model, subject = request.GET.get("model", "").strip(), request.GET.get("subject", "").strip()
    if not model or not subject or asks_too_often(request, "self-help", most=MOST_AN_HOUR):
        return render(request, "portal/_self_help.html", {})
    item = find_item(model[:60])
    read = documents_for_anybody().filter(item=item) if item else documents_for_anybody().none()
    context = {"item": item, "documents": likely_answers(read, subject), "visit": _visit(request)}
    return _shown(request, context, channel="web_form")


@login_not_required
@require_safe
def public_document(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Hand out a manual that anybody may read."""
    found = get_object_or_404(documents_for_anybody(), pk=document_id)
    return download(request, found.file, found.file_name)


# As with the form itself, nothing is done here in the name of who is signed in.
@csrf_exempt
@login_not_required
@require_POST
def public_solved(request: HttpRequest, item_id: int) -> HttpResponse:
    """Note that what was shown beside the form has answered the question."""
    readable = documents_for_anybody().filter(item=item_id)
    read = get_object_or_404(readable[:1])
    if not asks_too_often(request, "self-help", most=MOST_AN_HOUR):
        note_question_answered(
            read.item,
            channel="web_form",
            **_what_was_shown(request, readable),
            actor=SYSTEM,
            at=clock.now(),
        )
    return redirect("portal:contact-helped")


@login_not_required
@require_safe
def public_helped(request: HttpRequest) -> HttpResponse:
    """Say that we are glad, and how to ask all the same."""
    return render(request, "portal/helped.html")


@require_safe
@for_customers
def own_help(request: ActorRequest) -> HttpResponse:
    """Show a customer what they have asked already, what is guaranteed, and what to read."""
    subject, unit = request.GET.get("subject", "").strip(), request.GET.get("unit", "")
    units = visible_units(request.actor).select_related("item")
    found = units.filter(pk=int(unit)).first() if unit.isdecimal() else None
    if found is None or not subject:
        return render(request, "portal/_self_help.html", {})
    context = {
        "item": found.item,
        "documents": likely_answers(own_documents(request.actor).filter(item=found.item), subject),
        "asked": cases_about(found, request.actor).filter(status__in=UNSETTLED)[:MOST_SHOWN],
        "unit": found,
        "guarantee": _guarantee(found),
        "visit": _visit(request),
    }
    return _shown(request, context, channel="portal")


def _shown(request: HttpRequest, context: dict[str, Any], *, channel: str) -> HttpResponse:
    """Show what may help, and count it for the form beside which it stands."""
    documents = [document.pk for document, _passage in context["documents"]]
    if visit := context["visit"]:
        note_help_shown(visit, channel=channel, documents=documents, actor=SYSTEM, at=clock.now())
    return render(request, "portal/_self_help.html", context)


def _visit(request: HttpRequest) -> UUID | None:
    """Return the number of the form that asks: the one it would be sent with."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        return UUID(given.get("visit") or given.get("id") or given.get("key") or "")
    except ValueError:
        return None


def _guarantee(unit: Unit) -> Any:
    language = nearest_language(get_language() or "en")
    return guarantee_of(unit, today=localtime(clock.now()).date(), language=language)


@require_POST
@for_customers
def own_solved(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Note that a customer found the answer before they asked."""
    unit = get_object_or_404(visible_units(request.actor).select_related("item"), pk=unit_id)
    readable = own_documents(request.actor).filter(item=unit.item)
    note_question_answered(
        unit.item,
        channel="portal",
        **_what_was_shown(request, readable),
        actor=SYSTEM,
        at=clock.now(),
    )
    return redirect("portal:unit", unit_id=unit.pk)


def _what_was_shown(request: HttpRequest, readable: QuerySet[ItemDocument]) -> dict[str, Any]:
    """Return form and language of a reader, and which of what they may read stood beside it."""
    said = request.POST.getlist("document")[:MOST_SHOWN]
    keys = [int(each) for each in said if each.isdecimal() and len(each) < MOST_DIGITS]
    documents = readable.filter(pk__in=keys).values_list("pk", flat=True)
    language = nearest_language(get_language() or "en")
    return {"visit": _visit(request), "language": language, "documents": sorted(documents)}


def likely_answers(
    documents: QuerySet[ItemDocument], subject: str
) -> list[tuple[ItemDocument, Passage]]:
    """
    Return the documents that say most of what a subject says, with a passage of each.

    All they say is looked at. Those in the reader's language come first, then those in
    English; where a document says nothing of it, it comes after the others of its language.
    """
    rows = list(documents.defer("text")[:MOST_READ])
    words = " ".join(_WORD.findall(subject.lower())[:MOST_WORDS])
    found = passages_in(rows, words)
    likely = {key: place for place, key in enumerate(found)}
    rows.sort(key=lambda row: (_foreign(row), likely.get(row.pk, len(likely))))
    return [(row, _passage(found.get(row.pk))) for row in rows[:MOST_SHOWN]]


def _passage(hit: Hit | None) -> Passage:
    """Return what is shown of a hit: nothing where only the title or the item was found."""
    if hit is None or not hit.excerpt.marks:
        return Passage()
    return Passage(hit.excerpt.text, next(iter(hit.facets.get("page", [])), 0))


def _foreign(row: ItemDocument) -> int:
    """Return how far from the reader's language a document is: 0 for theirs, or for none."""
    if not row.language:
        return 0
    written = nearest_language(row.language)
    return 0 if written == nearest_language(get_language() or "en") else 1 + (written != "en")
