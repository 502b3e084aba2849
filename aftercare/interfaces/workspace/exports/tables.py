"""What each list hands out: its columns, and its rows as they are narrowed down on the page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from aftercare.base.people.models import User
from aftercare.base.promises.permissions import PromisePermission
from aftercare.base.promises.queries import visible_promises
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import sorted_cases
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.cases.asked import asked_in
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.customers.forms import FilterForm
from aftercare.interfaces.workspace.customers.lists import filtered_accounts, filtered_contacts
from aftercare.interfaces.workspace.exports.goods import GOODS
from aftercare.interfaces.workspace.exports.items import ITEMS
from aftercare.interfaces.workspace.exports.stores import STORES
from aftercare.interfaces.workspace.exports.table import ExportedList, Row, Table
from aftercare.interfaces.workspace.exports.traces import TRACES
from aftercare.interfaces.workspace.exports.workshop import WORKSHOP
from aftercare.interfaces.workspace.guidance.forms import SessionFilterForm
from aftercare.interfaces.workspace.guidance.lists import filtered_sessions
from aftercare.interfaces.workspace.guidance.shown import listed, with_people
from aftercare.interfaces.workspace.promises.views import answered_for_by, owed, with_cases
from aftercare.kit import clock


def _cases(request: ActorRequest) -> Table:
    asked = asked_in(request.GET)
    found = asked.cases(request).select_related("contact", "account", "assignee", "team")
    header = [_("Number"), _("Subject"), _("Customer"), _("Person"), _("State"), _("Priority")]
    header += [_("Who"), _("Team"), _("Tags"), _("Opened"), _("Last activity"), _("Due next")]
    return Table(header, sorted_cases(found, asked.sort), lambda rows: map(_case, rows))


def _case(case: Case) -> Row:
    return [
        case.code,
        case.subject,
        str(case.account or ""),
        case.whose,
        case.get_status_display(),
        case.get_priority_display(),
        str(case.assignee or ""),
        str(case.team or ""),
        case.tags,
        case.opened_at,
        case.active_at,
        case.due_at,
    ]


def _accounts(request: ActorRequest) -> Table:
    rows = filtered_accounts(request.actor, _filter(request))
    header = [_("Number"), _("Name"), _("Kind"), _("Plan"), _("Country"), _("Language")]
    header += [_("Mail domains"), _("Tags"), _("Note")]
    return Table(header, rows.order_by("name", "pk"), lambda rows: map(_account, rows))


def _account(account: Account) -> Row:
    kind, tier = account.get_kind_display(), account.get_tier_display()
    known = [account.code, account.name, kind, tier, account.country, account.language]
    return [*known, account.domains, account.tags, account.note]


def _people(request: ActorRequest) -> Table:
    rows = filtered_contacts(request.actor, _filter(request)).prefetch_related("identities")
    header = [pgettext("person", "Name"), _("Customer"), _("E-mail"), _("Phone"), _("Position")]
    header += [_("Language"), _("Tags"), _("Note")]
    return Table(header, rows.order_by("name", "pk"), lambda rows: map(_person, rows))


def _person(contact: Contact) -> Row:
    living = [each for each in contact.identities.all() if each.valid_until is None]
    ways = [
        [each.shown for each in living if each.channel == channel] for channel in ("email", "phone")
    ]
    name, account = contact.name, str(contact.account or "")
    return [name, account, *ways, contact.title, contact.language, contact.tags, contact.note]


def _filter(request: ActorRequest) -> dict[str, Any]:
    form = FilterForm(request.GET)
    return form.cleaned_data if form.is_valid() else {}


def _promises(request: ActorRequest) -> Table:
    at = clock.now()
    mine = visible_promises(request.actor)
    who, tab = request.GET.get("who", ""), request.GET.get("tab", "")
    rows = owed(answered_for_by(who, request.actor, mine), tab, at)
    header = [pgettext("document", "For"), _("Subject"), _("Person"), _("Promise"), _("Who")]
    header += [_("Due"), _("State")]

    def cells(some: list[Any]) -> Iterator[Row]:
        for row in with_cases(request, some, at):
            *about, who = _owed_in(row)
            promise = row["promise"]
            yield [*about, str(row["label"]), who, promise.due_at, state_of(promise, at)]

    return Table(header, rows.order_by("due_at", "pk"), cells)


def _owed_in(row: dict[str, Any]) -> Row:
    """Return in what a promise is owed: its number, what it is, whose, and who works on it."""
    if case := row["case"]:
        return [case.code, case.subject, case.whose, _name(case.assignee)]
    if order := row["order"]:
        whose = str(order.account or order.contact or "")
        return [order.code, order.complaint, whose, _name(order.assignee)]
    if rma := row["rma"]:
        reason = rma.reason.name_in(get_language() or "")
        return [rma.code, reason, str(rma.account or rma.contact or ""), ""]
    if purchase := row["purchase"]:
        return [purchase.code, str(purchase.supplier or ""), "", _name(purchase.buyer)]
    if session := row["session"]:
        who = ", ".join(str(each.user) for each in session.holders.all())
        return [session.code, session.subject, str(session.account), who]
    return [row["promise"].subject, "", "", ""]


def _name(user: User | None) -> str:
    return str(user or "")


def _sessions(request: ActorRequest) -> Table:
    form = SessionFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = with_people(filtered_sessions(request.actor, wanted, clock.now()))
    header = [_("Number"), _("Subject"), _("Customer"), _("Case"), _("From"), _("Until")]
    header += [_("Time zone"), _("State"), _("Who holds it"), _("Guests"), _("Come")]

    def cells(some: list[Any]) -> Iterator[Row]:
        for each in listed(some):
            row, state = each.session, each.session.get_status_display()
            known = [row.code, row.subject, str(row.account), row.case.code]
            when = [row.starts_at, row.ends_at, row.zone]
            held = ", ".join(map(str, each.holders))
            yield [*known, *when, state, held, each.guests, each.coming]

    return Table(header, rows, cells)


LISTS = {
    "sessions": ExportedList(GuidancePermission.VIEW, _sessions),
    "cases": ExportedList(CasePermission.VIEW, _cases),
    "customers": ExportedList(CustomerPermission.VIEW, _accounts),
    "people": ExportedList(CustomerPermission.VIEW, _people),
    "promises": ExportedList(PromisePermission.VIEW, _promises),
    **GOODS,
    **ITEMS,
    **TRACES,
    **WORKSHOP,
    **STORES,
}
