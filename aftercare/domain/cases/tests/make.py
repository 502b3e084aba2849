from datetime import UTC, datetime, timedelta

from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import open_case, take_in_message
from aftercare.domain.cases.operations.rules import (
    save_service_level,
    switch_automatic_message,
    write_automatic_message,
)
from aftercare.domain.cases.queries import automatic_message
from aftercare.domain.conversations.tests.make import make_message
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_agent(name="Liza", *, teams=("service",), roles=("agent",), **given):
    return actor_for(
        make_user(name, roles=roles, teams=[make_team(code) for code in teams], **given)
    )


def make_case(*, at=MONDAY, **given) -> Case:
    """Return a case that came by mail."""
    case = take_in_message(make_message(at=at, **given), actor=SYSTEM, at=at)
    assert case is not None
    return case


def make_call(**given) -> Case:
    """Return a case that came by phone."""
    details = {"subject": "Boot loop", "channel": "phone", "actor": SYSTEM, "at": MONDAY}
    return open_case(None, **details | given)


def make_level(name="Everybody", **given):
    """Return a service level; what is not given is two hours, and a day for a solution."""
    times = {"first_response": 2 * HOUR, "next_reply": 2 * HOUR, "solution_or_date": 24 * HOUR}
    return save_service_level(None, name=name, **times | given, actor=SYSTEM, at=MONDAY)


def switch_on(occasion, **texts):
    """Let something go out by itself, as it is proposed or with other words."""
    prepared = automatic_message(occasion)
    if texts:
        write_automatic_message(prepared, texts=texts, actor=SYSTEM, at=MONDAY)
    manager = make_agent(f"Ana {occasion}", roles=["manager"])
    switch_automatic_message(prepared, active=True, was_seen=True, actor=manager, at=MONDAY)
