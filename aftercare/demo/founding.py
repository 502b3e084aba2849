"""How Northwell begins: its places, people, rules and customers."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from aftercare.base.company.operations import (
    import_public_holidays,
    register_entity,
    register_site,
    set_working_week,
)
from aftercare.base.people.operations.accounts import enroll_user
from aftercare.base.people.operations.teams import save_team, set_team_members
from aftercare.base.people.queries import actor_for, visible_roles
from aftercare.domain.cases.operations.rules import (
    save_macro,
    save_service_level,
    save_triage_rule,
    save_view,
    write_automatic_message,
)
from aftercare.domain.cases.queries import receipt_message
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.customers.operations.records import add_contact, register_account
from aftercare.kit.actors import SYSTEM, Actor

DATA = Path(__file__).parent / "data"
CAST = tomllib.loads((DATA / "cast.toml").read_text())
ANSWERS = tomllib.loads((DATA / "answers.toml").read_text())
MATTERS = tomllib.loads((DATA / "matters.toml").read_text())["matter"]

ACCOUNTS = 240
CONTACTS = 1000
OFFICE = [[8 * 60, 12 * 60], [13 * 60, 17 * 60 + 30]]
PASSWORD = "northwell-demo"  # noqa: S105  # of a company that does not exist
HOUR = timedelta(hours=1)


@dataclass
class Northwell:
    """The company as the story knows it while it is played."""

    began: datetime
    until: datetime
    chance: Random
    channel: Any = None
    teams: dict[str, Any] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    people: dict[str, list[Actor]] = field(default_factory=dict)
    customers: list[tuple[Any, Any, str]] = field(default_factory=list)

    def some_moment(self, share: float) -> datetime:
        """Return a moment of a working day: more of them late than early, most before noon."""
        if share > 0.965:  # the pile of this morning
            hours: float = self.chance.random() ** 1.5 * 34
            return self.until - hours * HOUR
        days = (self.until - self.began) / timedelta(days=1)
        grown = share**0.8 * days
        day = self.began + timedelta(days=grown)
        hour = min(max(self.chance.gauss(4.0, 2.6), 0.0), 11.5)
        moment = day.replace(hour=0, minute=0, second=0, microsecond=0) + hour * HOUR
        if moment.weekday() > 4 and self.chance.random() < 0.8:
            moment += timedelta(days=7 - moment.weekday())
        moment += timedelta(seconds=self.chance.randrange(3600))
        return min(moment, self.until - self.chance.random() * 30 * HOUR)


def found_northwell(*, began: datetime, until: datetime) -> Northwell:
    """Found the company: sites with calendars, people in teams, rules, and its customers."""
    northwell = Northwell(began, until, Random(20261124))
    _open_sites(began, until)
    _hire_people(northwell)
    _set_rules(northwell)
    _win_customers(northwell)
    return northwell


def _open_sites(began: datetime, until: datetime) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": until}
    calendars = {}
    for code, name, zone in (
        ("PH", "Manila office", "Asia/Manila"),
        ("CN", "Shenzhen office", "Asia/Shanghai"),
    ):
        week = [OFFICE] * 5 + [[[8 * 60, 12 * 60]], []]
        calendar = set_working_week(code=code, name=name, time_zone=zone, weekly=week, **given)
        for year in range(began.year, until.year + 2):
            import_public_holidays(calendar, country=code, year=year, **given)
        calendars[code] = calendar
    entities = {each["code"]: register_entity(**each, **given) for each in CAST["entity"]}
    for site in CAST["site"]:
        places = {"entity": entities[site["entity"]], "calendar": calendars[site["calendar"]]}
        register_site(**site | places, **given)


def _hire_people(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    roles = {role.code: role for role in visible_roles(SYSTEM)}
    for team in CAST["team"]:
        northwell.teams[team["code"]] = save_team(
            None, code=team["code"], name=team["name"], **given
        )
    members: dict[str, list[Any]] = {code: [] for code in northwell.teams}
    for person in CAST["user"]:
        user = enroll_user(
            email=f"{person['handle']}@{CAST['company']['domain']}",
            name=person["name"],
            handle=person["handle"],
            password=PASSWORD,
            roles=[roles[code] for code in person["roles"]],
            language=person["language"],
            time_zone="Asia/Manila",
            max_open=person["max_open"],
            **given,
        )
        for code in person["teams"]:
            members[code].append(user)
    for code, users in members.items():
        set_team_members(northwell.teams[code], users=users, **given)
        northwell.people[code] = [actor_for(user) for user in users if user.max_open]
        northwell.actors |= {actor.id: actor for actor in northwell.people[code]}


def _set_rules(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    _open_channels(northwell, given)
    for name, tiers, first, day in (("Key accounts", ["key"], 1, 8), ("Everybody", [], 2, 24)):
        save_service_level(
            None,
            name=name,
            tiers=tiers,
            first_response=first * HOUR,
            next_reply=first * HOUR,
            solution_or_date=day * HOUR,
            **given,
        )
    for name, words, team, kind, priority in RULES:
        save_triage_rule(
            None,
            name=name,
            words=words,
            sets_team=northwell.teams[team],
            sets_kind=kind,
            sets_priority=priority,
            **given,
        )
    save_triage_rule(None, name="All others", sets_team=northwell.teams["service"], **given)
    _prepare_answers(given)


def _open_channels(northwell: Northwell, given: dict[str, Any]) -> None:
    northwell.channel = set_up_channel(
        None,
        code="support",
        kind="email",
        name="Northwell support",
        address="support@northwell.example",
        settings={"smtp_host": "127.0.0.1", "smtp_port": 2526, "smtp_security": "none"},
        secrets={},
        **given,
    )
    set_up_channel(
        None,
        code="form",
        kind="web_form",
        name="Northwell support",
        address="support@northwell.example",
        settings=northwell.channel.settings,
        secrets={},
        **given,
    )


RULES = [
    (
        "Complaints about boards",
        ["tombston", "立碑", "8d report", "8D"],
        "quality",
        "complaint",
        "high",
    ),
    ("Selection of parts", ["LDO", "选型", "選型"], "technical", "question", ""),
    ("Certificates", ["certificate", "证书", "證書"], "technical", "question", "low"),
    (
        "Updates that fail",
        ["boot loop", "重启", "重新開機", "nagre-restart"],
        "service",
        "fault",
        "high",
    ),
    ("Orders on their way", ["tracking", "物流"], "service", "order", "high"),
]


def _prepare_answers(given: dict[str, Any]) -> None:
    for name, texts in (
        ("Ask for photos", ANSWERS["ask_for_photos"]),
        ("Thank and close", ANSWERS["thank_and_close"]),
    ):
        save_macro(None, name=name, texts=texts, changes={}, shared=True, **given)
    for name, query in (
        ("Breaching in 1 h", "status:open sla:<1h"),
        ("Waiting for parts", "waiting:part"),
        ("Complaints", "about:complaint -status:solved"),
        ("Without anybody", "status:open assignee:none"),
    ):
        save_view(None, name=name, query=query, shared=True, **given)
    write_automatic_message(receipt_message(), texts=ANSWERS["receipt"], **given)


def _win_customers(northwell: Northwell) -> None:
    chance = northwell.chance
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    places = list(CAST["customers"])
    shares = [CAST["customers"][place]["share"] for place in places]
    accounts = []
    for number in range(ACCOUNTS):
        place = chance.choices(places, shares)[0]
        land = CAST["customers"][place]
        account = register_account(
            name=_firm(chance, land),
            country=place,
            language=land["language"],
            time_zone=land["time_zone"],
            tier="key" if chance.random() < 0.12 else "standard",
            domains=[f"c{number:03}.example"],
            **given,
        )
        accounts.append((account, land, number))
    for person in range(CONTACTS):
        account, land, number = (
            accounts[person % ACCOUNTS] if person < ACCOUNTS else chance.choice(accounts)
        )
        first, last = chance.choice(land["first"]), chance.choice(land["last"])
        speaks = land["language"] if chance.random() < 0.8 else land["also"]
        name = f"{first} {last}" if first.isascii() else f"{last}{first}"
        contact = add_contact(
            account, name=name, email=f"p{person}@c{number:03}.example", language=speaks, **given
        )
        northwell.customers.append((contact, f"p{person}@c{number:03}.example", speaks))


def _firm(chance: Random, land: dict[str, Any]) -> str:
    gap = " " if land["language"] in {"en", "fil"} else ""
    return f"{chance.choice(land['firms'])}{gap}{chance.choice(land['ends'])}"
