from django.utils.translation import gettext_lazy as _

from aftercare.domain.cases.permissions import CasePermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

LEVELS = Section(
    "workspace:service-levels",
    _("Service levels"),
    _("How fast we promise to react and to solve, and to whom."),
    "shield-check",
    SettingsGroup.SERVICE,
    CasePermission.SET_UP,
)

register_section(LEVELS)
