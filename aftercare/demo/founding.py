"""How Northwell begins: its places, its people, and the rules they work by."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.conf import settings

from aftercare.base.company.operations import (
    change_settings,
    import_public_holidays,
    mark_day,
    register_entity,
    register_site,
    set_working_week,
)
from aftercare.base.people.operations.accounts import enroll_user
from aftercare.base.people.operations.profiles import record_absence
from aftercare.base.people.operations.teams import (
    add_member,
    grant_skill,
    save_skill,
    save_team,
    set_team_members,
)
from aftercare.base.people.queries import actor_for, visible_roles
from aftercare.domain.cases.operations.rules import (
    save_macro,
    save_service_level,
    save_triage_rule,
    save_view,
    write_automatic_message,
)
from aftercare.domain.cases.queries import receipt_message
from aftercare.domain.cases.queries.hotline import HOTLINE
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.conversations.queries import visible_channels
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.worktime import WorkTime

DATA = Path(__file__).parent / "data"
CAST = tomllib.loads((DATA / "cast.toml").read_text())
RULES = tomllib.loads((DATA / "rules.toml").read_text())

SEED = "Northwell"
IN_USE = 42
"""Days for which Northwell has worked with Aftercare."""
OFFICE = [[8 * 60, 12 * 60], [13 * 60, 17 * 60 + 30]]
PASSWORD = "northwell-demo"  # noqa: S105  # of a company that does not exist
OUTBOX = {"smtp_host": "127.0.0.1", "smtp_security": "none"}
"""Where the mail of a company that does not exist goes."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Customer(NamedTuple):
    """Somebody who writes to Northwell: the contact, their address, the language they write."""

    contact: Any
    address: str
    language: str
    zone: str
    is_key: bool


@dataclass
class Northwell:
    """The company as the story knows it while it is played."""

    began: datetime
    until: datetime
    hours: WorkTime
    counts_macros: bool = True
    """Not while two play at once: both would count in the same row."""
    share: float = 1.0
    """How much of the company is played: of what there are many, so many."""
    mail: Any = None
    form: Any = None
    teams: dict[str, Any] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    people: dict[str, list[Actor]] = field(default_factory=dict)
    macros: dict[str, Any] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    regulars: dict[str, Customer] = field(default_factory=dict)
    in_the_field: set[str] = field(default_factory=set)
    """Serials of units that are known."""
    older: dict[str, list[str]] = field(default_factory=dict)
    """Serials of the units that were made before, by their batches."""
    latest: dict[str, Any] = field(default_factory=dict)
    """The latest case about each matter, for what has to do with it."""

    @property
    def in_use_since(self) -> datetime:
        """When Northwell left its help desk; what was before came from there in files."""
        return self.until - IN_USE * DAY

    @property
    def receipts_from(self) -> datetime:
        """When Ana has looked at the automatic receipt and switched it on."""
        return self.until - 14 * DAY

    def who(self, handle: str) -> Actor:
        """Return one of the people of Northwell."""
        return self.actors[self.users[handle].pk]


def chance_of(name: str) -> Random:
    """Return the dice of a part of the story: the same ones every time it is played."""
    return Random(f"{SEED} {name}")


def found_northwell(*, began: datetime, until: datetime) -> Northwell:
    """Found the company, without customers so far."""
    northwell = Northwell(began, until, _open_sites(began, until))
    _hire_people(northwell)
    _teach_people(northwell)
    _send_on_leave(northwell)
    _open_channels(northwell)
    _set_rules(northwell)
    _prepare_answers(northwell)
    return northwell


def _open_sites(began: datetime, until: datetime) -> WorkTime:
    given: dict[str, Any] = {"actor": SYSTEM, "at": until}
    calendars = {}
    years = range(began.year, until.year + 2)
    for place in CAST["calendar"]:
        week = [OFFICE] * 5 + [[[8 * 60, 12 * 60]], []]
        calendars[place["code"]] = set_working_week(**place, weekly=week, **given)
        for year in years:
            calendar, country = calendars[place["code"]], place["code"]
            import_public_holidays(calendar, country=country, year=year, **given)
    founded = date(until.year, 12, 24)
    half = [[8 * 60, 12 * 60]]
    mark_day(calendars["PH"], on=founded, name="Year-end party", intervals=half, **given)
    entities = {each["code"]: register_entity(**each, **given) for each in CAST["entity"]}
    for site in CAST["site"]:
        places = {"entity": entities[site["entity"]], "calendar": calendars[site["calendar"]]}
        register_site(**site | places, **given)
    return calendars["PH"].work_time()


def _hire_people(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    roles = {role.code: role for role in visible_roles(SYSTEM)}
    for team in CAST["team"]:
        names = {"code": team["code"], "name": team["name"], "mail_name": team["mail_name"]}
        northwell.teams[team["code"]] = save_team(None, **names, **given)
    for person in CAST["user"]:
        handle = person["handle"]
        northwell.users[handle] = enroll_user(
            email=f"{handle}@{CAST['company']['domain']}",
            name=person["name"],
            handle=handle,
            password=PASSWORD if person["signs_in"] else None,
            roles=[roles[code] for code in person["roles"]],
            language=person["language"],
            time_zone=person["time_zone"],
            max_open=person["max_open"],
            **given,
        )
    for code, team in northwell.teams.items():
        members = [each["handle"] for each in CAST["user"] if code in each["teams"]]
        users = [northwell.users[handle] for handle in members]
        set_team_members(team, users=users, **given)
        add_member(team, user=users[0], is_lead=True, **given)
    for user in northwell.users.values():
        northwell.actors[user.pk] = actor_for(user)
    for code in northwell.teams:
        northwell.people[code] = [
            northwell.who(each["handle"])
            for each in CAST["user"]
            if code in each["teams"] and each["max_open"]
        ]


def _teach_people(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    skills = {each["code"]: save_skill(None, **each, **given) for each in CAST["skill"]}
    for handle, known in CAST["knows"].items():
        for code, level in known.items():
            grant_skill(northwell.users[handle], skill=skills[code], level=level, **given)


def _send_on_leave(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    today = northwell.until.date()
    for leave in CAST["leave"]:
        record_absence(
            northwell.users[leave["handle"]],
            from_on=today + leave["from"] * DAY,
            until_on=today + leave["until"] * DAY,
            reason=leave["reason"],
            stand_in=northwell.users.get(leave.get("stand_in", "")),
            **given,
        )


def _open_channels(northwell: Northwell) -> None:
    shared: dict[str, Any] = {
        "name": "Northwell support",
        "address": CAST["company"]["address"],
        "settings": OUTBOX | {"smtp_port": settings.EMAIL_PORT},
        "secrets": {},
        "actor": SYSTEM,
        "at": northwell.began,
    }
    northwell.mail = set_up_channel(None, code="support", kind="email", **shared)
    northwell.form = set_up_channel(None, code="form", kind="web_form", **shared)


def send_by(port: int, *, at: datetime) -> None:
    """Let Northwell send its mail by a port of this machine, should it be another one today."""
    for account in visible_channels(SYSTEM):
        is_ours = account.settings.items() >= OUTBOX.items()
        if is_ours and account.settings.get("smtp_port") != port:
            set_up_channel(
                account,
                code=account.code,
                kind=account.kind,
                name=account.name,
                address=account.address,
                settings=account.settings | {"smtp_port": port},
                secrets={},
                active=account.active,
                actor=SYSTEM,
                at=at,
            )


def _set_rules(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": northwell.who("ana"), "at": northwell.began}
    for level in RULES["service_level"]:
        hours = {
            name: level[name] * HOUR
            for name in ("first_response", "next_reply", "solution_or_date")
        }
        save_service_level(None, **level | hours, **given)
    change_settings({HOTLINE.name: RULES["hotline"]}, **given)
    for rule in RULES["triage_rule"]:
        team = {"sets_team": northwell.teams[rule["sets_team"]]} if "sets_team" in rule else {}
        save_triage_rule(None, **rule | team, **given)


def _prepare_answers(northwell: Northwell) -> None:
    given: dict[str, Any] = {"actor": northwell.who("ana"), "at": northwell.began}
    for macro in RULES["macro"]:
        northwell.macros[macro["name"]] = save_macro(None, shared=True, **macro, **given)
    for view in RULES["view"]:
        save_view(None, shared=True, **view, **given)
    mine: dict[str, Any] = {"actor": northwell.who("liza"), "at": northwell.began}
    save_view(None, name="Harborline", query="status:open Harborline", **mine)
    write_automatic_message(receipt_message(), texts=RULES["receipt"], **given)
