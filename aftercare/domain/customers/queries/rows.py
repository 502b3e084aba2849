"""Whom the rows of a file are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.policies import normal_peer, split_words
from aftercare.domain.customers.states import Channel
from aftercare.kit.bulk import is_any_of


def mail_in(text: str) -> str:
    """Return a mail address in the one form in which it is compared, "" if it cannot be one."""
    return normal_peer(Channel.EMAIL, text)


def tags_in(text: str) -> list[str]:
    """Return the tags that stand in one cell."""
    return split_words(text)


def match_accounts(records: Sequence[Record]) -> list[tuple[Account | None, str]]:
    """Return for each row which customer it is about, or why it is about none."""
    codes = {record.get("code", "") for record in records} - {""}
    names = {record["name"].casefold() for record in records if not record.get("code")}
    living = Account.objects.filter(merged_into=None)
    by_code = {account.code: account for account in living.filter(is_any_of("code", codes))}
    by_name: dict[str, list[Account]] = {}
    for account in living.filter(is_any_of(Lower("name"), names)):
        by_name.setdefault(account.name.casefold(), []).append(account)
    return [_match(record, by_code, by_name) for record in records]


def _match(
    record: Record, by_code: dict[str, Account], by_name: dict[str, list[Account]]
) -> tuple[Account | None, str]:
    if code := record.get("code", ""):
        account = by_code.get(code)
        return account, "" if account else _("We have no customer with this number.")
    alike = by_name.get(record["name"].casefold(), [])
    if len(alike) > 1:
        return None, _("Several customers are called so. Say the number of the one you mean.")
    return (alike[0] if alike else None), ""


@dataclass
class FoundContact:
    """What the database knows of the person a row is about."""

    contact: Contact | None
    account: "CalledAccount | None"
    addresses: dict[str, tuple[str, str]]
    """What was typed for each channel, and how it is compared; only those not known yet."""
    column: str = ""
    why: str = ""


def match_contacts(records: Sequence[Record]) -> list[FoundContact]:
    """Return for each row who it is about, by address, else by name and customer."""
    accounts = accounts_called(record.get("account", "") for record in records)
    found = [_addressed(record, *_account_of(record, accounts)) for record in records]
    peers = {peer for each in found for _typed, peer in each.addresses.values()}
    known = ChannelIdentity.objects.filter(is_any_of("peer", peers), valid_until=None)
    owners = {
        (each.channel, each.peer): each.contact for each in known.select_related("contact__account")
    }
    namesakes = _namesakes(records, found)
    for record, each in zip(records, found, strict=True):
        if not each.why:
            _recognise(record, each, owners, namesakes)
    return found


class CalledAccount(NamedTuple):
    """A customer somebody has named, as far as rows of files need to know."""

    pk: int
    name: str
    code: str
    country: str


def accounts_called(said: Iterable[str]) -> dict[str, list[CalledAccount]]:
    """Return the customers of these names or numbers, by name and number without case."""
    words = {each.casefold() for each in said} - {""}
    known: dict[str, list[CalledAccount]] = {}
    called = Q(is_any_of(Lower("name"), words)) | Q(is_any_of(Lower("code"), words))
    living = Account.objects.filter(called, merged_into=None)
    for account in map(CalledAccount._make, living.values_list(*CalledAccount._fields)):
        for word in {account.name.casefold(), account.code.casefold()}:
            known.setdefault(word, []).append(account)
    return known


def _account_of(
    record: Record, known: dict[str, list[CalledAccount]]
) -> tuple[CalledAccount | None, str]:
    word = record.get("account", "").casefold()
    alike = known.get(word, [])
    if not word or len(alike) == 1:
        return (alike[0] if alike else None), ""
    if alike:
        return None, _("Several customers are called so. Say the number of the one you mean.")
    return None, _("We have no customer of this name or number. Import customers first.")


def _addressed(record: Record, account: CalledAccount | None, why: str) -> FoundContact:
    found = FoundContact(None, account, {}, "account" if why else "", why)
    country = account.country if account else ""
    for channel in ("email", "phone"):
        typed = record.get(channel, "")
        peer = normal_peer(channel, typed, country=country) if typed else ""
        if peer:
            found.addresses[channel] = (typed, peer)
        elif typed and not found.why:
            found.column, found.why = channel, _wrong_address(channel)
    return found


def _wrong_address(channel: str) -> str:
    if channel == "email":
        return _("This is no e-mail address.")
    return _("This is no phone number. Write it with its country, such as +63 2 8123 4567.")


Namesakes = dict[tuple[str, int | None], list[Contact]]


def _namesakes(records: Sequence[Record], found: Sequence[FoundContact]) -> Namesakes:
    names = {
        record["name"].casefold()
        for record, each in zip(records, found, strict=True)
        if not each.addresses
    }
    people = Contact.objects.filter(is_any_of(Lower("name"), names))
    alike: Namesakes = {}
    for contact in people.filter(merged_into=None, forgotten_at=None).select_related("account"):
        alike.setdefault((contact.name.casefold(), contact.account_id), []).append(contact)
    return alike


def _recognise(
    record: Record, each: FoundContact, owners: dict[tuple[str, str], Contact], namesakes: Namesakes
) -> None:
    """Note who a row is about, or why nobody can be told."""
    known = {
        channel: owners[channel, peer]
        for channel, (_typed, peer) in each.addresses.items()
        if (channel, peer) in owners
    }
    if len({contact.pk for contact in known.values()}) > 1:
        each.column, each.why = "phone", _("This is another person's number. Merge them first.")
        return
    each.addresses = {
        channel: pair for channel, pair in each.addresses.items() if channel not in known
    }
    each.contact = next(iter(known.values()), None)
    if each.contact is None and not each.addresses:
        key = each.account.pk if each.account else None
        alike = namesakes.get((record["name"].casefold(), key), [])
        each.contact = alike[0] if len(alike) == 1 else None
        if len(alike) > 1:
            each.column, each.why = "name", _("Several people are called so. Give an address.")
