from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class SearchMissed(Event):
    """Several people have looked for the same and found nothing."""

    name: ClassVar[str] = "search.search_missed"

    search_miss_id: int
    times: int
