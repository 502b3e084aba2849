"""How documents are numbered: which were given, what comes next, and how that looks."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.company.models import NumberFormat
from aftercare.base.company.operations import set_number_format
from aftercare.base.company.queries import Numbering, number_formats, numberings
from aftercare.base.company.states import YearStyle
from aftercare.base.people.queries import users_by_id
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.company.forms import NumberForm
from aftercare.interfaces.workspace.settings.company.sections import NUMBERS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

FOLDER = "workspace/settings/company/"
EXAMPLES = 3


@require_GET
@part_of(NUMBERS)
def numbers(request: ActorRequest) -> HttpResponse:
    """Show how each kind of document is numbered and which number comes next."""
    rows = [
        (each, each.shown(each.last), each.shown(each.last + 1))
        for each in numberings(request.actor, year=clock.now().year)
    ]
    return settings_page(request, f"{FOLDER}numbers.html", {"rows": rows})


def _numbering(request: ActorRequest, kind: str) -> Numbering:
    for each in numberings(request.actor, year=clock.now().year):
        if each.kind == kind:
            return each
    raise Http404


@require_http_methods(["GET", "POST"])
@part_of(NUMBERS)
def change_numbers(request: ActorRequest, kind: str) -> HttpResponse:
    """Give the numbers of a kind another look, from the next one on."""
    numbering = _numbering(request, kind)
    now = numbering.format
    start = {"begins": now.prefix, "years": now.years, "digits": now.digits}
    history = list(number_formats(kind))
    people = users_by_id(int(each.by.partition(":")[2]) for each in history if "user:" in each.by)
    names = {f"user:{key}": user.name for key, user in people.items()}
    return form_page(
        request,
        NumberForm(request.POST or None, initial=start),
        title=numbering.name,
        back=NUMBERS.url,
        save=lambda data: set_number_format(kind, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. The next number looks like this."),
        beside=f"{FOLDER}_number_beside.html",
        below=f"{FOLDER}_number_history.html",
        kind=kind,
        now=now,
        history=[(each, _looks(each), names.get(each.by, "Aftercare")) for each in history],
    )


def _looks(form: NumberFormat) -> str:
    return form.code(1, year=form.at.year)


@require_POST
@part_of(NUMBERS)
def preview_numbers(request: ActorRequest, kind: str) -> HttpResponse:
    """Show which numbers come next in a format that is being typed. Changes nothing."""
    numbering = _numbering(request, kind)
    form = NumberForm(request.POST)
    examples: list[str] = []
    if form.is_valid():
        typed = NumberFormat(kind=kind, **form.cleaned_data)
        last, year = numbering.counted_as(typed), numbering.year
        examples = [typed.code(last + step, year=year) for step in range(1, EXAMPLES + 1)]
    return render(request, f"{FOLDER}_number_preview.html", {"examples": examples})


@require_POST
@part_of(NUMBERS)
def revert_numbers(request: ActorRequest, kind: str, format_id: int) -> HttpResponse:
    """Give the numbers of a kind a look they have had before."""
    _numbering(request, kind)
    then = get_object_or_404(number_formats(kind), pk=format_id)
    set_number_format(
        kind,
        prefix=then.prefix,
        years=YearStyle(then.years),
        digits=then.digits,
        actor=request.actor,
        at=clock.now(),
    )
    back = reverse("workspace:number", args=[kind])
    return done(request, _("Back to what it was then."), back)
