"""Which properties items have."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.catalog.operations.parameters import define_parameter
from aftercare.domain.catalog.queries import visible_parameters
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.catalog.forms import ParameterForm
from aftercare.interfaces.workspace.settings.catalog.sections import PARAMETERS
from aftercare.interfaces.workspace.settings.names import NamedForm
from aftercare.interfaces.workspace.settings.screens import form_page, part_of, settings_page
from aftercare.kit import clock

FIELDS = "workspace/settings/catalog/_parameter_fields.html"


@require_GET
@part_of(PARAMETERS)
def parameters(request: ActorRequest) -> HttpResponse:
    """Show which properties items have."""
    context = {"parameters": visible_parameters(request.actor)}
    return settings_page(request, "workspace/settings/catalog/parameters.html", context)


@require_http_methods(["GET", "POST"])
@part_of(PARAMETERS)
def new_parameter(request: ActorRequest) -> HttpResponse:
    """Say that items may have a property."""
    form = ParameterForm(request.POST or None, initial={"kind": "number"})
    if form.is_bound and form.is_valid():
        known = visible_parameters(request.actor).filter(code=form.cleaned_data["code"])
        if known.exists():
            form.add_error("code", _("There is a parameter of this code. Choose another one."))
    return form_page(
        request,
        form,
        title=_("New parameter"),
        back=PARAMETERS.url,
        save=lambda data: define_parameter(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields=FIELDS,
    )


@require_http_methods(["GET", "POST"])
@part_of(PARAMETERS)
def change_parameter(request: ActorRequest, parameter_id: int) -> HttpResponse:
    """Call a property otherwise."""
    known = get_object_or_404(visible_parameters(request.actor), pk=parameter_id)
    initial = {name: getattr(known, name) for name in ("code", "name", "kind", "unit")}
    form = ParameterForm(request.POST or None, initial=initial | NamedForm.names_of(known.names))
    form.fields["code"].disabled = True
    return form_page(
        request,
        form,
        title=known.name,
        back=PARAMETERS.url,
        save=lambda data: define_parameter(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields=FIELDS,
    )
