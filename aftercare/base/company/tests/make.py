from datetime import UTC, datetime

from aftercare.base.company.operations import set_working_week
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
