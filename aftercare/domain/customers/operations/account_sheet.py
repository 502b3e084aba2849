"""Customers that come from a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from aftercare.base.company.steps import next_codes
from aftercare.base.journal.steps import announce_all
from aftercare.base.search.steps import file_later, forget_all
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import (
    Column,
    ColumnKind,
    Outcome,
    Record,
    Verdict,
    note_column,
    tags_column,
    why_kept,
)
from aftercare.domain.customers.events import CustomerEdited, CustomerRemoved, CustomersImported
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import country_words, language_words, split_words
from aftercare.domain.customers.queries.rows import match_accounts
from aftercare.domain.customers.states import AccountKind, Tier
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all, insert_all
from aftercare.kit.events import Event
from aftercare.kit.refs import Ref, ref

_LISTS = ("domains", "tags")
_NAMES = ("name", "kind", "tier", "country", "language", "time_zone", *_LISTS, "note")


@transaction.atomic
def import_accounts(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Take customers into the books, or correct what we know of them, many at once."""
    actor.must(CustomerPermission.EDIT)
    found = match_accounts(records)
    fresh = [place for place, (account, why) in enumerate(found) if account is None and not why]
    codes = iter(next_codes("A", len(fresh), at=at) if fresh else [])
    created = {
        place: Account(code=next(codes), since=at, **_details(records[place])) for place in fresh
    }
    insert_all([*created.values()])
    changed = {
        place: (account, _changes(account, records[place]))
        for place, (account, _why) in enumerate(found)
        if account
    }
    outcomes = {place: _created(account) for place, account in created.items()}
    outcomes |= {place: _change(*each) for place, each in changed.items()}
    _announce_what_was_done(
        [*created.values()], [each for each in changed.values() if each[1]], actor=actor, at=at
    )
    return [
        outcomes.get(place) or Outcome("error", reason=why)
        for place, (_account, why) in enumerate(found)
    ]


def _created(account: Account) -> Outcome:
    return Outcome("new", str(ref(account)), {}, _values(account))


def _change(account: Account, changes: dict[str, Any]) -> Outcome:
    before = {name: getattr(account, name) for name in changes}
    for name, value in changes.items():
        setattr(account, name, value)
    if changes:
        account.save(update_fields=list(changes))
    return Outcome("changed" if changes else "same", str(ref(account)), before, changes)


def _announce_what_was_done(
    created: list[Account],
    changed: list[tuple[Account, dict[str, Any]]],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    filed = [*created, *(account for account, _changes in changed)]
    file_later("account", [account.pk for account in filed], at=at)
    new = tuple(account.pk for account in created)
    events: list[Event] = [CustomersImported(accounts=new)] if new else []
    events += [
        CustomerEdited(account_id=account.pk, changed=tuple(changes))
        for account, changes in changed
    ]
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_accounts(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to customers, where nobody has changed them since."""
    actor.must(CustomerPermission.EDIT)
    known = Account.objects.select_for_update().in_bulk([each.key for each in outcomes])
    values = {key: _values(account) for key, account in known.items()}
    alone = named_by_nobody(Account, [each.key for each in outcomes if each.is_new])
    reasons = [why_kept(values.get(each.key), each, alone=alone) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    gone = [each.key for each in back if each.is_new]
    put_back = [(known[each.key], dict(each.before)) for each in back if not each.is_new]
    for account, before in put_back:
        _change(account, before)
    _announce_what_was_done([], put_back, actor=actor, at=at)
    delete_all(Account, gone)
    forget_all(Ref("account", key) for key in gone)
    announce_all([CustomerRemoved(account_id=key) for key in gone], actor=actor, at=at)
    return reasons


def _values(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in _NAMES}


def _details(record: Record) -> dict[str, Any]:
    """Return what a row says; an empty cell says nothing."""
    said = {name: text for name, text in record.items() if text and name != "code"}
    return {name: split_words(text) if name in _LISTS else text for name, text in said.items()}


def _changes(account: Account, record: Record) -> dict[str, Any]:
    details = _details(record)
    return {name: value for name, value in details.items() if getattr(account, name) != value}


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [
        _verdict(record, account, why)
        for record, (account, why) in zip(records, match_accounts(records), strict=True)
    ]


def _verdict(record: Record, account: Account | None, why: str) -> Verdict:
    if why:
        return Verdict("error", "code" if record.get("code") else "name", why)
    if account is None:
        return Verdict("new")
    return Verdict("changed" if _changes(account, record) else "same")


def _identify(record: Record) -> str:
    return record.get("code") or record.get("name", "").casefold()


ACCOUNTS = Sheet(
    name="accounts",
    title=gettext_lazy("Customers"),
    text=gettext_lazy("Companies and households, with country, language and mail domains."),
    icon="building",
    permission=CustomerPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_accounts,
    undo=undo_accounts,
    columns=(
        Column(
            "name",
            gettext_lazy("Name"),
            is_required=True,
            longest=160,
            example="Harborline Retail",
            also=(
                "company",
                "customer",
                "customer name",
                "company name",
                "客户",
                "客户名称",
                "公司名称",
                "客戶名稱",
                "公司名稱",
                "kumpanya",
            ),
        ),
        Column(
            "code",
            gettext_lazy("Number"),
            kind=ColumnKind.CODE,
            longest=20,
            help=gettext_lazy("Our number of a customer we have. Empty for a new one."),
            also=("customer number", "customer no", "account", "客户编号", "客戶編號", "numero"),
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            choices=tuple(AccountKind.choices),
            also=("type", "customer type", "客户类型", "類型", "uri"),
        ),
        Column(
            "tier",
            gettext_lazy("Plan"),
            choices=tuple(Tier.choices),
            also=("tier", "level", "客户等级", "客戶等級", "antas"),
        ),
        Column(
            "country",
            gettext_lazy("Country"),
            words=country_words,
            example="PH",
            help=gettext_lazy("Two letters, or the name."),
            also=("country code", "国家", "国家/地区", "國家", "國家/地區", "bansa"),
        ),
        Column(
            "language",
            gettext_lazy("Language"),
            words=language_words,
            example="en",
            also=("lang", "语言", "語言", "wika"),
        ),
        Column(
            "domains",
            gettext_lazy("Mail domains"),
            example="harborline.example",
            help=gettext_lazy("Several between commas."),
            also=("domain", "email domain", "web site", "邮箱域名", "郵件網域"),
        ),
        tags_column(),
        note_column(),
    ),
)
