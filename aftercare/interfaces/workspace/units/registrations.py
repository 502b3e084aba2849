"""What customers register, for one of us to look at."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.files.queries import readable_files
from aftercare.domain.units.models import Registration
from aftercare.domain.units.operations.registering import accept_registration, refuse_registration
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import visible_registrations, visible_units
from aftercare.domain.units.states import RegistrationStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.units.forms import RefuseForm
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

PAGE = 40


@require_GET
def waiting(request: ActorRequest) -> HttpResponse:
    """Show registrations, those that wait before others are shown at all."""
    request.actor.must(UnitPermission.EDIT)
    rows = asked_registrations(request)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    links = readable_files(request.actor).filter(subject__in=[str(ref(each)) for each in shown])
    proofs = {link.subject: link for link in links}
    context = {
        "rows": [(each, proofs.get(str(ref(each)))) for each in shown],
        "show": _shown_status(request),
        "statuses": RegistrationStatus.choices,
        "after": shown[-1].pk if found[PAGE:] else None,
        "is_first": not after.isdecimal(),
        "waiting": count_waiting(request.actor),
    }
    return page(request, "workspace/units/registrations.html#rows", context)


def count_waiting(actor: Actor) -> int:
    """Return how many registrations wait for one of us to look at them."""
    return visible_registrations(actor).filter(status=RegistrationStatus.WAITING).count()


def asked_registrations(request: ActorRequest) -> QuerySet[Registration]:
    """Return the registrations the list is asked for, the newest first."""
    return visible_registrations(request.actor).filter(status=_shown_status(request))


def _shown_status(request: ActorRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in RegistrationStatus.values else RegistrationStatus.WAITING


def _registration(request: ActorRequest, registration_id: int) -> Registration:
    return get_object_or_404(visible_registrations(request.actor), pk=registration_id)


@require_POST
def accept(request: ActorRequest, registration_id: int) -> HttpResponse:
    """Believe a registration."""
    registration = _registration(request, registration_id)
    unit = get_object_or_404(visible_units(request.actor), pk=registration.unit_id or 0)
    accept_registration(registration, unit=unit, actor=request.actor, at=clock.now())
    toast(request, _("%(unit)s is registered.") % {"unit": unit})
    return redirect("workspace:unit", unit_id=unit.pk)


@require_POST
def refuse(request: ActorRequest, registration_id: int) -> HttpResponse:
    """Say that a registration cannot be true."""
    registration = _registration(request, registration_id)
    form = RefuseForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    refuse_registration(registration, why=why, actor=request.actor, at=clock.now())
    toast(request, _("The registration is refused."))
    return redirect("workspace:registrations")
