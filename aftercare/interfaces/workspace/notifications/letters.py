"""The mail that tells somebody what they have not seen yet."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.base.people.models import Notification, User
from aftercare.interfaces.workspace.notifications.kinds import (
    address_of_thing,
    kind_of,
    mail_address_of,
    title_of,
)


def letter(user: User, notices: Sequence[Notification]) -> tuple[str, str]:
    """Return subject and text of a mail about `notices`, in the language of `user`."""
    with translation.override(user.language):
        return _subject(notices), "\n\n".join([*map(_line, notices), _footer()]) + "\n"


def _subject(notices: Sequence[Notification]) -> str:
    if len(notices) > 1:
        news = ngettext(
            "%(n)s new thing in Aftercare", "%(n)s new things in Aftercare", len(notices)
        )
        return news % {"n": len(notices)}
    said = {"what": kind_of(notices[0]).said, "about": title_of(notices[0])}
    return _("%(what)s: %(about)s") % said


def _line(notice: Notification) -> str:
    said = {"what": kind_of(notice).said, "about": title_of(notice)}
    return _("%(what)s: %(about)s") % said + "\n" + mail_address_of(address_of_thing(notice))


def _footer() -> str:
    choose = mail_address_of(reverse("workspace:profile-notices"))
    return _("You choose what you are mailed of: %(address)s") % {"address": choose}
