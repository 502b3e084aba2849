"""Rows of a file as terms of contracts, each beside what is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.policies.facts import Term
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.queries.contracts import clauses_of
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries.rows import accounts_called

STARTS = ("delivered_on", "sold_on", "invoiced_on", "installed_on", "manufactured_on")
"""From what a term counts, as a file may say it."""

DAYS = ("begins_on", "ends_on")
_COSTS = ("parts", "labor", "freight", "onsite")
_SHARES = ("parts", "labor")
Raw = dict[str, Any]


@dataclass
class ContractRow:
    """What a row says of a contract, and of one of its terms; or where it is wrong, and why."""

    title: str = ""
    account: Account | None = None
    contract: Contract | None = None
    days: dict[str, date] = field(default_factory=dict)
    term: Raw = field(default_factory=dict)
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
            _read_term(row, record)
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


def _read_term(row: ContractRow, record: Record) -> None:
    """Read the term of a row over the one that is known; an empty cell says nothing."""
    classes = record.get("classes", "").replace("，", ",").replace(";", ",").split(",")
    said: Raw = {"clause": record["clause"]}
    if named := list(dict.fromkeys(filter(None, map(str.strip, classes)))):
        said["classes"] = named
    terms = clauses_of(row.contract).get("terms", []) if row.contract else []
    row.known = next((term for term in terms if name_of(term) == name_of(said)), None)
    known = row.known or {}
    months = {cost: int(record[cost]) for cost in _COSTS if record.get(cost)}
    shares = {cost: int(record[f"{cost}_share"]) for cost in _SHARES if record.get(f"{cost}_share")}
    row.term = known | said
    row.term["months"] = known.get("months", {}) | months
    if record.get("starts") or not known:
        row.term["starts"] = record.get("starts") or STARTS[0]
    if shares:
        row.term["shares"] = known.get("shares", {}) | shares
    if record.get("plus_days"):
        row.term["plus_days"] = int(record["plus_days"])
    _must_mean_something(row)


def _must_mean_something(row: ContractRow) -> None:
    begins, ends = (row.days.get(name) or getattr(row.contract, name, None) for name in DAYS)
    if begins and ends and ends < begins:
        row.column, row.why = "ends_on", _("The contract would end before it begins.")
    elif not any(row.term["months"].values()):
        row.column, row.why = "parts", _("Say for how many months something is covered.")
    elif any(share > 100 for share in row.term.get("shares", {}).values()):  # noqa: PLR2004  # all of it
        row.column, row.why = "parts_share", _("A share is at most 100 percent.")
    try:
        read(Term, row.term)
    except (NotUnderstood, MissingFacts) as fault:
        row.why = row.why or _("Not understood: %(faults)s") % {"faults": fault}


def state_of(row: ContractRow) -> str:
    """Return what a row would do."""
    if row.why:
        return "error"
    if row.known is None:
        return "new"
    is_same = row.known == row.term and not _changes_sheet(row)
    return "same" if is_same else "changed"


def _changes_sheet(row: ContractRow) -> bool:
    contract = row.contract
    if contract is None or contract.title != row.title:
        return True
    is_theirs = row.account is None or row.account.pk == contract.account_id
    return not is_theirs or any(getattr(contract, name) != on for name, on in row.days.items())


def name_of(term: Raw) -> tuple[str, ...]:
    """Return by what a term is known in its contract: its clause, and the classes it is about."""
    return (term["clause"], *sorted(term.get("classes", ())))
