"""What permissions are called where somebody decides who has them, or lacks one."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.queries import known_permissions

APPS: dict[str, Any] = {
    "company": _("Company"),
    "journal": _("Journal"),
    "people": _("People"),
    "files": _("Files"),
    "promises": _("Promises"),
    "search": _("Search"),
    "spreadsheets": _("Spreadsheets"),
    "cases": _("Cases"),
    "conversations": _("Conversations"),
    "customers": _("Customers"),
    "catalog": _("Catalog"),
    "coverage": _("Coverage"),
    "stock": pgettext_lazy("goods", "Stock"),
    "labels": _("Labels"),
    "shipping": pgettext_lazy("parcels", "Shipping"),
    "repairs": _("Repairs"),
    "returns": _("Returns"),
    "supply": _("Supply"),
    "guidance": _("Guidance"),
    "planning": _("Spare parts planning"),
    "units": pgettext_lazy("things in the field", "Units"),
    "ui": _("Screens"),
}
TEXTS: dict[str, Any] = {
    "company.set_up": _("Set up legal entities, sites, calendars and settings"),
    "journal.audit": _("See everything that happened, and check that nothing was altered"),
    "people.view": _("See colleagues, teams and absences"),
    "people.invite": _("Invite people"),
    "people.make_tokens": _("Make tokens by which programs work in one's own name"),
    "people.set_up": _("Set up people, roles and teams"),
    "files.remove": _("Remove files that nothing refers to"),
    "promises.view": _("See promises"),
    "promises.notice": _("Note that promises slip or are broken, as the system does"),
    "search.find": _("Search"),
    "search.see_misses": _("See what people searched and did not find"),
    "spreadsheets.import": _("Import tables from files, where one may edit what is in them"),
    "spreadsheets.export": _("Export lists as files"),
    "cases.view": _("See cases of the own teams"),
    "cases.view_all": _("See the cases of all teams"),
    "cases.open": pgettext_lazy("permission", "Open cases"),
    "cases.reply": _("Answer customers"),
    "cases.note": _("Write internal notes"),
    "cases.work": _("Work on cases: take, sort, wait, snooze"),
    "cases.assign": _("Give cases to others"),
    "cases.solve": _("Solve cases and commit to dates"),
    "cases.escalate": _("Ask quality and R&D for help"),
    "cases.merge": _("Merge and split cases"),
    "cases.write_own": _("Write in one's own matters, as a customer does"),
    "cases.set_up": _("Set up triage rules, service levels and macros"),
    "conversations.view": _("See conversations"),
    "conversations.receive": pgettext_lazy("permission", "Take in messages"),
    "conversations.set_up": _("Set up channels"),
    "customers.view": _("See customers"),
    "customers.edit": _("Edit customers"),
    "customers.merge": _("Merge customers"),
    "customers.forget": _("Erase the data of a person"),
    "customers.export": _("Export the data of a person"),
    "catalog.view": _("See the catalog"),
    "catalog.edit": _("Edit the catalog: items, bills of materials, substitutes, documents"),
    "units.view": _("See units, lots and what is inside"),
    "units.edit": _("Edit units: dates, owners, registrations"),
    "units.swap": _("Swap parts of units"),
    "units.trace": _("Trace lots to units and their owners"),
    "units.take_in": _("Take in what production delivers, and what is shipped"),
    "units.register": _("Take in registrations, as the public page does"),
    "units.set_up": _("Set up how codes of makers are read"),
    "stock.see_availability": _("See how much of an item can be had"),
    "stock.view": _("See stock: places, movements, values"),
    "stock.move": _("Receive, put away, give out and transfer goods"),
    "stock.reserve": _("Reserve goods"),
    "stock.scrap": _("Scrap goods, and harvest parts"),
    "stock.correct": _("Correct movements"),
    "stock.count": _("Count places"),
    "stock.approve": _("Approve the counts of others"),
    "stock.release_reservations": _("Let go of expired reservations, as the system does"),
    "stock.set_up": _("Set up places and storage lives"),
    "shipping.view": _("See parcels and carriers"),
    "shipping.send": _("Prepare, pack and send parcels, and buy labels"),
    "shipping.receive": _("Say where parcels are, and that they have come"),
    "shipping.set_up": _("Set up carriers and how items are packed"),
    "repairs.view": _("See work orders"),
    "repairs.open": _("Open work orders"),
    "repairs.receive": _("Receive units that are to be repaired"),
    "repairs.work": _("Diagnose, repair and test units"),
    "repairs.quote": _("Quote repairs, and answer what customers ask about them"),
    "repairs.assign": _("Give work orders to teams and technicians"),
    "repairs.hand_over": _("Hand units back to customers"),
    "repairs.end": _("Decide that a unit is not repaired, exchanged or scrapped"),
    "repairs.set_up": _("Set up how items are tested, and what work costs"),
    "labels.print": _("Print labels"),
    "labels.set_up": _("Set up how labels look"),
    "returns.view": _("See returns"),
    "returns.request_own": _("Ask to return one's own things, as a customer does"),
    "returns.open": pgettext_lazy("permission", "Open returns"),
    "returns.approve": _("Approve and refuse returns"),
    "returns.receive": _("Receive what is returned, and send things out for it"),
    "returns.inspect": _("Inspect what was returned"),
    "returns.decide": _("Decide what becomes of what was returned, and what is paid for it"),
    "returns.set_up": _("Set up reasons and approval rules for returns"),
    "guidance.view": _("See guidance sessions"),
    "guidance.plan": _("Plan guidance sessions, change them, and write to their guests"),
    "guidance.hold": _("Hold guidance sessions and write their notes"),
    "supply.view": _("See purchase orders, suppliers and shortages"),
    "supply.request": _("Draft purchase orders and ask for them"),
    "supply.order": _("Order of suppliers, and write down what they promise"),
    "supply.receive": _("Take in what suppliers send"),
    "supply.solve": _("Choose what to do where a part runs short"),
    "supply.set_up": _("Set up suppliers and their prices"),
    "catalog.set_up": _("Set up fault codes and parameters"),
    "coverage.view": _("See decisions, contracts and rule books"),
    "coverage.decide": _("Decide who pays, and why"),
    "coverage.adjudicate": _("Find out whether somebody has damaged a unit"),
    "coverage.goodwill": _("Grant goodwill within the limit of the role"),
    "coverage.give_spares": _("Give free spares by the ratio of a contract"),
    "coverage.agree": _("Write down contracts"),
    "coverage.set_up": _("Set limits of goodwill, and grant beyond them"),
    "planning.view": _("See plans of spare parts"),
    "planning.run": _("Have plans of spare parts made"),
    "planning.decide": _("Decide what plans propose, and what they assume"),
    "planning.review": _("Review the stock of warehouses, and sign"),
    "ui.see_style_guide": _("See the style guide"),
}


def permission_in_words(code: str) -> str:
    """Return what a permission lets somebody do, and in which part of the system."""
    app = APPS.get(code.partition(".")[0], "")
    return gettext("%(part)s: %(may)s") % {"part": app, "may": TEXTS.get(code, code)}


def permission_groups() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return every permission there is with its text, under the name of its app."""
    return [
        (APPS.get(app, app), [(code, TEXTS.get(code, code)) for code in codes])
        for app, codes in known_permissions().items()
    ]


ROLE_NAMES = (
    _("Administrator"),
    _("Customer-service manager"),
    _("Regional manager"),
    _("Agent"),
    _("Engineer"),
    _("Board repair"),
    _("Unit repair"),
    _("Warehouse"),
    _("Planner"),
    _("Quality"),
    _("R&D"),
    _("Service station"),
    _("Customer"),
)
"""The names of the standard roles; the database keeps them in English, screens translate them."""
