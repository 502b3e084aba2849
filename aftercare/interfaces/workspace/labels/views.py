from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.labels.models import LabelTemplate
from aftercare.base.labels.operations import MOST, print_labels
from aftercare.base.labels.permissions import LabelPermission
from aftercare.base.labels.queries import label_as_picture, last_label, visible_label_templates
from aftercare.base.labels.states import SHEETS, Label, LabelFor
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.labels.sources import labels_of
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.paper.codes import CannotBeCoded
from aftercare.kit.scans.results import Meaning


class PrintForm(Form):
    """In which form labels are printed, how many, and how much is on each reel."""

    template = forms.ModelChoiceField(
        LabelTemplate.objects.none(), label=_("Form"), empty_label=None
    )
    copies = forms.IntegerField(label=_("Copies of each"), min_value=1, max_value=MOST)
    sheet = forms.ChoiceField(
        label=_("Printed on"),
        required=False,
        choices=lambda: [("", _("A label printer")), *((key, SHEETS[key].name) for key in SHEETS)],
    )
    begin_at = forms.IntegerField(
        label=_("First free place"),
        min_value=1,
        required=False,
        help_text=_("On a sheet some labels are gone from; counted from left to right."),
    )
    quantity = forms.IntegerField(
        label=_("Quantity on each"),
        min_value=1,
        max_value=999_999_999,
        required=False,
        help_text=_("For reels and trays; empty is what lies there."),
    )

    def __init__(self, *args: Any, actor: Actor, about: LabelFor, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["template"]
        field.queryset = visible_label_templates(actor).filter(about=about)
        if about != LabelFor.GOODS:
            del self.fields["quantity"]


@require_http_methods(["GET", "POST"])
def print_out(request: ActorRequest) -> HttpResponse:
    """Show what would be printed; sent, answer with the labels as a PDF."""
    request.actor.must(LabelPermission.PRINT)
    subjects = request.GET.getlist("of")
    about, labels = labels_of(request, subjects)
    last = last_label(request.actor, about)
    form = PrintForm(
        request.POST or None,
        actor=request.actor,
        about=about,
        initial={"template": last.template_id, "copies": last.copies, "sheet": last.sheet},
    )
    if form.is_valid():
        quantity = form.cleaned_data.get("quantity")
        pdf = print_labels(
            form.cleaned_data["template"],
            [_counted(each, quantity) for each in labels],
            copies=form.cleaned_data["copies"],
            sheet=SHEETS.get(form.cleaned_data["sheet"]),
            begin_at=form.cleaned_data["begin_at"] or 1,
            language=get_language() or "en",
            actor=request.actor,
            at=clock.now(),
        )
        return show_made(pdf, name=f"{labels[0].number}.pdf", kind="application/pdf")
    context = {"form": form, "labels": labels, "first": subjects[0], "template": last.template_id}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/labels/print.html", context, status=status)


def _counted(label: Label, quantity: int | None) -> Label:
    if quantity is None or label.words.get("serial"):
        return label
    return replace(
        label,
        words={**label.words, "quantity": f"{quantity} ×"},
        said={**label.said, Meaning.QUANTITY: str(quantity)},
    )


@require_GET
def picture(request: ActorRequest) -> HttpResponse:
    """Show what a label looks like in one of the forms."""
    request.actor.must(LabelPermission.PRINT)
    about, labels = labels_of(request, request.GET.getlist("of"))
    number = request.GET.get("template", "")
    forms_of_it = visible_label_templates(request.actor).filter(about=about)
    template = get_object_or_404(forms_of_it, pk=int(number) if number.isdecimal() else 0)
    return picture_of(template, labels[0])


def picture_of(template: LabelTemplate, label: Label) -> HttpResponse:
    """Answer with what a label looks like, or with nothing where its code does not fit."""
    try:
        svg = label_as_picture(template, label, language=get_language() or "en")
    except CannotBeCoded:
        return HttpResponse(status=204)
    return show_made(svg, name="label.svg", kind="image/svg+xml")
