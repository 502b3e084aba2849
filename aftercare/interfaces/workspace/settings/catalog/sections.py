from django.utils.translation import gettext_lazy as _

from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

FAULT_CODES = Section(
    "workspace:fault-codes",
    _("Fault codes"),
    _("The words in which symptoms, faults, causes and actions are noted, in four languages."),
    "binary-tree",
    SettingsGroup.CATALOG,
    CatalogPermission.SET_UP,
)
PARAMETERS = Section(
    "workspace:parameters",
    _("Parameters"),
    _("Which properties items have, and how they are measured."),
    "ruler-measure",
    SettingsGroup.CATALOG,
    CatalogPermission.SET_UP,
)

register_section(FAULT_CODES, PARAMETERS)
