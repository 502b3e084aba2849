from typing import Any

from django import template
from django.utils.translation import gettext as _

from aftercare.base.company.queries import visible_entities
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.queries.letters import when
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.interfaces.portal.shown import STATES, state_of
from aftercare.interfaces.portal.track import STATES as STATES_OF_REPAIR
from aftercare.kit.actors import SYSTEM

register = template.Library()


@register.simple_tag
def our_name() -> str:
    """Return by which name customers know us."""
    entity = visible_entities(SYSTEM).order_by("pk").first()
    return entity.name if entity else _("Service")


@register.filter
def look_of(case: Any) -> dict[str, Any]:
    """Return how far a case is, as its customer is told: word, icon and tone."""
    return STATES[state_of(case)]


@register.filter
def told_of_repair(status: str) -> str:
    """Return where a repair stands, as its customer is told."""
    return str(STATES_OF_REPAIR[status])


@register.filter
def told_when(session: GuidanceSession) -> str:
    """Return when a session takes place, by the clock of the customer."""
    return when(session, session.account.time_zone or session.zone)


@register.filter
def told_of_parcel(parcel: Parcel) -> str:
    """Return where a parcel is, as its customer is told: that a label is bought is ours to know."""
    is_ready = parcel.status == ParcelStatus.LABELED
    return _("Ready to be sent") if is_ready else str(parcel.get_status_display())


@register.filter
def reason_in(reason: Any, language: str) -> str:
    """Return what the reason of a return is called in a language."""
    return str(reason.name_in(language))
