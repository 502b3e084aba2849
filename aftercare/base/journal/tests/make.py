from dataclasses import dataclass
from datetime import UTC, datetime

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
