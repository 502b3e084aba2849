from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ItemRegistered(Event):
    """Something we sell, fit or repair is in the catalog."""

    name: ClassVar[str] = "catalog.item_registered"

    item_id: int


@dataclass(frozen=True)
class ItemEdited(Event):
    """What we know of an item was corrected; `changed` names the fields."""

    name: ClassVar[str] = "catalog.item_edited"

    item_id: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class MilestoneSet(Event):
    """It is known from when on an item stands at a stage of its life, or no longer known."""

    name: ClassVar[str] = "catalog.milestone_set"

    item_id: int
    stage: str
    on: str = ""
