"""A customer's cases: what was said, without what we noted; answered and brought here."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.domain.cases.models import Case, CaseMessage
from aftercare.domain.cases.operations.own import Letter, bring_case, write_in_case
from aftercare.domain.cases.queries import (
    files_for_customer,
    told_to_customer,
    units_of,
    visible_cases,
)
from aftercare.domain.cases.queries.hotline import hotline
from aftercare.domain.cases.states import UNSETTLED, CaseStatus
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.portal.contact_form import FilesField
from aftercare.interfaces.portal.gate import for_customers
from aftercare.interfaces.portal.shown import told_of
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.ui.templatetags.ui import named
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 20
MOST_SHOWN = 200


class LetterForm(Form):
    """What a customer writes to us."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
    )
    attached = FilesField(
        label=gettext_lazy("Photos, logs, invoice"),
        required=False,
        help_text=gettext_lazy("Up to ten files, 25 MB together."),
    )

    def letter(self) -> Letter:
        """Return what was written."""
        files = self.cleaned_data["attached"] or []
        return Letter(
            key=self.cleaned_data["key"],
            text=self.cleaned_data["text"],
            files=[(str(each.name), each) for each in files],
            language=get_language() or "",
        )


class MatterForm(LetterForm):
    """A new matter, perhaps about one of the customer's units."""

    subject = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Which unit?"),
        required=False,
        empty_label=gettext_lazy("none of them"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["unit"]
        field.queryset = units
        field.label_from_instance = lambda each: f"{named(each.item)} · {each}"


def own_cases(actor: Actor) -> QuerySet[Case]:
    """
    Return a customer's cases, what was last spoken of first; merged ones go on in another.

    What we have begun ourselves is theirs once we have written to them.
    """
    said = CaseMessage.objects.filter(case=OuterRef("pk"))
    unsaid = Q(~Exists(said), channel="email", past_number="")
    theirs = visible_cases(actor).exclude(status=CaseStatus.MERGED).exclude(unsaid)
    return theirs.order_by("-active_at", "-pk")


@require_safe
@for_customers
def cases(request: ActorRequest) -> HttpResponse:
    """List the customer's cases: those that go on, or all; by words of their subject."""
    found = own_cases(request.actor)
    words, show = request.GET.get("q", "").strip()[:80], request.GET.get("show", "")
    if words:
        found = found.filter(subject__icontains=words) | found.filter(code__icontains=words)
    if show == "open":
        found = found.filter(status__in=UNSETTLED)
    number = request.GET.get("page", "")
    first = PAGE * min(int(number), 500) if number.isdecimal() else 0
    rows = list(found[first : first + PAGE + 1])
    context = {
        "tab": "cases",
        "rows": rows[:PAGE],
        "number": first // PAGE,
        "has_more": len(rows) > PAGE,
        "q": words,
        "show": show,
    }
    return page(request, "portal/cases.html#rows", context)


@require_safe
@for_customers
def case(request: ActorRequest, code: str) -> HttpResponse:
    """Show a case: how far it is, and what was said."""
    found = _case(request, code)
    return _case_page(request, found, LetterForm(initial={"key": uuid4()}))


@require_POST
@for_customers
def write(request: ActorRequest, code: str) -> HttpResponse:
    """Take in what the customer answers; a case that was solved goes on."""
    found = _case(request, code)
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _case_page(request, found, form, status=422)
    write_in_case(found, form.letter(), actor=request.actor, at=clock.now())
    toast(request, _("Sent."))
    return redirect("portal:case", code=code)


def _case(request: ActorRequest, code: str) -> Case:
    return get_object_or_404(own_cases(request.actor), code=code)


def _case_page(
    request: ActorRequest, found: Case, form: LetterForm, *, status: int = 200
) -> HttpResponse:
    said = told_to_customer(found, request.actor).order_by("-at", "-pk")[:MOST_SHOWN]
    context = {
        "tab": "cases",
        "case": found,
        "told": told_of(found),
        "messages_said": list(reversed(said)),
        "units": units_of(found, request.actor),
        "form": form,
    }
    return render(request, "portal/case.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_customers
def new(request: ActorRequest) -> HttpResponse:
    """Let the customer bring a new matter."""
    units = visible_units(request.actor).order_by("-pk")
    form = MatterForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        initial={"key": uuid4(), "unit": request.GET.get("unit", "")},
    )
    if not form.is_valid():
        context = {"tab": "cases", "form": form, "hotline": hotline()}
        return render(request, "portal/new.html", context, status=422 if form.is_bound else 200)
    made = bring_case(
        form.letter(),
        subject=form.cleaned_data["subject"],
        unit=form.cleaned_data["unit"],
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("Sent. Your number is %(number)s.") % {"number": made.code})
    return redirect("portal:case", code=made.code)


@require_safe
@for_customers
def file(request: ActorRequest, code: str, file_id: int) -> HttpResponseBase:
    """Hand out a file that came or went with what was said."""
    found = _case(request, code)
    named = get_object_or_404(files_for_customer(found, request.actor), pk=file_id)
    return download(request, named.file, named.name)
