"""What the screen says of guidance sessions. The journal keeps codes; words belong here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.domain.guidance.states import Answer
from aftercare.interfaces.workspace.repair_texts import says

GUIDANCE_SAID: dict[str, tuple[str, Any]] = {
    "guidance.sessions_planned": ("calendar-plus", _("%(who)s planned guidance")),
    "guidance.session_changed": ("pencil", _("%(who)s changed a guidance session")),
    "guidance.session_moved": ("calendar-due", _("%(who)s moved a guidance session")),
    "guidance.session_called_off": ("calendar-off", _("%(who)s called a guidance session off")),
    "guidance.session_taken_up_again": ("rotate", _("%(who)s took a guidance session up again")),
    "guidance.session_held": ("circle-check", _("%(who)s held a guidance session")),
    "guidance.notes_changed": ("note", _("%(who)s changed the notes of a guidance session")),
    "guidance.session_missed": ("circle-x", _("A guidance session did not take place")),
    "guidance.guests_invited": ("mail-forward", _("%(who)s wrote to the guests of a session")),
    "guidance.guests_not_told": ("mail-x", _("The guests of a session did not get the mail")),
    "guidance.guests_reminded": ("alarm", _("The guests of a session were reminded")),
    "guidance.notes_sent": ("mail-forward", _("%(who)s sent the notes of a session")),
    "guidance.guest_answered": ("calendar-check", _("A guest answered the invitation")),
}
"""Every event of guidance: its icon, and how it is said."""

_ANSWERED = {
    Answer.ACCEPTED: _("A guest comes to the session"),
    Answer.TENTATIVE: _("A guest perhaps comes to the session"),
    Answer.DECLINED: _("A guest does not come to the session"),
}


def _answered(data: dict[str, Any], _who: str, _other: str) -> str:
    return str(_ANSWERED.get(data.get("answer", ""), GUIDANCE_SAID["guidance.guest_answered"][1]))


GUIDANCE_TOLD = {event: (icon, says(said)) for event, (icon, said) in GUIDANCE_SAID.items()} | {
    "guidance.guest_answered": ("calendar-check", _answered)
}
