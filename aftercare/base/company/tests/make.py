from datetime import UTC, datetime

from aftercare.base.company.operations import register_entity, register_site, set_working_week
from aftercare.kit.actors import SYSTEM

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
OFFICE = [[8 * 60, 12 * 60], [13 * 60, 17 * 60]]


def make_calendar(**given):
    week = {
        "code": "SZ",
        "name": "Shenzhen",
        "time_zone": "Asia/Shanghai",
        "weekly": [OFFICE] * 5 + [[], []],
    }
    return set_working_week(**week | given, actor=SYSTEM, at=NEW_YEAR)


def make_site(code="SZ", name="Shenzhen"):
    zone = "Asia/Shanghai"
    week = [[[540, 1080]]] * 5 + [[], []]
    calendar = set_working_week(
        code=code, name=name, time_zone=zone, weekly=week, actor=SYSTEM, at=NEW_YEAR
    )
    entity = register_entity(code="NW", name="Northwell", country="CN", actor=SYSTEM, at=NEW_YEAR)
    return register_site(
        code=code,
        name=name,
        entity=entity,
        time_zone=zone,
        calendar=calendar,
        actor=SYSTEM,
        at=NEW_YEAR,
    )
