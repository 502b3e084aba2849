from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.company.operations import register_entity, register_site
from aftercare.base.company.queries import visible_entities, visible_sites
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.company.forms import (
    EntityForm,
    NewEntityForm,
    NewSiteForm,
    SiteForm,
)
from aftercare.interfaces.workspace.settings.company.sections import COMPANY
from aftercare.interfaces.workspace.settings.screens import form_page, part_of, settings_page
from aftercare.kit import clock


@require_GET
@part_of(COMPANY)
def company(request: ActorRequest) -> HttpResponse:
    """Show our companies and where our people work."""
    context = {"entities": visible_entities(request.actor), "sites": visible_sites(request.actor)}
    return settings_page(request, "workspace/settings/company/company.html", context)


@require_http_methods(["GET", "POST"])
@part_of(COMPANY)
def new_entity(request: ActorRequest) -> HttpResponse:
    """Enter a company of ours."""
    return form_page(
        request,
        NewEntityForm(request.POST or None),
        title=_("New company"),
        back=COMPANY.url,
        save=lambda data: register_entity(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@part_of(COMPANY)
def change_entity(request: ActorRequest, code: str) -> HttpResponse:
    """Correct a company of ours."""
    entity = get_object_or_404(visible_entities(request.actor), code=code)
    start = {"name": entity.name, "country": entity.country}
    return form_page(
        request,
        EntityForm(request.POST or None, initial=start),
        title=entity.name,
        back=COMPANY.url,
        save=lambda data: register_entity(code=code, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@part_of(COMPANY)
def new_site(request: ActorRequest) -> HttpResponse:
    """Enter a place where our people work."""
    return form_page(
        request,
        NewSiteForm(request.POST or None),
        title=_("New site"),
        back=COMPANY.url,
        save=lambda data: register_site(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@part_of(COMPANY)
def change_site(request: ActorRequest, code: str) -> HttpResponse:
    """Correct a place where our people work."""
    site = get_object_or_404(visible_sites(request.actor), code=code)
    start = {name: getattr(site, name) for name in SiteForm.base_fields}
    return form_page(
        request,
        SiteForm(request.POST or None, initial=start),
        title=site.name,
        back=COMPANY.url,
        save=lambda data: register_site(code=code, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )
