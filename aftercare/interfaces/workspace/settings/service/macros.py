from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.models import Team
from aftercare.domain.cases.models import Macro
from aftercare.domain.cases.operations.rules import remove_rule, save_macro
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries.set_up import macros_to_set_up, may_change
from aftercare.domain.cases.states import CaseKind, CaseStatus, Priority, WaitingFor
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.fields import WordsField
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.forms import UNCHANGED
from aftercare.interfaces.workspace.settings.service.sections import MACROS
from aftercare.interfaces.workspace.settings.service.texts import PLACES, TextsForm, shown_texts
from aftercare.kit import clock

STATUSES = [
    each for each in CaseStatus.choices if each[0] not in {CaseStatus.MERGED, CaseStatus.SPAM}
]
CHANGES = ("status", "waiting_for", "priority", "kind", "add_tags", "team")


class MacroForm(TextsForm):
    """A prepared answer, and what it changes in the case."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[UNCHANGED, *STATUSES], required=False
    )
    waiting_for = forms.ChoiceField(
        label=gettext_lazy("Waits for"), choices=[("", "–"), *WaitingFor.choices], required=False
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), choices=[UNCHANGED, *Priority.choices], required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[UNCHANGED, *CaseKind.choices], required=False
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=UNCHANGED[1],
    )
    add_tags = WordsField(label=gettext_lazy("Adds tags"))
    shared = forms.BooleanField(
        label=gettext_lazy("For everybody; otherwise it is only yours"), required=False
    )
    active = forms.BooleanField(
        label=gettext_lazy("Offered when answering"), required=False, initial=True
    )

    def __init__(self, *args: Any, may_share: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["shared"].disabled = not may_share

    @classmethod
    def values_of(cls, macro: Macro) -> dict[str, Any]:
        """Return what the form shows of a macro."""
        shown: dict[str, Any] = {
            "name": macro.name,
            "shared": macro.owner_id is None,
            "active": macro.active,
        }
        texts: dict[str, Any] = cls.initial_texts(macro.texts)
        return {**shown, **macro.changes, **texts}

    def clean(self) -> dict[str, Any]:
        """Put the changes together. Who waits, waits for something."""
        data: dict[str, Any] = super().clean()
        changes = {name: data.pop(name) for name in CHANGES if name in data}
        if isinstance(changes.get("team"), Team):
            changes["team"] = changes["team"].pk
        if changes.get("status") != CaseStatus.WAITING:
            changes.pop("waiting_for", None)
        elif not changes.get("waiting_for"):
            self.add_error("waiting_for", _("Say what the case then waits for."))
        return data | {"changes": {name: value for name, value in changes.items() if value}}


@require_GET
@part_of(MACROS)
def macros(request: ActorRequest) -> HttpResponse:
    """Show everybody's macros and one's own."""
    rows = list(macros_to_set_up(request.actor))
    context = {
        "mine": [macro for macro in rows if macro.owner_id],
        "shared": [macro for macro in rows if not macro.owner_id],
        "teams": dict(Team.objects.values_list("pk", "name")),
    }
    return settings_page(request, "workspace/settings/service/macros.html", context)


def _macro(request: ActorRequest, macro_id: int) -> Macro:
    return get_object_or_404(macros_to_set_up(request.actor), pk=macro_id)


@require_http_methods(["GET", "POST"])
@part_of(MACROS)
def new_macro(request: ActorRequest) -> HttpResponse:
    """Prepare another answer, perhaps beginning with a copy of one."""
    copied = request.GET.get("from", "")
    initial: dict[str, Any] = {"shared": request.actor.may(CasePermission.SET_UP)}
    if copied.isdecimal():
        initial |= MacroForm.values_of(_macro(request, int(copied)))
        initial["shared"] = False
    return _macro_page(request, None, initial)


@require_http_methods(["GET", "POST"])
@part_of(MACROS)
def change_macro(request: ActorRequest, macro_id: int) -> HttpResponse:
    """Change a prepared answer."""
    macro = _macro(request, macro_id)
    return _macro_page(request, macro, MacroForm.values_of(macro))


def _macro_page(
    request: ActorRequest, macro: Macro | None, initial: dict[str, Any]
) -> HttpResponse:
    may_share = request.actor.may(CasePermission.SET_UP)
    return form_page(
        request,
        MacroForm(request.POST or None, initial=initial, may_share=may_share),
        title=macro.name if macro else _("New macro"),
        back=MACROS.url,
        save=lambda data: save_macro(macro, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields="workspace/settings/service/_macro_fields.html",
        beside="workspace/settings/service/_macro_preview_card.html",
        below="workspace/settings/service/_macro_below.html",
        macro=macro,
        places=PLACES,
        is_theirs=macro is not None and not may_change(macro, request.actor),
    )


@require_POST
@part_of(MACROS)
def preview(request: ActorRequest) -> HttpResponse:
    """Show the text as customers would see it. Changes nothing."""
    form = MacroForm(request.POST, may_share=True)
    form.full_clean()
    context = {"texts": shown_texts(form.cleaned_data.get("texts", {}))}
    return render(request, "workspace/settings/service/_texts.html", context)


@require_POST
@part_of(MACROS)
def remove(request: ActorRequest, macro_id: int) -> HttpResponse:
    """Throw a prepared answer away; what was sent stays."""
    macro = _macro(request, macro_id)
    remove_rule(macro, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": macro.name}, MACROS.url)
