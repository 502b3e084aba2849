from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class UnitIntroduced(Event):
    """We know of one more unit."""

    name: ClassVar[str] = "units.unit_introduced"

    unit_id: int
    account_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True)
class UnitsImported(Event):
    """We know of many more units, from a file."""

    name: ClassVar[str] = "units.units_imported"

    units: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the units."""
        return [f"unit:{each}" for each in self.units]


@dataclass(frozen=True)
class UnitsRemoved(Event):
    """Units taken in by mistake are gone again; nothing had happened to them."""

    name: ClassVar[str] = "units.units_removed"

    units: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the units."""
        return [f"unit:{each}" for each in self.units]


@dataclass(frozen=True)
class UnitEdited(Event):
    """What we know of a unit was corrected; `changed` names the fields."""

    name: ClassVar[str] = "units.unit_edited"

    unit_id: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitDated(Event):
    """A date in the life of a unit is known, or another than was thought."""

    name: ClassVar[str] = "units.unit_dated"

    unit_id: int
    kind: str
    on: str
    proven: bool = False


@dataclass(frozen=True)
class OwnerChanged(Event):
    """A unit is somebody's, or somebody else's."""

    name: ClassVar[str] = "units.owner_changed"

    unit_id: int
    account_id: int | None
    contact_id: int | None
    how: str


@dataclass(frozen=True)
class UnitReplaced(Event):
    """A customer got one unit for another, which takes its place."""

    name: ClassVar[str] = "units.unit_replaced"

    unit_id: int
    replacement: int
    on: str

    def about(self) -> list[str]:
        """Return the unit, and the one that takes its place."""
        return [*super().about(), f"unit:{self.replacement}"]


@dataclass(frozen=True)
class PartSwapped(Event):
    """A part of a unit was taken out, and perhaps another put in."""

    name: ClassVar[str] = "units.part_swapped"

    unit_id: int
    lot_id: int | None = None
    designator: str = ""
    part_out: int | None = None
    part_in: int | None = None
    lot_out: int | None = None

    def about(self) -> list[str]:
        """Return the unit, and what went out of it and into it."""
        parts = [f"unit:{each}" for each in (self.part_out, self.part_in) if each]
        lots = [f"lot:{self.lot_out}"] if self.lot_out else []
        return [*super().about(), *parts, *lots]


@dataclass(frozen=True)
class BatchTakenIn(Event):
    """Production has delivered the units of a batch, with what is inside them."""

    name: ClassVar[str] = "units.batch_taken_in"

    production_batch_id: int
    units: int
    lots: int


@dataclass(frozen=True)
class BatchShipped(Event):
    """Units of a batch were shipped to a customer."""

    name: ClassVar[str] = "units.batch_shipped"

    account_id: int
    units: int
    order: str = ""


@dataclass(frozen=True)
class LotNoted(Event):
    """We know of a lot of components, or more of it."""

    name: ClassVar[str] = "units.lot_noted"

    lot_id: int


@dataclass(frozen=True)
class RegistrationReceived(Event):
    """A customer has registered a unit; it waits to be checked, or is accepted at once."""

    name: ClassVar[str] = "units.registration_received"

    registration_id: int
    contact_id: int
    unit_id: int | None = None


@dataclass(frozen=True)
class RegistrationSettled(Event):
    """A registration was accepted, or refused."""

    name: ClassVar[str] = "units.registration_settled"

    registration_id: int
    contact_id: int
    unit_id: int | None
    accepted: bool


@dataclass(frozen=True)
class ScanRuleChanged(Event):
    """How codes of a maker are understood was changed."""

    name: ClassVar[str] = "units.scan_rule_changed"

    scan_rule_id: int
