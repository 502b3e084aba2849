from datetime import UTC, datetime, timedelta

from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import open_case, take_in_message
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
