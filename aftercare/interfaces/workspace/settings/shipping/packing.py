"""How items, and kinds of items, are packed."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.catalog.queries import find_item
from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.shipping.models import PackingInstruction
from aftercare.domain.shipping.operations.packing import remove_packing, save_packing
from aftercare.domain.shipping.queries import visible_packing_instructions
from aftercare.domain.shipping.states import PackingMark, PackingMaterial
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.parcel_texts import marks_of, materials_of
from aftercare.interfaces.workspace.settings.fields import Choices
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.shipping.sections import PACKING
from aftercare.kit import clock
from aftercare.kit.languages import nearest_language


class PackingForm(Form):
    """How something is packed, in words, materials and marks."""

    item = forms.CharField(
        label=gettext_lazy("Item"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: all of a kind that have no instruction of their own."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of item"), choices=[("", "–"), *ItemKind.choices], required=False
    )
    materials = Choices(label=gettext_lazy("Materials"), choices=PackingMaterial.choices)
    marks = Choices(label=gettext_lazy("Marks"), choices=PackingMark.choices)

    def __init__(self, *args: Any, is_new: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        for code, name in settings.LANGUAGES:
            self.fields[_field(code)] = forms.CharField(
                label=str(name),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )
        if not is_new:
            del self.fields["item"], self.fields["kind"]
        self.is_new = is_new

    @staticmethod
    def values_of(instruction: PackingInstruction) -> dict[str, Any]:
        """Return what the form shows of an instruction."""
        texts = {_field(code): text for code, text in instruction.texts.items()}
        return {"materials": instruction.materials, "marks": instruction.marks, **texts}

    def clean(self) -> dict[str, Any]:
        """Put the texts together, and find the item that is meant."""
        given = super().clean() or self.cleaned_data
        texts = {code: given.pop(_field(code), "") for code, _name in settings.LANGUAGES}
        if self.is_new:
            self._find(given)
        return given | {"texts": texts}

    def _find(self, given: dict[str, Any]) -> None:
        named = given.get("item", "")
        given["item"] = find_item(named) if named else None
        if named and given["item"] is None:
            self.add_error("item", _("No item is called so. Scan its label, or add it first."))
        elif not named and not given.get("kind"):
            self.add_error("kind", _("Name an item, or choose a kind."))


def _field(code: str) -> str:
    return f"text_{code.replace('-', '_')}"


@require_GET
@part_of(PACKING)
def instructions(request: ActorRequest) -> HttpResponse:
    """Show how things are packed."""
    language = nearest_language(get_language() or "en")
    context = {
        "rows": [
            (each, each.text_in(language), materials_of(each), marks_of(each))
            for each in visible_packing_instructions(request.actor)
        ]
    }
    return settings_page(request, "workspace/settings/shipping/packing.html", context)


@require_http_methods(["GET", "POST"])
@part_of(PACKING)
def new_instruction(request: ActorRequest) -> HttpResponse:
    """Say how something is packed."""
    form = PackingForm(request.POST or None, is_new=True)
    return form_page(
        request,
        form,
        title=_("New packing instruction"),
        back=PACKING.url,
        save=lambda data: save_packing(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@part_of(PACKING)
def change_instruction(request: ActorRequest, packing_id: int) -> HttpResponse:
    """Say otherwise how something is packed."""
    instruction = _instruction(request, packing_id)
    form = PackingForm(
        request.POST or None, initial=PackingForm.values_of(instruction), is_new=False
    )
    of: dict[str, Any] = {"item": instruction.item, "kind": instruction.kind}
    return form_page(
        request,
        form,
        title=str(instruction.item or instruction.get_kind_display()),
        back=PACKING.url,
        save=lambda data: save_packing(**of, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        below="workspace/settings/shipping/_packing_below.html",
        instruction=instruction,
    )


@require_POST
@part_of(PACKING)
def remove(request: ActorRequest, packing_id: int) -> HttpResponse:
    """Forget how something is packed."""
    instruction = _instruction(request, packing_id)
    remove_packing(instruction, actor=request.actor, at=clock.now())
    return done(request, _("Removed."), PACKING.url)


def _instruction(request: ActorRequest, packing_id: int) -> PackingInstruction:
    return get_object_or_404(visible_packing_instructions(request.actor), pk=packing_id)
