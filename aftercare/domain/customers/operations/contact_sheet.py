"""People of customers that come from a file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy, pgettext_lazy

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
from aftercare.domain.customers.events import ContactsImported, CustomerEdited, CustomerRemoved
from aftercare.domain.customers.models import ChannelIdentity, Contact
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.policies import language_words, split_words
from aftercare.domain.customers.queries.rows import FoundContact, match_contacts
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import delete_all, insert_all, insert_values
from aftercare.kit.events import Event
from aftercare.kit.refs import Ref, ref

_PLAIN = ("name", "title", "language", "salutation", "note")


@transaction.atomic
def import_contacts(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Make people's acquaintance, or learn more of them, many at once."""
    actor.must(CustomerPermission.EDIT)
    found = match_contacts(records)
    pairs = list(zip(records, found, strict=True))
    fresh = [
        (each, Contact(since=at, account_id=_account_id(each), **_details(record)))
        for record, each in pairs
        if each.contact is None and not each.why
    ]
    insert_all([contact for _each, contact in fresh])
    for each, contact in fresh:
        each.contact = contact
    created = {id(each) for each, _contact in fresh}
    outcomes = [_outcome(record, each, is_new=id(each) in created) for record, each in pairs]
    identities = _identities([each for _record, each in pairs if not each.why], at=at)
    for outcome, each in zip(outcomes, found, strict=True):
        if each.contact and outcome.state != "same":
            keys = identities.get(each.contact.pk, [])
            outcome.after["identities"] = keys  # type: ignore[index]  # made above
    _announce_what_was_done(outcomes, found, actor=actor, at=at)
    return outcomes


def _outcome(record: Record, each: FoundContact, *, is_new: bool) -> Outcome:
    if each.why or each.contact is None:
        return Outcome("error", reason=each.why)
    subject = str(ref(each.contact))
    if is_new:
        return Outcome("new", subject, {}, _values(each.contact))
    changes = _changes(record, each)
    before = {name: _values(each.contact)[name] for name in changes}
    for name, value in changes.items():
        setattr(each.contact, name, value)
    if changes:
        each.contact.save(update_fields=list(changes))
    is_same = not changes and not each.addresses
    return Outcome("same" if is_same else "changed", subject, before, dict(changes))


def _values(contact: Contact) -> dict[str, Any]:
    names = (*_PLAIN, "tags", "account_id")
    return {name: getattr(contact, name) for name in names}


def _identities(found: Iterable[FoundContact], *, at: datetime) -> dict[int, list[int]]:
    """Note the addresses that are not known yet, and return their keys by person."""
    fresh: list[dict[str, Any]] = [
        {
            "contact_id": each.contact.pk,
            "channel": channel,
            "peer": peer,
            "shown": typed,
            "valid_from": at,
        }
        for each in found
        if each.contact
        for channel, (typed, peer) in each.addresses.items()
    ]
    keys: dict[int, list[int]] = {}
    for identity, key in zip(fresh, insert_values(ChannelIdentity, fresh), strict=True):
        keys.setdefault(identity["contact_id"], []).append(key)
    return keys


def _announce_what_was_done(
    outcomes: Sequence[Outcome], found: Sequence[FoundContact], *, actor: Actor, at: datetime
) -> None:
    pairs = zip(outcomes, found, strict=True)
    told = [(outcome, each.contact) for outcome, each in pairs if each.contact]
    new = [contact for outcome, contact in told if outcome.state == "new"]
    changed = [(contact, outcome.after) for outcome, contact in told if outcome.state == "changed"]
    events: list[Event] = [
        CustomerEdited(contact.account_id, contact.pk, tuple(after)) for contact, after in changed
    ]
    if new:
        accounts = dict.fromkeys(each.account_id for each in new if each.account_id)
        events.append(ContactsImported(tuple(each.pk for each in new), tuple(accounts)))
    keys = [each.pk for each in new] + [contact.pk for contact, _after in changed]
    file_later("contact", keys, at=at)
    announce_all(events, actor=actor, at=at)


@transaction.atomic
def undo_contacts(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to people, where nobody has changed them since."""
    actor.must(CustomerPermission.EDIT)
    people = Contact.objects.select_related("account").filter(merged_into=None, forgotten_at=None)
    known = people.select_for_update(of=("self",)).in_bulk([each.key for each in outcomes])
    values = {key: _values(contact) for key, contact in known.items()}
    added = {key for each in outcomes for key in each.after.get("identities", ())}
    created = [each.key for each in outcomes if each.is_new]
    alone = named_by_nobody(Contact, created, but={ChannelIdentity: added})
    reasons = [why_kept(values.get(each.key), each, alone=alone) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    put_back = [(known[each.key], each) for each in back if not each.is_new]
    _put_back(put_back)
    lost = {key for each in back for key in each.after["identities"]}
    delete_all(ChannelIdentity, lost)
    removed = [each.key for each in back if each.is_new]
    delete_all(Contact, removed)
    forget_all(Ref("contact", key) for key in removed)
    file_later("contact", [contact.pk for contact, _each in put_back], at=at)
    events: list[Event] = [CustomerRemoved(contact_id=key) for key in removed]
    events += [
        CustomerEdited(contact.account_id, contact.pk, tuple(each.before))
        for contact, each in put_back
    ]
    announce_all(events, actor=actor, at=at)
    return reasons


def _put_back(rows: Iterable[tuple[Contact, Outcome]]) -> None:
    for contact, each in rows:
        for name, value in each.before.items():
            setattr(contact, name, value)
        if each.before:
            contact.save(update_fields=list(each.before))


def _details(record: Record) -> dict[str, Any]:
    """Return what a row says of the person; an empty cell says nothing."""
    said: dict[str, Any] = {name: record[name] for name in _PLAIN if record.get(name)}
    return said | ({"tags": split_words(record["tags"])} if record.get("tags") else {})


def _account_id(each: FoundContact) -> int | None:
    return each.account.pk if each.account else None


def _changes(record: Record, each: FoundContact) -> dict[str, Any]:
    details = _details(record)
    if each.account:
        details["account_id"] = each.account.pk
    contact = each.contact
    return {name: value for name, value in details.items() if getattr(contact, name) != value}


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [
        _verdict(record, each)
        for record, each in zip(records, match_contacts(records), strict=True)
    ]


def _verdict(record: Record, each: FoundContact) -> Verdict:
    if each.why:
        return Verdict("error", each.column, each.why)
    if each.contact is None:
        return Verdict("new")
    return Verdict("changed" if each.addresses or _changes(record, each) else "same")


def _identify(record: Record) -> str:
    address = record.get("email", "").casefold() or record.get("phone", "")
    return address or f"{record.get('name', '')}/{record.get('account', '')}".casefold()


CONTACTS = Sheet(
    name="contacts",
    title=pgettext_lazy("customer", "People"),
    text=gettext_lazy("Who we talk to at our customers, with e-mail and phone."),
    icon="users",
    permission=CustomerPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_contacts,
    undo=undo_contacts,
    columns=(
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            is_required=True,
            longest=120,
            example="Marisol Reyes",
            also=(
                "contact",
                "contact name",
                "full name",
                "姓名",
                "联系人",
                "联系人姓名",
                "聯絡人",
                "buong pangalan",
            ),
        ),
        Column(
            "account",
            gettext_lazy("Customer"),
            kind=ColumnKind.CODE,
            longest=160,
            example="Harborline Retail",
            help=gettext_lazy("Name or number of a customer we have."),
            also=(
                "company",
                "company name",
                "customer name",
                "account",
                "公司",
                "公司名称",
                "客户名称",
                "客戶名稱",
            ),
        ),
        Column(
            "email",
            gettext_lazy("E-mail"),
            example="marisol@harborline.example",
            also=("email", "mail", "email address", "邮箱", "电子邮箱", "電子郵件", "电子邮件"),
        ),
        Column(
            "phone",
            gettext_lazy("Phone"),
            example="+63 2 8123 4567",
            help=gettext_lazy("With its country, such as +63, or as in the customer's country."),
            also=("telephone", "mobile", "tel", "phone number", "电话", "手机", "電話", "telepono"),
        ),
        Column(
            "title",
            gettext_lazy("Position"),
            longest=80,
            also=("job title", "role", "职位", "職稱", "posisyon"),
        ),
        Column(
            "salutation",
            gettext_lazy("How they want to be addressed"),
            longest=80,
            also=("salutation", "greeting", "称呼", "稱呼"),
        ),
        Column(
            "language",
            gettext_lazy("Language"),
            words=language_words,
            example="en",
            also=("lang", "preferred language", "语言", "語言", "wika"),
        ),
        tags_column(),
        note_column(),
    ),
)
