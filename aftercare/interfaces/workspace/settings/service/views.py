from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.models import Team
from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import SavedView
from aftercare.domain.cases.operations.rules import move_view, remove_rule, save_view
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import visible_views
from aftercare.domain.cases.queries.set_up import may_change
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.names import NamedForm
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import VIEWS
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MINE, EVERYBODY = "mine", "everybody"
LIST = "workspace/settings/service/views.html#rows"


class ViewForm(NamedForm):
    """A question that is asked again and again, and who has it among their lists."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    query = forms.CharField(
        label=gettext_lazy("Which cases?"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
        help_text=gettext_lazy("As in the search box of the inbox: status:open sla:<1h."),
    )
    whose = forms.ChoiceField(label=gettext_lazy("For whom?"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[tuple[str, Any]] = [(MINE, _("Only me"))]
        if actor.may(CasePermission.SET_UP):
            teams = Team.objects.order_by("name").values_list("pk", "name")
            choices += [(EVERYBODY, _("Everybody"))]
            choices += [(f"team:{pk}", name) for pk, name in teams]
        self.fields["whose"] = forms.ChoiceField(
            label=self.fields["whose"].label, choices=choices, initial=MINE
        )

    @staticmethod
    def values_of(view: SavedView) -> dict[str, Any]:
        """Return what the form shows of a view."""
        whose = f"team:{view.team_id}" if view.team_id else MINE if view.owner_id else EVERYBODY
        told = {"name": view.name, "query": view.query, "whose": whose}
        return told | NamedForm.names_of(view.names)

    def clean_query(self) -> str:
        """Refuse a question of which not all is understood."""
        query = parse_query(self.cleaned_data["query"])
        if query.problems:
            raise forms.ValidationError([str(problem) for problem in query.problems])
        return str(self.cleaned_data["query"])

    def clean(self) -> dict[str, Any]:
        """Say whose the view is as the operation wants to know it."""
        data = super().clean() or {}
        whose = data.pop("whose", MINE)
        kind, _colon, number = whose.partition(":")
        team = Team.objects.filter(pk=int(number)).first() if kind == "team" else None
        return data | {"team": team, "shared": whose == EVERYBODY}


@require_GET
@part_of(VIEWS)
def views(request: ActorRequest) -> HttpResponse:
    """Show the lists that one sees beside the inbox."""
    return _list(request)


def _list(request: ActorRequest) -> HttpResponse:
    rows = visible_views(request.actor).select_related("team", "owner")
    context = {"rows": [(view, may_change(view, request.actor)) for view in rows]}
    return settings_page(request, LIST, context)


def _view(request: ActorRequest, view_id: int) -> SavedView:
    return get_object_or_404(visible_views(request.actor), pk=view_id)


@require_http_methods(["GET", "POST"])
@part_of(VIEWS)
def new_view(request: ActorRequest) -> HttpResponse:
    """Keep another question as a list."""
    return _view_page(request, None, {"query": request.GET.get("q", "")})


@require_http_methods(["GET", "POST"])
@part_of(VIEWS)
def change_view(request: ActorRequest, view_id: int) -> HttpResponse:
    """Change a list."""
    view = _view(request, view_id)
    return _view_page(request, view, ViewForm.values_of(view))


def _view_page(
    request: ActorRequest, view: SavedView | None, initial: dict[str, Any]
) -> HttpResponse:
    sort = {"sort": view.sort} if view else {}
    return form_page(
        request,
        ViewForm(request.POST or None, initial=initial, actor=request.actor),
        title=view.name_in(get_language() or "") if view else _("New view"),
        back=VIEWS.url,
        save=lambda data: save_view(view, **data | sort, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields="workspace/settings/service/_view_fields.html",
        below="workspace/settings/service/_view_below.html",
        view=view,
    )


@require_POST
@part_of(VIEWS)
def move(request: ActorRequest, view_id: int) -> HttpResponse:
    """Let a list stand earlier or later."""
    view = _view(request, view_id)
    earlier = request.POST.get("where") == "earlier"
    move_view(view, earlier=earlier, actor=request.actor, at=clock.now())
    return _list(request)


@require_POST
@part_of(VIEWS)
def remove(request: ActorRequest, view_id: int) -> HttpResponse:
    """Throw a list away; its cases stay."""
    view = _view(request, view_id)
    remove_rule(view, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": view.name}, VIEWS.url)
