from django.utils.translation import gettext_lazy as _

from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

CARRIERS = Section(
    "workspace:carriers",
    _("Carriers"),
    _("With whom we send parcels, at which prices, and the addresses of our sites."),
    "truck",
    SettingsGroup.SERVICE,
    ShippingPermission.SET_UP,
)
PACKING = Section(
    "workspace:packing",
    _("Packing instructions"),
    _("How items are packed: materials, marks, and words in four languages."),
    "package-export",
    SettingsGroup.SERVICE,
    ShippingPermission.SET_UP,
)

register_section(CARRIERS, PACKING)
