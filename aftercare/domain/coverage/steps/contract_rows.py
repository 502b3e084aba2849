"""Rows of a file as clauses of contracts, each beside what is known of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.policies.contracts import shelf_of_contract
from aftercare.domain.coverage.policies.facts import Agreement
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.queries.contracts import clauses_of
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries.rows import accounts_called

TERM = "term"
MANY_OF = {
    TERM: "terms",
    "exclusion": "exclusions",
    "extension": "extensions",
    "freight": "freight",
}
"""What a row may say of which a contract has several, and where they stand."""
ONE_OF = {"advance": "advance_replacement", "mode": "mode"}
"""What a contract has once."""
DAYS = ("begins_on", "ends_on")
_COSTS = ("parts", "labor", "freight", "onsite")
Raw = dict[str, Any]


@dataclass
class ContractRow:
    """What a row says of a contract, and one of its clauses; or where it is wrong, and why."""

    title: str = ""
    account: Account | None = None
    contract: Contract | None = None
    days: dict[str, date] = field(default_factory=dict)
    kind: str = TERM
    said: Raw = field(default_factory=dict)
    known: Raw | None = None
    column: str = ""
    why: str = ""


def read_contract_rows(records: Sequence[Record]) -> list[ContractRow]:
    """Return what rows say of contracts and their terms."""
    accounts = _called(record.get("account", "") for record in records)
    codes = {record.get("code", "") for record in records} - {""}
    titles = {record["title"] for record in records}
    named = Contract.objects.select_related("account")
    by_code = {each.code: each for each in named.filter(code__in=codes)}
    by_title: dict[tuple[str, int | None], list[Contract]] = {}
    for each in named.filter(title__in=titles):
        by_title.setdefault((each.title, each.account_id), []).append(each)
    rows = []
    for record in records:
        row = _of_customer(record, accounts)
        if not row.why:
            _find_contract(row, record, by_code, by_title)
        if not row.why:
            _read_clause(row, record)
        rows.append(row)
    return rows


def _called(said: Iterable[str]) -> dict[str, list[Account]]:
    called = accounts_called(said)
    keys = {each.pk for alike in called.values() for each in alike}
    accounts = Account.objects.in_bulk(keys)
    return {word: [accounts[each.pk] for each in alike] for word, alike in called.items()}


def _of_customer(record: Record, accounts: Mapping[str, Sequence[Account]]) -> ContractRow:
    word = record.get("account", "").casefold()
    alike = accounts.get(word, [])
    row = ContractRow(record["title"].strip())
    row.days = {name: date.fromisoformat(record[name]) for name in DAYS if record.get(name)}
    if len(alike) == 1:
        row.account = alike[0]
    elif alike:
        row.why = _("Several customers are called so. Say the number of the one you mean.")
    elif word:
        row.why = _("We have no customer of this name or number.")
    row.column = "account" if row.why else ""
    return row


def _find_contract(
    row: ContractRow,
    record: Record,
    by_code: Mapping[str, Contract],
    by_title: Mapping[tuple[str, int | None], Sequence[Contract]],
) -> None:
    if code := record.get("code", ""):
        row.contract = by_code.get(code)
        row.account = row.account or (row.contract.account if row.contract else None)
        if row.contract is None:
            row.column, row.why = "code", _("We have no contract with this number.")
        return
    alike = by_title.get((row.title, row.account.pk if row.account else None), [])
    row.contract = alike[0] if len(alike) == 1 else None
    if len(alike) > 1:
        row.column = "title"
        row.why = _("Several contracts are called so. Say the number of the one you mean.")


def _read_clause(row: ContractRow, record: Record) -> None:
    """Read the clause of a row over the one that is known; an empty cell says nothing."""
    row.kind = record.get("says") or TERM
    named = {"clause": record["clause"], **_told(record, NAMED_BY[row.kind])}
    known = parts_of(clauses_of(row.contract)) if row.contract else {}
    row.known = known.get((row.kind, *name_of(row.kind, named)))
    said = _told(record, SAID_BY[row.kind])
    row.said = (row.known or {}) | named | said
    if row.kind == TERM:
        _read_term(row, record)
    _must_mean_something(row)


def _told(record: Record, columns: Mapping[str, str]) -> Raw:
    """Return what the columns of a kind of row say, by the names clauses have for it."""
    told: Raw = {}
    for name, column in columns.items():
        if text := record.get(column, ""):
            told[name] = READ[column](text) if column in READ else text
    return told


def _list(text: str) -> list[str]:
    for mark in "，;；":
        text = text.replace(mark, ",")
    return list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))


def _remedies(text: str) -> list[str]:
    return [each.replace(" ", "_").lower() for each in _list(text)]


NAMED_BY: Mapping[str, Mapping[str, str]] = {
    TERM: {"classes": "classes"},
    "exclusion": {"cause": "cause"},
    "extension": {"classes": "classes"},
    "freight": {"when": "when"},
    "advance": {},
    "mode": {},
}
"""By what a clause is known beside its number, and in which column it stands."""
SAID_BY: Mapping[str, Mapping[str, str]] = {
    TERM: {"plus_days": "plus_days", "remedies": "remedies", "replacement": "replacement"},
    "exclusion": {},
    "extension": {"months": "months"},
    "freight": {"share": "freight_share"},
    "advance": {"classes": "classes"},
    "mode": {
        "kind": "mode",
        "percent": "percent",
        "amount": "amount",
        "currency": "currency",
        "shipped": "shipped",
        "used": "used",
    },
}
"""What else a clause says, and in which column."""
READ: Mapping[str, Callable[[str], Any]] = {
    "classes": _list,
    "when": _list,
    "remedies": _remedies,
    "currency": str.upper,
    **dict.fromkeys(("plus_days", "months", "freight_share", "shipped", "used"), int),
}


def _read_term(row: ContractRow, record: Record) -> None:
    known = row.known or {}
    months = {cost: int(record[cost]) for cost in _COSTS if record.get(cost)}
    shares = {cost: int(record[f"{cost}_share"]) for cost in _COSTS if record.get(f"{cost}_share")}
    row.said["months"] = known.get("months", {}) | months
    if record.get("starts") or not known:
        row.said["starts"] = record.get("starts") or "delivered_on"
    if shares:
        row.said["shares"] = known.get("shares", {}) | shares
    if stands := record.get("stands_still"):
        row.said["stands_still"] = stands == "yes"


def _must_mean_something(row: ContractRow) -> None:
    begins, ends = (row.days.get(name) or getattr(row.contract, name, None) for name in DAYS)
    shares = [*row.said.get("shares", {}).values(), row.said.get("share", 0)]
    if begins and ends and ends < begins:
        row.column, row.why = "ends_on", _("The contract would end before it begins.")
    elif row.kind == TERM and not any(row.said["months"].values()):
        row.column, row.why = "parts", _("Say for how many months something is covered.")
    elif any(share > 100 for share in shares):  # noqa: PLR2004  # percent
        row.column, row.why = "parts_share", _("A share is at most 100 percent.")
    try:
        written = as_clauses({(row.kind, *name_of(row.kind, row.said)): row.said})
        shelf_of_contract(read(Agreement, {"code": "–"} | written), "")
    except (NotUnderstood, MissingFacts) as fault:
        row.why = row.why or _("Not understood: %(faults)s") % {"faults": fault}


def state_of(row: ContractRow) -> str:
    """Return what a row would do."""
    if row.why:
        return "error"
    if row.known is None:
        return "new"
    is_same = row.known == row.said and not _changes_sheet(row)
    return "same" if is_same else "changed"


def _changes_sheet(row: ContractRow) -> bool:
    contract = row.contract
    if contract is None or contract.title != row.title:
        return True
    is_theirs = row.account is None or row.account.pk == contract.account_id
    return not is_theirs or any(getattr(contract, name) != on for name, on in row.days.items())


def name_of(kind: str, clause: Raw) -> tuple[str, ...]:
    """Return by what a clause is known among those of its kind in a contract."""
    if kind in ONE_OF:
        return ()
    named = [clause.get(name) or "" for name in NAMED_BY[kind]]
    words = [each if isinstance(each, str) else "|".join(sorted(each)) for each in named]
    return (clause["clause"], *words)


def parts_of(clauses: Raw) -> dict[tuple[str, ...], Raw]:
    """Return each clause of a contract by its kind and name."""
    parts = {
        (kind, *name_of(kind, each)): each
        for kind, place in MANY_OF.items()
        for each in clauses.get(place, ())
    }
    return parts | {(kind,): clauses[place] for kind, place in ONE_OF.items() if place in clauses}


def as_clauses(parts: Mapping[tuple[str, ...], Raw]) -> Raw:
    """Return clauses as a contract has them."""
    clauses: Raw = {
        place: [each for key, each in parts.items() if key[0] == kind]
        for kind, place in MANY_OF.items()
    }
    clauses |= {place: parts[kind,] for kind, place in ONE_OF.items() if (kind,) in parts}
    return {place: said for place, said in clauses.items() if said}
