"""Who buys from Northwell: companies and households with their people."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from aftercare.base.people.operations.accounts import enroll_user
from aftercare.base.people.queries import visible_roles
from aftercare.base.people.states import UserKind
from aftercare.demo.founding import CAST, PASSWORD, Customer, Northwell, chance_of
from aftercare.domain.customers.operations.reaching import (
    add_identity,
    record_consent,
    verify_identity,
)
from aftercare.domain.customers.operations.records import (
    add_contact,
    register_account,
    save_address,
)
from aftercare.kit.actors import SYSTEM

CUSTOMER = "corazon.villareal@baywalk.example"
ACCOUNTS = 320
CONTACTS = 1040
TITLES = ["Purchasing", "Engineer", "Quality", "Store manager", "Owner", "IT", "Logistics"]


def win_customers(northwell: Northwell, *, accounts: int, contacts: int) -> None:
    """Take customers into the books, each country in its share, with the people who will write."""
    chance = chance_of("customers")
    places = list(CAST["customers"])
    shares = [CAST["customers"][place]["share"] for place in places]
    names: set[str] = set()
    firms = []
    for number in range(accounts):
        place = chance.choices(places, shares)[0]
        firms.append(_register(northwell, chance, place, number, names))
    for number in range(contacts):
        firm = firms[number] if number < accounts else chance.choice(firms)
        northwell.customers.append(_meet(northwell, chance, firm, number))
    for number, regular in enumerate(CAST["regular"]):
        _welcome(northwell, regular, northwell.began - number * timedelta(days=9))
    _let_in(northwell)


def _let_in(northwell: Northwell) -> None:
    """Let the customer of the tour sign in with the password of all, beside the code by mail."""
    (regular,) = (each for each in CAST["regular"] if each["email"] == CUSTOMER)
    enroll_user(
        email=CUSTOMER,
        name=regular["name"],
        password=PASSWORD,
        roles=[role for role in visible_roles(SYSTEM) if role.code == "customer"],
        kind=UserKind.CUSTOMER,
        language=regular["language"],
        time_zone=CAST["customers"][regular["country"]]["time_zone"],
        actor=SYSTEM,
        at=northwell.began,
    )


def _welcome(northwell: Northwell, regular: dict[str, str], at: datetime) -> None:
    """Take one of those into the books who write often, and of whom the tour tells."""
    land = CAST["customers"][regular["country"]]
    given: dict[str, Any] = {"actor": SYSTEM, "at": at}
    domain = regular["email"].rpartition("@")[2]
    account = register_account(
        name=regular["firm"],
        country=regular["country"],
        language=regular["language"],
        time_zone=land["time_zone"],
        tier=regular["tier"],
        domains=[domain],
        **given,
    )
    who: dict[str, Any] = {name: regular[name] for name in ("name", "title", "email", "language")}
    contact = add_contact(account, preferred="email", **who, **given)
    known = Customer(
        contact,
        regular["email"],
        regular["language"],
        land["time_zone"],
        is_key=regular["tier"] == "key",
    )
    northwell.regulars[regular["key"]] = known
    northwell.customers += [known] * 3


def _register(
    northwell: Northwell, chance: Random, place: str, number: int, names: set[str]
) -> tuple[Any, str, str]:
    land = CAST["customers"][place]
    is_household = chance.random() < 0.12
    name = _household(chance, land) if is_household else _firm(chance, land, names)
    domain = f"{'home' if is_household else 'c'}{number:03}.example"
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began + number * timedelta(minutes=3)}
    account = register_account(
        name=name,
        kind="household" if is_household else "company",
        country=place,
        language=land["language"],
        time_zone=land["time_zone"],
        tier="key" if not is_household and chance.random() < 0.13 else "standard",
        domains=[] if is_household else [domain],
        **given,
    )
    if chance.random() < 0.6:
        city, postcode = chance.choice(land["cities"])
        where = {"lines": chance.choice(land["streets"]), "city": city, "postcode": postcode}
        save_address(account, None, label="Delivery", country=place, **where, **given)
    return account, place, domain


def _firm(chance: Random, land: dict[str, Any], names: set[str]) -> str:
    gap = " " if land["language"] in {"en", "fil"} else ""
    while True:
        name = f"{chance.choice(land['firms'])}{gap}{chance.choice(land['ends'])}"
        if name not in names:
            names.add(name)
            return name


def _household(chance: Random, land: dict[str, Any]) -> str:
    return _person(chance, land)


def _person(chance: Random, land: dict[str, Any]) -> str:
    first, last = chance.choice(land["first"]), chance.choice(land["last"])
    return f"{first} {last}" if first.isascii() else f"{last}{first}"


def _meet(
    northwell: Northwell, chance: Random, firm: tuple[Any, str, str], number: int
) -> Customer:
    account, place, domain = firm
    land = CAST["customers"][place]
    given: dict[str, Any] = {"actor": SYSTEM, "at": account.since + timedelta(minutes=1)}
    speaks = land["language"] if chance.random() < 0.8 else land["also"]
    address = f"p{number}@{domain}"
    contact = add_contact(
        account,
        name=account.name if account.kind == "household" else _person(chance, land),
        title="" if account.kind == "household" else chance.choice(TITLES),
        email=address,
        language=speaks,
        preferred="phone" if chance.random() < 0.1 else "email",
        **given,
    )
    if chance.random() < 0.35:
        phone = add_identity(contact, channel="phone", typed=f"{land['phone']}{number:04}", **given)
        if chance.random() < 0.5:
            verify_identity(phone, how="called back", **given)
    if chance.random() < 0.3:
        record_consent(
            contact,
            purpose=chance.choice(["care", "survey", "news"]),
            channel="email",
            given=chance.random() < 0.85,
            proof="Registration card",
            **given,
        )
    return Customer(contact, address, speaks, land["time_zone"], is_key=account.tier == "key")
