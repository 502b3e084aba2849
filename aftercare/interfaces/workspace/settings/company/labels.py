"""How labels look: size, code, texts, with a picture of what comes out."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.labels.models import LabelTemplate
from aftercare.base.labels.operations import remove_label_template, save_label_template
from aftercare.base.labels.queries import visible_label_templates
from aftercare.base.labels.states import PLACES, Dots, Label, LabelFor, PrintedCode
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.labels.views import picture_of
from aftercare.interfaces.workspace.settings.company.sections import LABELS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock
from aftercare.kit.paper.codes import IDENTIFIERS
from aftercare.kit.scans.results import Meaning

CARRIED = {
    Meaning.ITEM: gettext_lazy("item number"),
    Meaning.REVISION: gettext_lazy("revision"),
    Meaning.SERIAL: gettext_lazy("serial number"),
    Meaning.LOT: gettext_lazy("lot"),
    Meaning.DATE_CODE: gettext_lazy("date code"),
    Meaning.QUANTITY: gettext_lazy("how many"),
    Meaning.ORDER: gettext_lazy("work order"),
}
SAMPLE = Label(
    "AX55-2519-7F30",
    {
        "item": "MP3394S-GF",
        "name": "LED backlight driver SOIC-16 · 背光驱动芯片",
        "revision": "C",
        "maker": "MPS",
        "serial": "AX55-2519-7F30",
        "lot": "2519-B",
        "date_code": "2519",
        "quantity": "250 ×",
        "place": "SVC-A-04-12",
        "site": "Wuhan",
        "order": "WO-2026-02071",
        "customer": "Baywalk Department Stores",
        "complaint": "No picture, standby light blinks three times",
        "received": "25/11/2026",
        "accessories": "2 × HDMI",
    },
    {Meaning.ITEM: "MP3394S-GF", Meaning.LOT: "2519-B", Meaning.QUANTITY: "250"},
    "https://service.example/repairs/WO-2026-02071",
)


class LabelForm(Form):
    """How labels of a kind look."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    about = forms.ChoiceField(label=gettext_lazy("Stuck on"), choices=LabelFor.choices)
    width = forms.DecimalField(
        label=gettext_lazy("Width in mm"), min_value=10, max_value=210, decimal_places=1, initial=50
    )
    height = forms.DecimalField(
        label=gettext_lazy("Height in mm"), min_value=6, max_value=297, decimal_places=1, initial=25
    )
    dots = forms.ChoiceField(label=gettext_lazy("Printer"), choices=Dots.choices, initial=Dots.D203)
    code = forms.ChoiceField(
        label=gettext_lazy("Code"), choices=PrintedCode.choices, required=False
    )
    carries = forms.MultipleChoiceField(
        label=gettext_lazy("What the code says"),
        choices=[
            (meaning, format_lazy("{} ({})", said, IDENTIFIERS[meaning]))
            for meaning, said in CARRIED.items()
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked is all that is known."),
    )
    texts = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control mono"}),
        help_text=gettext_lazy(
            "A line each. In front of a line, # makes it large, * bold and ~ small. What is in "
            "braces is filled in; what is empty between two · is left out."
        ),
    )


@require_GET
@part_of(LABELS)
def labels(request: ActorRequest) -> HttpResponse:
    """Show how labels look."""
    context = {"templates": visible_label_templates(request.actor)}
    return settings_page(request, "workspace/settings/company/labels.html", context)


@require_http_methods(["GET", "POST"])
@part_of(LABELS)
def new_label(request: ActorRequest) -> HttpResponse:
    """Say how another kind of label looks."""
    return _label_page(request, None, {})


@require_http_methods(["GET", "POST"])
@part_of(LABELS)
def change_label(request: ActorRequest, template_id: int) -> HttpResponse:
    """Say how a label looks from now on."""
    template = _template(request, template_id)
    names = ("name", "about", "width", "height", "dots", "code", "carries", "texts")
    return _label_page(request, template, {name: getattr(template, name) for name in names})


def _template(request: ActorRequest, template_id: int) -> LabelTemplate:
    return get_object_or_404(visible_label_templates(request.actor), pk=template_id)


def _label_page(
    request: ActorRequest, template: LabelTemplate | None, initial: dict[str, Any]
) -> HttpResponse:
    return form_page(
        request,
        LabelForm(request.POST or None, initial=initial),
        title=template.name if template else _("New label"),
        back=LABELS.url,
        save=lambda data: save_label_template(
            template, **data, actor=request.actor, at=clock.now()
        ),
        said=_("Saved."),
        beside="workspace/settings/company/_label_beside.html",
        below="workspace/settings/company/_label_below.html",
        template_row=template,
        places=[(LabelFor(about).label, places.items()) for about, places in PLACES.items()],
    )


@require_GET
@part_of(LABELS)
def look(request: ActorRequest) -> HttpResponse:
    """Show a piece of the page with the picture of what a form says now."""
    said = request.GET.copy()
    said.pop("csrfmiddlewaretoken", None)  # no secret belongs into the address of a picture
    context = {"query": said.urlencode()}
    return settings_page(request, "workspace/settings/company/_label_look.html", context)


@require_GET
@part_of(LABELS)
def label_picture(request: ActorRequest) -> HttpResponse:
    """Show a label of such words, filled in with an example."""
    form = LabelForm({"name": "–", **request.GET.dict(), "carries": request.GET.getlist("carries")})
    if not form.is_valid():
        return HttpResponse(status=204)
    return picture_of(LabelTemplate(**form.cleaned_data), SAMPLE)


@require_POST
@part_of(LABELS)
def remove_label(request: ActorRequest, template_id: int) -> HttpResponse:
    """Print no more labels in this form."""
    template = _template(request, template_id)
    remove_label_template(template, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": template.name}, LABELS.url)
