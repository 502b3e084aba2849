"""What the frame shows of our screens: entries, saved views, palette, live topics."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.base.journal.permissions import JournalPermission
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.queries import unread_notifications
from aftercare.base.promises.permissions import PromisePermission
from aftercare.base.search.queries import parse_query, suggest
from aftercare.domain.cases.models import SavedView
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import (
    SORTS,
    count_up_to,
    matching_cases,
    visible_cases,
    visible_views,
)
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import visible_sessions
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import open_orders, visible_work_orders
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import visible_returns
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import visible_parcels
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import visible_purchases
from aftercare.domain.supply.queries.shortages import open_shortages, visible_shortages
from aftercare.domain.supply.states import ShortageStatus
from aftercare.domain.units.permissions import UnitPermission
from aftercare.interfaces.ui.commands import (
    Command,
    PaletteHit,
    register_command,
    register_palette_source,
)
from aftercare.interfaces.ui.live.topics import Topic, register_topic
from aftercare.interfaces.ui.navigation import (
    MOST_SHOWN,
    NavEntry,
    NavGroup,
    register_nav,
    register_nav_group,
    register_personal_nav,
)
from aftercare.interfaces.workspace.cases.asked import INBOX
from aftercare.interfaces.workspace.settings.registry import may_set_up_anything
from aftercare.interfaces.workspace.units.finding import things_alike
from aftercare.kit import clock
from aftercare.kit.actors import Actor


def _saved_views(actor: Actor) -> Iterable[NavEntry]:
    return [_entry_for(view) for view in visible_views(actor)[:12]]


def _entry_for(view: SavedView) -> NavEntry:
    sort = {} if view.sort == SORTS[0] else {"sort": view.sort}
    query = urlencode({"q": view.query} | sort)
    return NavEntry(
        "workspace:inbox",
        view.name_in(get_language() or ""),
        "filter",
        count=_counter(view.query),
        query=query,
    )


def _counter(text: str) -> Callable[[Actor], int | None]:
    def count(actor: Actor) -> int | None:
        cases = matching_cases(parse_query(text), actor=actor, at=clock.now())
        return count_up_to(MOST_SHOWN + 1, cases) or None

    return count


def _mine(actor: Actor) -> int | None:
    mine = open_orders(actor).filter(assignee=actor.id) if actor.kind == "user" else None
    return mine.order_by()[: MOST_SHOWN + 1].count() or None if mine is not None else None


def _short(actor: Actor) -> int | None:
    if not actor.may(SupplyPermission.SOLVE):
        return None
    undecided = open_shortages(actor).filter(status=ShortageStatus.OPEN)
    return undecided.order_by()[: MOST_SHOWN + 1].count() or None


def _unread(actor: Actor) -> int | None:
    return unread_notifications(actor).count() or None


def _found(actor: Actor, q: str) -> Iterable[tuple[Any, list[PaletteHit]]]:
    known = suggest(q, actor=actor, kinds=["case", "item"])
    cases = [
        PaletteHit(f"{each.code} {each.title}", reverse("workspace:case", args=[each.code]), "mail")
        for each in known.get("case", [])
    ]
    units = [
        PaletteHit(f"{each.title} {each.text}", each.url, each.icon)
        for each in things_alike(q, actor)
    ]
    items = [
        PaletteHit(each.title, reverse("workspace:item", args=[each.code]), "cpu")
        for each in known.get("item", [])
    ]
    return [(_("Cases"), cases), (_("Units & lots"), units), (_("Items"), items)]


register_nav(
    NavEntry(
        "workspace:inbox", _("Inbox"), "inbox", CasePermission.VIEW, count=_counter(INBOX), key="i"
    ),
    NavEntry(
        "workspace:repairs", _("Repairs"), "tool", RepairPermission.VIEW, count=_mine, key="o"
    ),
    NavEntry("workspace:parcels", _("Parcels"), "truck", ShippingPermission.VIEW, key="v"),
    NavEntry("workspace:returns", _("Returns"), "truck-return", ReturnPermission.VIEW, key="b"),
    NavEntry("workspace:sessions", _("Guidance"), "calendar-due", GuidancePermission.VIEW, key="e"),
    NavEntry("workspace:promises", _("Promises"), "shield-check", PromisePermission.VIEW, key="p"),
    NavEntry(
        "workspace:customers", _("Customers"), "address-book", CustomerPermission.VIEW, key="c"
    ),
    NavEntry("workspace:units", _("Units & lots"), "cpu", UnitPermission.VIEW, key="u"),
    NavEntry("workspace:contracts", _("Coverage"), "scale", CoveragePermission.VIEW, key="w"),
    NavEntry("workspace:items", _("Items"), "box", CatalogPermission.VIEW, key="m"),
    NavEntry(
        "workspace:stock", pgettext_lazy("goods", "Stock"), "package", StockPermission.VIEW, key="k"
    ),
    NavEntry(
        "workspace:shortages",
        _("Supply"),
        "shopping-cart",
        SupplyPermission.VIEW,
        count=_short,
        key="y",
    ),
    NavEntry("workspace:plans", _("Spare parts"), "calculator", PlanningPermission.VIEW, key="l"),
    NavEntry("workspace:insights", _("Insights"), "chart-bar", CasePermission.VIEW_ALL, key="r"),
    NavEntry("workspace:load", _("Team load"), "users", CasePermission.ASSIGN, key="t"),
    NavEntry("workspace:audit", _("Audit"), "list-check", JournalPermission.AUDIT, key="a"),
    NavEntry("workspace:settings", _("Settings"), "settings", key="s", shown=may_set_up_anything),
)
register_personal_nav(
    NavEntry("workspace:notifications", _("Notifications"), "bell", count=_unread, key="n"),
    NavEntry("workspace:profile", _("Your profile"), "user-circle"),
    NavEntry("mfa_index", _("How you sign in"), "lock"),
    NavEntry("account_logout", _("Sign out"), "logout"),
)
register_nav_group(NavGroup(_("Views"), _saved_views))
register_command(
    Command("workspace:case-new", _("New case"), "circle-plus", CasePermission.OPEN, "c"),
    Command(
        "workspace:away",
        _("Who is away"),
        "calendar-off",
        PeoplePermission.VIEW,
        words=_("absences holidays vacation"),
    ),
    Command(
        "workspace:find",
        pgettext_lazy("a code", "Scan"),
        "scan",
        UnitPermission.VIEW,
        words=_("barcode label serial"),
    ),
    Command("workspace:order-new", _("New work order"), "tool", RepairPermission.OPEN),
    Command("workspace:parcel-new", _("New parcel"), "package", ShippingPermission.SEND),
    Command("workspace:parcels-scan", _("Scan parcels"), "scan", ShippingPermission.RECEIVE),
    Command("workspace:return-new", _("New return"), "truck-return", ReturnPermission.OPEN),
    Command("workspace:return-receive", _("Receive returns"), "scan", ReturnPermission.RECEIVE),
    Command(
        "workspace:supplier-returns", _("Returns to suppliers"), "truck", ReturnPermission.VIEW
    ),
    Command(
        "workspace:session-new",
        _("Plan guidance"),
        "calendar-plus",
        GuidancePermission.PLAN,
        words=_("session appointment training meeting"),
    ),
    Command(
        "workspace:purchase-new",
        _("New purchase order"),
        "shopping-cart",
        SupplyPermission.REQUEST,
        words=_("buy order supplier"),
    ),
    Command("workspace:purchase-receive", _("Receive purchases"), "scan", SupplyPermission.RECEIVE),
    Command("workspace:search", _("Search everything"), "search", CasePermission.VIEW),
)
register_palette_source(_found)
register_topic(
    Topic("inbox", lambda actor, _number: actor.may(CasePermission.VIEW), frozenset({"case"})),
    Topic(
        "repairs",
        lambda actor, _number: actor.may(RepairPermission.VIEW),
        frozenset({"work_order"}),
    ),
    Topic(
        "parcels", lambda actor, _number: actor.may(ShippingPermission.VIEW), frozenset({"parcel"})
    ),
    Topic("parcel", lambda actor, key: visible_parcels(actor).filter(pk=key).exists()),
    Topic(
        "sessions",
        lambda actor, _number: actor.may(GuidancePermission.VIEW),
        frozenset({"guidance_session"}),
    ),
    Topic("guidance_session", lambda actor, key: visible_sessions(actor).filter(pk=key).exists()),
    Topic("returns", lambda actor, _number: actor.may(ReturnPermission.VIEW), frozenset({"rma"})),
    Topic(
        "purchases",
        lambda actor, _number: actor.may(SupplyPermission.VIEW),
        frozenset({"purchase_order"}),
    ),
    Topic(
        "shortages",
        lambda actor, _number: actor.may(SupplyPermission.VIEW),
        frozenset({"shortage"}),
    ),
    Topic("shortage", lambda actor, key: visible_shortages(actor).filter(pk=key).exists()),
    Topic("purchase_order", lambda actor, key: visible_purchases(actor).filter(pk=key).exists()),
    Topic("rma", lambda actor, key: visible_returns(actor).filter(pk=key).exists()),
    Topic("work_order", lambda actor, key: visible_work_orders(actor).filter(pk=key).exists()),
    Topic("case", lambda actor, number: visible_cases(actor).filter(pk=number).exists()),
)
