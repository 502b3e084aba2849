"""Contracts that come from a file: one clause of one contract a row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aftercare.base.files.queries import files_of
from aftercare.base.journal.steps import announce
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import Column, ColumnKind, Outcome, Record, Verdict
from aftercare.domain.coverage.events import ContractRemoved
from aftercare.domain.coverage.models import Contract, ContractVersion
from aftercare.domain.coverage.operations.contracts import record_contract
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.contracts import clauses_of, is_decided_by
from aftercare.domain.coverage.queries.rulebooks import CAUSES, EVENTS, MODES, choices_of
from aftercare.domain.coverage.steps.contract_rows import (
    DAYS,
    MANY_OF,
    ONE_OF,
    ContractRow,
    Raw,
    as_clauses,
    name_of,
    parts_of,
    read_contract_rows,
    state_of,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


@transaction.atomic
def import_contracts(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Write down contracts, or what they say from now on as their next version.

    Clauses a file does not name stay as they are. Raises `ClausesNotUnderstood`, `DatesCross`.
    """
    actor.must(CoveragePermission.AGREE)
    rows = read_contract_rows(records)
    outcomes = {id(row): Outcome("error", reason=row.why) for row in rows if row.why}
    together: dict[object, list[ContractRow]] = {}
    for row in rows:
        if not row.why:
            together.setdefault(row.contract or (row.title.casefold(), row.account), []).append(row)
    for some in together.values():
        known, states = some[0].contract, [state_of(row) for row in some]
        was = _sheet(known) if known else {}
        contract = record_contract(known, **_agreed(some), actor=actor, at=at)
        now, subject = _sheet(contract), str(ref(contract))
        for row, state in zip(some, states, strict=True):
            before = was | {"said": row.known}
            after = now | {"kind": row.kind, "said": row.said, "is_new": not was}
            outcomes[id(row)] = Outcome(state, subject, before, after)
    return [outcomes[id(row)] for row in rows]


def _agreed(rows: Sequence[ContractRow]) -> Raw:
    """Return one contract with the clauses of its rows, as it is written down."""
    known = rows[0].contract
    clauses = clauses_of(known) if known else {}
    days = {name: getattr(known, name, None) for name in DAYS}
    for row in rows:
        days |= row.days
    said = {(row.kind, *name_of(row.kind, row.said)): row.said for row in rows}
    sheet = {"title": rows[0].title, "account": rows[0].account}
    return sheet | days | {"clauses": as_clauses(parts_of(clauses) | said)}


def _sheet(contract: Contract) -> Raw:
    """Return what holds for a contract as a whole, as it is written down with a row."""
    days = {name: getattr(contract, name) for name in DAYS}
    return {"title": contract.title} | {
        name: day.isoformat() if day else None for name, day in days.items()
    }


@transaction.atomic
def undo_contracts(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """
    Take back what an import did to contracts, where nobody has changed it since.

    A contract that was there before says what it said, in a version of its own; one that came
    from the file goes with its last clause, unless something was decided by it.
    """
    actor.must(CoveragePermission.AGREE)
    together: dict[int, list[Outcome]] = {}
    for each in outcomes:
        together.setdefault(each.key, []).append(each)
    known = Contract.objects.select_related("account").select_for_update(of=("self",))
    contracts = known.in_bulk(together)
    reasons: dict[int, str] = {}
    for key, some in together.items():
        contract = contracts.get(key)
        reasons |= {id(each): _why_kept(contract, each) for each in some}
        back = [each for each in some if not reasons[id(each)]]
        if contract is None or not back:
            continue
        said = _as_before(contract, back)
        if said["clauses"] or not back[0].after["is_new"]:
            record_contract(contract, **said, actor=actor, at=at)
        elif why := _why_it_stays(contract):
            reasons |= {id(each): why for each in back}
        else:
            _announce_removal(contract, actor=actor, at=at)
            ContractVersion.objects.filter(contract=contract).delete()
            contract.delete()
    return [reasons[id(each)] for each in outcomes]


def _why_kept(contract: Contract | None, outcome: Outcome) -> str:
    if contract is None:
        return _("It is gone already.")
    after = outcome.after
    sheet = {name: after[name] for name in ("title", *DAYS)}
    parts = parts_of(clauses_of(contract))
    if _sheet(contract) == sheet and parts.get(_key_of(after)) == after["said"]:
        return ""
    return _("Somebody has changed it since.")


def _key_of(after: Mapping[str, Any]) -> tuple[str, ...]:
    return after["kind"], *name_of(after["kind"], after["said"])


def _as_before(contract: Contract, outcomes: Sequence[Outcome]) -> Raw:
    """Return a contract without what rows have said of it, as it is written down."""
    parts = parts_of(clauses_of(contract))
    for each in outcomes:
        key = _key_of(each.after)
        del parts[key]
        if before := each.before["said"]:
            parts[key] = before
    first = outcomes[0]
    was = _sheet(contract) if first.after["is_new"] else first.before
    days = {name: date.fromisoformat(was[name]) if was[name] else None for name in DAYS}
    sheet = {"title": was["title"], "account": contract.account}
    return sheet | days | {"clauses": as_clauses(parts)}


def _why_it_stays(contract: Contract) -> str:
    versions = ContractVersion.objects.filter(contract=contract).values_list("pk", flat=True)
    ours: dict[type[Model], set[int]] = {ContractVersion: set(versions)}
    is_used = is_decided_by(contract) or files_of(ref(contract)).exists()
    if is_used or not named_by_nobody(Contract, [contract.pk], but=ours):
        return _("Something has happened to it since.")
    return ""


def _announce_removal(contract: Contract, *, actor: Actor, at: datetime) -> None:
    announce(ContractRemoved(contract.pk, contract.account_id), actor=actor, at=at)


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(state_of(row), row.column, row.why) for row in read_contract_rows(records)]


def _identify(record: Record) -> str:
    contract = record.get("code") or f"{record.get('account', '')}/{record['title']}"
    named = (record.get(name, "") for name in ("says", "clause", "classes", "cause", "when"))
    return "/".join([contract, *named]).casefold()


def _events() -> dict[str, str]:
    """Return from what a term counts, by all that people may call it."""
    return _called(EVENTS)


def _called(codes: tuple[str, ...]) -> dict[str, str]:
    words = {code: code for code in codes}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {name: code for code, name in choices_of(codes)}
    return words


def _months(name: str, title: Any, *also: str) -> Column:
    return Column(name, title, kind=ColumnKind.NUMBER, whole=3, places=0, also=also)


def _amount(name: str, title: Any, places: int) -> Column:
    return Column(name, title, kind=ColumnKind.NUMBER, whole=10, places=places)


def _kinds() -> dict[str, str]:
    """Return what a row may say, by all that people may call it."""
    words = {kind: kind for kind in (*MANY_OF, *ONE_OF)}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {str(name): kind for kind, name in KINDS.items()}
    return words


def _causes() -> dict[str, str]:
    return _called(CAUSES)


def _modes() -> dict[str, str]:
    return _called(MODES)


KINDS = {
    "term": gettext_lazy("Term"),
    "exclusion": gettext_lazy("Exclusion"),
    "extension": gettext_lazy("Extension"),
    "freight": gettext_lazy("Freight"),
    "advance": gettext_lazy("Advance replacement"),
    "mode": gettext_lazy("Service mode"),
}

CONTRACTS = Sheet(
    name="contracts",
    title=gettext_lazy("Contracts"),
    text=gettext_lazy(
        "What is agreed with customers, one clause a row; what changes is a version."
    ),
    icon="contract",
    permission=CoveragePermission.AGREE,
    identify=_identify,
    check=_check,
    apply=import_contracts,
    undo=undo_contracts,
    columns=(
        Column(
            "title",
            gettext_lazy("Title"),
            is_required=True,
            longest=160,
            example="Boards 2026",
            also=("contract", "name", "合同", "合同名称", "標題", "合約名稱", "kontrata"),
        ),
        Column(
            "code",
            gettext_lazy("Number"),
            kind=ColumnKind.CODE,
            longest=20,
            help=gettext_lazy("Our number of a contract we have. Empty for a new one."),
            also=("contract number", "contract no", "合同编号", "合約編號", "numero"),
        ),
        Column(
            "account",
            gettext_lazy("Customer"),
            kind=ColumnKind.CODE,
            longest=160,
            help=gettext_lazy("Name or number. Empty for a promise to everyone."),
            also=("company", "customer name", "客户", "客户名称", "客戶", "客戶名稱"),
        ),
        Column(
            "begins_on",
            gettext_lazy("For sales from"),
            kind=ColumnKind.DAY,
            also=("from", "valid from", "begins", "生效日期", "生效日", "mula"),
        ),
        Column(
            "ends_on",
            gettext_lazy("For sales until"),
            kind=ColumnKind.DAY,
            also=("until", "valid until", "ends", "失效日期", "失效日", "hanggang"),
        ),
        Column(
            "clause",
            gettext_lazy("Clause"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=20,
            example="4.1",
            also=("term", "article", "条款", "條款", "sugnay"),
        ),
        Column(
            "says",
            gettext_lazy("What the row says"),
            words=_kinds,
            help=gettext_lazy(
                "Term, exclusion, extension, freight, advance or mode. Empty for a term."
            ),
            also=("kind of clause", "条款类型", "條款類型", "uri ng sugnay"),
        ),
        Column(
            "classes",
            gettext_lazy("Classes of items"),
            help=gettext_lazy("Several between commas; empty for all."),
            also=("item class", "class", "分类", "产品类别", "產品類別"),
        ),
        Column(
            "starts",
            gettext_lazy("Begins with"),
            words=_events,
            help=gettext_lazy("Empty: with the delivery."),
            also=("starts", "start event", "起算", "起算日"),
        ),
        _months("plus_days", gettext_lazy("Days after that"), "plus days", "加天数", "加天數"),
        _months("parts", gettext_lazy("Parts, months"), "parts", "months", "零件保修月数"),
        _months("labor", gettext_lazy("Labor, months"), "labor", "labour", "人工保修月数"),
        _months("freight", gettext_lazy("Freight, months"), "freight", "运费月数"),
        _months("onsite", gettext_lazy("On site, months"), "onsite", "上门月数"),
        _months("parts_share", gettext_lazy("Parts, our percent"), "parts share", "零件承担比例"),
        _months("labor_share", gettext_lazy("Labor, our percent"), "labor share", "人工承担比例"),
        _months("freight_share", gettext_lazy("Freight, our percent"), "freight share"),
        _months("onsite_share", gettext_lazy("On site, our percent"), "onsite share"),
        Column(
            "remedies",
            gettext_lazy("What may be claimed"),
            help=gettext_lazy("Several between commas, such as repair, exchange. Empty: repair."),
            also=("remedies",),
        ),
        Column(
            "stands_still",
            gettext_lazy("Stands still during a repair"),
            words=lambda: {"yes": "yes", "no": "no", "是": "yes", "否": "no"},
            also=("stands still",),
        ),
        Column(
            "replacement",
            gettext_lazy("Term after an exchange"),
            words=lambda: {"remaining": "remaining", "restart": "restart"},
            help=gettext_lazy("remaining or restart"),
        ),
        Column("cause", gettext_lazy("Not covered"), words=_causes, also=("cause", "原因")),
        _months("months", gettext_lazy("More months"), "more months", "延长月数"),
        Column(
            "when",
            gettext_lazy("If"),
            help=gettext_lazy("For freight: conditions between commas, all of which have to hold."),
            also=("condition", "条件"),
        ),
        Column("mode", gettext_lazy("Service mode"), words=_modes, also=("service mode",)),
        _amount("percent", gettext_lazy("Percent"), 4),
        _amount("amount", gettext_lazy("Amount for each repair"), 4),
        Column("currency", gettext_lazy("Currency"), kind=ColumnKind.CODE, longest=3),
        _amount("shipped", gettext_lazy("Units shipped"), 0),
        _amount("used", gettext_lazy("Free spares used"), 0),
    ),
)
