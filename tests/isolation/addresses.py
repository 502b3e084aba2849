"""
Every address there is, taken from the resolver, with what exists for others put into it.

An address needs a row in `ROWS` for each part of it that names something.
"""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver  # noqa: TID251  # it is them that are walked

ENDLESS = {"ui:live"}
"""A stream that goes on for ever. Who hears what on it is proven beside it."""

ROWS = {
    "contact_id": "contact",
    "movement_id": "movement",
    "balance_id": "balance",
    "identity_id": "contact.identities.first",
    "address_id": "address",
    "message_id": "message",
    "file_id": "file",
    "link_id": "case_link",
    "escalation_id": "escalation",
    "number_id": "number",
    "level_id": "level",
    "template_id": "label_template",
    "notice_id": "notice",
    "absence_id": "absence",
    "merge_id": "contact_merge",
    "sender_id": "blocked_sender",
    "view_id": "view",
    "macro_id": "macro",
    "rule_id": "rule",
    "bulk_id": "bulk",
    "token_id": "api_token",
    "format_id": "number_format",
    "invitation_id": "invitation",
    "skill_id": "skill",
    "envelope_id": "envelope",
    "change_id": "change",
    "decision_id": "decision",
    "look_id": "look",
    "subject_id": "case",
    "guarantee_id": "supplier_guarantee",
    "given_id": "spare_given",
    "unit_id": "unit",
    "rate_id": "carrier_rate",
    "packing_id": "packing",
    "word_id": "carrier_word",
    "lot_id": "lot",
    "registration_id": "registration",
    "scan_rule_id": "scan_rule",
    "row_id": "import_row",
    "export_id": "export",
    "bom_id": "bom",
    "line_id": "line",
    "substitute_id": "substitute",
    "price_id": "price",
    "document_id": "document",
    "item_id": "item",
    "change_notice_id": "change_notice",
    "code_id": "fault_code",
    "parameter_id": "parameter",
    "point_id": "point",
    "question_id": "question",
    "part_id": "repair_part",
    "photo_id": "photo",
    "place_id": "kit",
    "reservation_id": "reservation",
    "account_id": "account",
    "rma_line_id": "rma_line",
    "supplier_id": "supplier",
    "share_id": "spares_share",
    "arrival_id": "arrival",
    "reason_id": "return_reason",
    "approval_id": "approval_rule",
    "exception_id": "plan_exception",
    "review_id": "stock_review",
}
"""The foreign row that a part of an address names."""

SPECIAL = {
    "workspace:account-unmerge": {"merge_id": "account_merge"},
    "workspace:file": {"link_id": "file_link"},
    "workspace:file-thumbnail": {"link_id": "file_link"},
}
CODES = {
    "contracts/": "contract",
    "customers/": "account",
    "stock/counts/": "stock_count",
    "stock/items/": "stock_item",
    "stock/cores/": "stock_item",
    "final-tests/": "item",
    "planning/parts/": "item",
    "repairs/": "work_order",
    "parcels/": "parcel",
    "carriers/sites/": "site",
    "carriers/": "carrier",
    "supplier-returns/": "supplier_return",
    "returns/": "rma",
    "guidance/": "session",
    "my/sessions/": "session",
    "purchases/": "purchase_order",
    "shortages/": "shortage",
    "items/": "item",
    "roles/": "role",
    "teams/": "team",
    "skills/": "skill",
    "channels/": "channel",
    "calendars/": "calendar",
    "entities/": "entity",
    "sites/": "site",
    "imports/": "import",
}
"""The foreign row that a code names, by what stands before it; else a case."""

WORDS = {
    "occasion": "receipt",
    "way": "receive",
    "verb": "take",
    "day": "2026-09-28",
    "name": "solve",
    "kind": "reply",
    "subject_kind": "case",
    "what": "customer",
    "token": "made-up",
    "key": "made-up",
    "uidb36": "1",
    "provider_id": "company",
    "pk": "1",
    "sheet": "accounts",
    "listed": "cases",
    "version": "1",
    "number": "1",
}
"""Parts of addresses that name no row."""

KNOWN = {"settings/values/": "files.keep_days", "settings/numbers/": "C"}
"""Names of what there is, by what stands before them."""


@dataclass(frozen=True)
class Address:
    """One address of ours; without a name it is called like its route."""

    name: str
    route: str

    def __str__(self):
        return f"{self.name} /{self.route}"


def addresses(patterns=None, prefix="", namespace=""):
    """Yield every address the resolver knows."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            named = namespace + (each.name or "")
            yield Address(named or route, route)
        else:
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from addresses(each.url_patterns, route, namespace + inner)


def parts_of(address):
    """Return the names of what stands in an address for something else."""
    return re.findall(r"<(?:\w+:)?(\w+)>", address.route)


def path_of(address, foreign):
    """Return the path of an address with the keys of foreign rows in it."""
    path = address.route
    for part in parts_of(address):
        value = str(value_of(part, address, foreign))
        path = re.sub(rf"\(\?P<{part}>[^)]*\)|<(?:\w+:)?{part}>", value, path)
    return "/" + path.replace("^", "").replace("$", "")


def value_of(part, address, foreign):
    if part == "code":
        begins = next((each for each in CODES if each in address.route), "")
        return foreign[CODES.get(begins, "case")].code
    if part == "handle":
        return foreign["owner"].handle
    if part in WORDS:
        return next((KNOWN[each] for each in KNOWN if each in address.route), WORDS[part])
    named = SPECIAL.get(address.name, {}).get(part) or ROWS.get(part, "case")
    row, *steps = named.split(".")
    found = foreign[row]
    for step in steps:
        found = getattr(found, step)
    return (found() if callable(found) else found).pk
