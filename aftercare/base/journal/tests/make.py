from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from aftercare.base.journal.steps import announce
from aftercare.kit.actors import SYSTEM
from aftercare.kit.events import Event


@dataclass(frozen=True)
class PanelSwapped(Event):
    name = "test.panel_swapped"

    case_id: int
    unit_id: int | None
    panels: int = 1


def make_entry(*, case_id=12, unit_id=7):
    at = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
    return announce(PanelSwapped(case_id, unit_id), actor=SYSTEM, at=at)


def behind_the_triggers(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE finds nothing pending
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
