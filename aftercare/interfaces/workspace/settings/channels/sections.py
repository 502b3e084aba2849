from django.utils.translation import gettext_lazy as _

from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.interfaces.workspace.settings.registry import (
    Section,
    SettingsGroup,
    register_section,
)

CHANNELS = Section(
    "workspace:channels",
    _("Channels"),
    _("Mailboxes and forms on which people reach us, and how they are."),
    "plug",
    SettingsGroup.CHANNELS,
    ConversationPermission.SET_UP,
)
QUARANTINE = Section(
    "workspace:quarantine",
    _("Quarantine"),
    _("What could not be read or sent, and addresses that do not work."),
    "mail-exclamation",
    SettingsGroup.CHANNELS,
    ConversationPermission.SET_UP,
)

register_section(CHANNELS, QUARANTINE)
