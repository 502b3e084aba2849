from django.utils.translation import gettext_lazy as _

from aftercare.base.company.permissions import CompanyPermission
from aftercare.base.labels.permissions import LabelPermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

COMPANY = Section(
    "workspace:company",
    _("Company and sites"),
    _("The companies in whose name we promise, and the places where people work."),
    "building",
    SettingsGroup.COMPANY,
    CompanyPermission.SET_UP,
)
CALENDARS = Section(
    "workspace:calendars",
    _("Calendars"),
    _("When people work: hours of the week, holidays, and days worked instead."),
    "calendar",
    SettingsGroup.COMPANY,
    CompanyPermission.SET_UP,
)
NUMBERS = Section(
    "workspace:numbers",
    _("Document numbers"),
    _("How cases, contracts and other documents are numbered, and which number comes next."),
    "hash",
    SettingsGroup.COMPANY,
    CompanyPermission.SET_UP,
)
VALUES = Section(
    "workspace:values",
    _("Other settings"),
    _("Single values, with who changed them when, and the way back."),
    "adjustments",
    SettingsGroup.COMPANY,
    CompanyPermission.SET_UP,
)

LABELS = Section(
    "workspace:label-templates",
    _("Labels"),
    _("How large labels are, what stands on them, and what their code says."),
    "tag",
    SettingsGroup.COMPANY,
    LabelPermission.SET_UP,
)

register_section(COMPANY, CALENDARS, NUMBERS, LABELS, VALUES)
