"""What people are notified of, in words."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.models import Notification


@dataclass(frozen=True)
class NoticeKind:
    """One kind of news: what it is called where one chooses, and what it says."""

    label: Any
    said: Any
    icon: str


KINDS = {
    "case_assigned": NoticeKind(
        _("A case is given to me or my team"), _("Given to you"), "user-check"
    ),
    "case_heard_from": NoticeKind(
        _("A customer writes in a case of mine"), _("The customer wrote"), "mail"
    ),
    "mentioned": NoticeKind(_("Somebody mentions me"), _("You were mentioned"), "at"),
    "note_added": NoticeKind(
        _("Somebody writes a note in a case of mine"), _("A new note"), "note"
    ),
    "notice_drafted": NoticeKind(
        _("A promise of mine slips"), _("A promise slips; a notice is drafted"), "alert-triangle"
    ),
    "case_woken": NoticeKind(_("A snoozed case of mine is back"), _("Back in the lists"), "alarm"),
    "case_solved": NoticeKind(_("A case I watch is solved"), _("Solved"), "circle-check"),
    "case_escalated": NoticeKind(
        _("My team is asked for help"), _("Your team is asked for help"), "stairs-up"
    ),
    "escalation_answered": NoticeKind(
        _("A team I asked has answered"), _("The team has answered"), "message-check"
    ),
    "reply_lost": NoticeKind(
        _("An answer in a case of mine did not arrive"), _("An answer did not arrive"), "mail-x"
    ),
    "order_assigned": NoticeKind(
        _("A work order is given to me"), _("A work order is yours"), "tool"
    ),
    "order_slips": NoticeKind(
        _("A repair of mine or my team is nearly late"), _("A repair is nearly late"), "clock"
    ),
    "delivery_slips": NoticeKind(
        _("A parcel I sent will be late, or is in trouble"), _("A parcel is late"), "truck"
    ),
    "core_slips": NoticeKind(
        _("An old part for one I gave in exchange is due or overdue"),
        _("An old part has not come back"),
        "rotate",
    ),
    "quote_answered": NoticeKind(
        _("A customer answers a quote for a repair of mine"), _("The quote was answered"), "receipt"
    ),
    "customer_asked": NoticeKind(
        _("A customer asks about a repair of mine"), _("The customer asked something"), "message"
    ),
    "session_planned": NoticeKind(
        _("A guidance session is given to me"), _("A session is yours"), "calendar-plus"
    ),
    "guest_declined": NoticeKind(
        _("A guest does not come to a guidance session of mine"),
        _("A guest does not come"),
        "calendar-off",
    ),
    "session_soon": NoticeKind(
        _("A guidance session of mine comes up"), _("A session comes up"), "calendar-due"
    ),
    "session_notes": NoticeKind(
        _("The notes of a guidance session of mine are overdue"),
        _("The notes of a session are overdue"),
        "note",
    ),
    "journal_altered": NoticeKind(
        _("Somebody has altered the journal"), _("The journal is not what it was"), "alert-octagon"
    ),
}
"""All kinds, in the order in which people choose."""

_UNKNOWN = NoticeKind(_("Something else"), _("Something happened"), "bell")


def kind_of(notice: Notification) -> NoticeKind:
    """Return what there is to say of a notification."""
    return KINDS.get(notice.kind, _UNKNOWN)


def title_of(notice: Notification) -> str:
    """Return what a notification is about, in the words of whoever it is about."""
    data = notice.data
    named = " ".join(filter(None, [data.get("code", ""), data.get("subject", "")]))
    return named or str(kind_of(notice).said)


PAGES = {
    "case": "workspace:case",
    "work_order": "workspace:order",
    "parcel": "workspace:parcel",
    "guidance_session": "workspace:session",
}
"""Where one sees a thing, by its number."""
PLACES = {"core_debt": "workspace:stock-cores", "chain_check": "workspace:audit"}
"""Where one sees a thing that has no page of its own."""


def address_of_thing(notice: Notification) -> str:
    """Return where one sees what a notification is about."""
    thing, code = notice.about.partition(":")[0], notice.data.get("code")
    if thing in PAGES and code:
        return reverse(PAGES[thing], args=[code])
    return reverse(PLACES.get(thing, "workspace:notifications"))


def mail_address_of(path: str) -> str:
    """Return an address of ours as it stands in a mail."""
    return settings.PUBLIC_URL.rstrip("/") + path
