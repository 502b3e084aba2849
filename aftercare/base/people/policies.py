"""Who may usually do what, what an invitation is opened with, what stands below a mail."""

from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase

from django.core.signing import BadSignature, Signer

_seal = Signer(salt="people.invitation")

_CASEWORK = (
    "cases.view", "cases.open", "cases.reply", "cases.note", "cases.work", "cases.solve",
    "cases.escalate", "customers.*", "conversations.view", "promises.view", "people.view",
    "files.*", "search.*", "catalog.view",
    "coverage.view", "coverage.decide", "coverage.goodwill",
    "units.view", "units.edit", "units.swap", "units.trace", "stock.see_availability",
    "repairs.view", "repairs.open", "repairs.receive", "repairs.assign", "repairs.hand_over",
    "repairs.end", "repairs.quote", "labels.print",
    "shipping.view", "shipping.send", "shipping.receive",
    "returns.view", "returns.open", "returns.approve", "returns.receive", "returns.inspect",
    "returns.decide", "supply.view", "guidance.*",
)  # fmt: skip
_JOINT = (
    "cases.view", "cases.note", "cases.work", "cases.escalate", "cases.reply", "cases.solve",
    "customers.view", "promises.view", "people.view", "files.*", "search.*", "catalog.view",
    "coverage.view", "coverage.decide", "coverage.adjudicate",
    "units.view", "units.edit", "units.swap", "units.trace",
    "stock.see_availability", "stock.reserve",
    "repairs.view", "repairs.open", "repairs.receive", "repairs.work", "repairs.assign",
    "repairs.hand_over", "repairs.end", "repairs.quote", "labels.print",
    "shipping.view", "shipping.send", "shipping.receive",
    "returns.view", "returns.receive", "returns.inspect", "returns.decide", "supply.view",
    "guidance.view", "guidance.hold",
)  # fmt: skip
_STORES = (
    "cases.view", "cases.note", "customers.view", "people.view", "search.*", "catalog.view",
    "units.view", "units.trace",
    "stock.see_availability", "stock.view", "stock.reserve", "stock.correct", "stock.approve",
    "repairs.view", "labels.*",
    "shipping.view", "shipping.send", "shipping.receive",
    "returns.view", "returns.receive", "supply.view", "supply.request", "supply.receive",
)  # fmt: skip

STANDARD_ROLES: Mapping[str, tuple[str, Sequence[str]]] = {
    "administrator": ("Administrator", ("*",)),
    "manager": (
        "Customer-service manager",
        (
            *_CASEWORK,
            "cases.*",
            "conversations.*",
            "company.*",
            "people.*",
            "journal.*",
            "catalog.*",
            "coverage.*",
            "units.*",
            "spreadsheets.*",
            "stock.view",
            "stock.approve",
            "repairs.*",
            "labels.*",
            "shipping.*",
            "returns.*",
            "supply.*",
            "planning.*",
        ),
    ),
    "regional_manager": (
        "Regional manager",
        (
            *_CASEWORK,
            "cases.view_all",
            "cases.assign",
            "cases.merge",
            "journal.audit",
            "coverage.adjudicate",
            "spreadsheets.*",
        ),
    ),
    "agent": ("Agent", (*_CASEWORK, "cases.assign", "cases.merge")),
    "engineer": (
        "Engineer",
        (
            *_CASEWORK,
            "cases.assign",
            "catalog.*",
            "coverage.adjudicate",
            "repairs.work",
            "repairs.set_up",
            "spreadsheets.export",
        ),
    ),
    "board_repair": ("Board repair", _JOINT),
    "unit_repair": ("Unit repair", _JOINT),
    "warehouse": (
        "Warehouse",
        (
            *_STORES,
            "catalog.edit",
            "units.take_in",
            "coverage.give_spares",
            "stock.move",
            "stock.scrap",
            "stock.count",
            "shipping.set_up",
        ),
    ),
    "planner": ("Planner", (*_STORES, "catalog.edit", "stock.set_up", "supply.*", "planning.*")),
    "quality": ("Quality", (*_JOINT, "cases.view_all", "spreadsheets.export", "guidance.*")),
    "rnd": ("R&D", (*_JOINT, "catalog.*", "guidance.*")),
    "station": ("Service station", ()),
    "customer": ("Customer", ("cases.write_own", "units.register", "returns.request_own")),
}
"""Roles by code: their English name and the permissions they begin with, as patterns."""


def permissions_of_role(patterns: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the known permissions that any of `patterns` matches, such as `customers.*`."""
    return sorted(code for code in known if any(fnmatchcase(code, pattern) for pattern in patterns))


def token_for(invitation_id: int) -> str:
    """Return what lets somebody in with this invitation."""
    return _seal.sign(str(invitation_id))


def invitation_of(token: str) -> int:
    """Return the invitation that `token` was made for, or 0 if somebody made it up."""
    try:
        return int(_seal.unsign(token))
    except (BadSignature, ValueError):
        return 0


def signature_in(signatures: Mapping[str, str], language: str) -> str:
    """Return what stands below a mail in `language`: in it, in English, or whatever there is."""
    wishes = (language, language.partition("-")[0], "en")
    fitting = [signatures.get(wish, "") for wish in wishes] + list(signatures.values())
    return next((text.strip() for text in fitting if text.strip()), "")
