"""The rule books, with the article beside each rule, and what another book would change."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import changed_by_book
from aftercare.domain.coverage.queries.rulebooks import find_rule_book, rule_books
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.coverage.shown import language_now, shown_changes
from aftercare.kit.refs import ref

MOST_OPEN = 2000


class BookForm(Form):
    """A rule book as it might be."""

    text = forms.CharField(
        label=_("The book as it would be"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "mono", "spellcheck": "false"}),
    )


@require_GET
def books(request: ActorRequest) -> HttpResponse:
    """List all rule books."""
    request.actor.must(CoveragePermission.VIEW)
    context = {"books": rule_books(language_now())}
    return render(request, "workspace/coverage/books.html", context)


@require_GET
def book(request: ActorRequest, name: str) -> HttpResponse:
    """Show a rule book, rule by rule."""
    request.actor.must(CoveragePermission.VIEW)
    found = find_rule_book(name, language_now())
    if found is None:
        raise Http404
    context = {"book": found, "form": BookForm(initial={"text": found.text})}
    return render(request, "workspace/coverage/book.html", context)


@require_POST
def book_what_if(request: ActorRequest, name: str) -> HttpResponse:
    """Say which open cases would be decided otherwise by another text of a book."""
    request.actor.must(CoveragePermission.VIEW)
    form = BookForm(request.POST)
    cases = visible_cases(request.actor).filter(status__in=UNSETTLED).order_by("-pk")[:MOST_OPEN]
    by_subject: dict[str, Case] = {str(ref(case)): case for case in cases}
    text = form.cleaned_data["text"] if form.is_valid() else ""
    outcome = changed_by_book(text, by_subject, request.actor)
    context = {
        "faults": outcome.faults,
        "changed": shown_changes(outcome.changed, request.actor),
        "looked_at": outcome.looked_at,
    }
    return render(request, "workspace/coverage/_changed.html", context)
