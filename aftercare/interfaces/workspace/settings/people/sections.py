from django.utils.translation import gettext_lazy as _

from aftercare.base.people.permissions import PeoplePermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

PEOPLE = Section(
    "workspace:people",
    _("People"),
    _("Who has an account, what they may do and why, in which teams they are."),
    "users",
    SettingsGroup.PEOPLE,
    PeoplePermission.SET_UP,
)
INVITATIONS = Section(
    "workspace:invitations",
    _("Invitations"),
    _("Who may join, and has not yet."),
    "mail-plus",
    SettingsGroup.PEOPLE,
    PeoplePermission.INVITE,
)
TOKENS = Section(
    "workspace:tokens",
    _("Tokens for programs"),
    _("Programs that work in somebody's name, and what they may do."),
    "key",
    SettingsGroup.PEOPLE,
    PeoplePermission.MAKE_TOKENS,
)
ROLES = Section(
    "workspace:roles",
    _("Roles"),
    _("What people of a duty may do, and who has it."),
    "key",
    SettingsGroup.PEOPLE,
    PeoplePermission.SET_UP,
)
TEAMS = Section(
    "workspace:teams",
    _("Teams"),
    _("Who shares a pile of work, when they work, and as whom they write."),
    "users-group",
    SettingsGroup.PEOPLE,
    PeoplePermission.SET_UP,
)
SKILLS = Section(
    "workspace:skills",
    _("Skills"),
    _("What people know, and how well: cases are given to who knows them."),
    "school",
    SettingsGroup.PEOPLE,
    PeoplePermission.SET_UP,
)

register_section(PEOPLE, INVITATIONS, TOKENS, ROLES, TEAMS, SKILLS)
