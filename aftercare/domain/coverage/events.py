from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ContractRecorded(Event):
    """A contract was written down, or a new version of it."""

    name: ClassVar[str] = "coverage.contract_recorded"

    contract_id: int
    account_id: int | None
    version: int


@dataclass(frozen=True)
class ContractFileChanged(Event):
    """A file was put with a contract, or taken away."""

    name: ClassVar[str] = "coverage.contract_file_changed"

    contract_id: int
    account_id: int | None
    attached: bool


@dataclass(frozen=True)
class SupplierGuaranteeRecorded(Event):
    """It was written down what a supplier guarantees us."""

    name: ClassVar[str] = "coverage.supplier_guarantee_recorded"

    supplier_guarantee_id: int
    account_id: int
    item_id: int | None


@dataclass(frozen=True)
class ContractRemoved(Event):
    """A contract taken in by mistake is gone again; nothing was decided by it."""

    name: ClassVar[str] = "coverage.contract_removed"

    contract_id: int
    account_id: int | None


@dataclass(frozen=True)
class _SparesEvent(Event):
    """Something about free spares of a contract; quantities as text."""

    contract_id: int
    account_id: int | None
    item_id: int
    quantity: str


@dataclass(frozen=True)
class SparesGiven(_SparesEvent):
    """A customer got free spares by the ratio of a contract; `more` than due with a reason."""

    name: ClassVar[str] = "coverage.spares_given"

    more: bool


@dataclass(frozen=True)
class SparesTakenBack(_SparesEvent):
    """Free spares were given by mistake, and are back where they lay."""

    name: ClassVar[str] = "coverage.spares_taken_back"


@dataclass(frozen=True)
class SubjectEvent(Event):
    """Something about what a decision is for, such as `case:12` or `unit:7`."""

    subject: str

    def about(self) -> list[str]:
        """Return the rows it names, and its subject."""
        return [self.subject, *super().about()]


@dataclass(frozen=True)
class CoverageDecided(SubjectEvent):
    """It was decided what a customer may claim and who pays."""

    name: ClassVar[str] = "coverage.coverage_decided"

    stored_decision_id: int
    verdict: str
    remedies: tuple[str, ...]


@dataclass(frozen=True)
class DecisionReplayed(SubjectEvent):
    """A decision was made again from what was kept of it."""

    name: ClassVar[str] = "coverage.decision_replayed"

    stored_decision_id: int
    same: bool


@dataclass(frozen=True)
class DamageLookedAt(SubjectEvent):
    """A step was made in finding out whether somebody has damaged a unit."""

    name: ClassVar[str] = "coverage.damage_looked_at"

    damage_look_id: int
    step: str
    status: str


@dataclass(frozen=True)
class GoodwillGranted(SubjectEvent):
    """We pay though we need not, and it was said who bears which share."""

    name: ClassVar[str] = "coverage.goodwill_granted"

    goodwill_id: int
    amount: str
    currency: str


@dataclass(frozen=True)
class GoodwillLimitSet(Event):
    """It was said how much goodwill a role may grant in one case."""

    name: ClassVar[str] = "coverage.goodwill_limit_set"

    role_id: int
    currency: str
    amount: str
