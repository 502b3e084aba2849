from django.utils.translation import gettext_lazy as _

from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

IMPORTS = Section(
    "workspace:imports",
    _("Import"),
    _("Take customers, people and more over from Excel or CSV files, with a dry run and undo."),
    "table-import",
    SettingsGroup.COMPANY,
    SpreadsheetPermission.IMPORT,
)

register_section(IMPORTS)
