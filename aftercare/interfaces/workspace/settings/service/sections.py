from django.utils.translation import gettext_lazy as _

from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.returns.permissions import ReturnPermission
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

TRIAGE = Section(
    "workspace:triage",
    _("Triage rules"),
    _("What a new case gets by itself: team, priority, kind and tags."),
    "route",
    SettingsGroup.SERVICE,
    CasePermission.SET_UP,
)
MACROS = Section(
    "workspace:macros",
    _("Macros"),
    _("Prepared answers in four languages, with what they change in the case."),
    "bolt",
    SettingsGroup.SERVICE,
    CasePermission.REPLY,
)
VIEWS = Section(
    "workspace:views",
    _("Saved views"),
    _("Lists of cases worth coming back to: for oneself, a team or everybody."),
    "filter",
    SettingsGroup.SERVICE,
    CasePermission.VIEW,
)
AUTOMATIC = Section(
    "workspace:automatic",
    _("Automatic messages"),
    _("All that goes out without a person, seen by somebody before it is switched on."),
    "robot",
    SettingsGroup.SERVICE,
    CasePermission.SET_UP,
)

BLOCKED = Section(
    "workspace:blocked-senders",
    _("Blocked senders"),
    _("Whose messages are kept as spam: nothing is owed for them, and nobody is told."),
    "mail-off",
    SettingsGroup.SERVICE,
    CasePermission.SET_UP,
)

GOODWILL = Section(
    "workspace:goodwill-limits",
    _("Goodwill"),
    _("How much each role may pay though we need not, and who usually bears it."),
    "heart-handshake",
    SettingsGroup.SERVICE,
    CoveragePermission.SET_UP,
)

LABOR = Section(
    "workspace:labor-rates",
    _("Rates for work"),
    _("What the work of a repair costs, by action; quotes are filled in with it."),
    "report-money",
    SettingsGroup.SERVICE,
    RepairPermission.SET_UP,
)
FINAL_TESTS = Section(
    "workspace:final-tests",
    _("Final tests"),
    _("How each item is tested after a repair, point by point."),
    "checklist",
    SettingsGroup.SERVICE,
    RepairPermission.SET_UP,
)

RETURNS = Section(
    "workspace:return-reasons",
    _("Returns"),
    _("Why things may be returned, what has to be shown, and what is approved by itself."),
    "truck-return",
    SettingsGroup.SERVICE,
    ReturnPermission.SET_UP,
)

register_section(
    LEVELS, TRIAGE, MACROS, VIEWS, AUTOMATIC, BLOCKED, GOODWILL, LABOR, FINAL_TESTS, RETURNS
)
