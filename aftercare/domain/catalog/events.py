from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ItemRegistered(Event):
    """Something we sell, fit or repair is in the catalog."""

    name: ClassVar[str] = "catalog.item_registered"

    item_id: int


@dataclass(frozen=True)
class ItemsImported(Event):
    """Many more items are in the catalog, from a file."""

    name: ClassVar[str] = "catalog.items_imported"

    items: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the items."""
        return [f"item:{each}" for each in self.items]


@dataclass(frozen=True)
class ItemEdited(Event):
    """What we know of an item was corrected; `changed` names the fields."""

    name: ClassVar[str] = "catalog.item_edited"

    item_id: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemRemoved(Event):
    """An item taken in by mistake is gone again; nothing had happened to it."""

    name: ClassVar[str] = "catalog.item_removed"

    item_id: int


@dataclass(frozen=True)
class MilestoneSet(Event):
    """It is known from when on an item stands at a stage of its life, or no longer known."""

    name: ClassVar[str] = "catalog.milestone_set"

    item_id: int
    stage: str
    on: str = ""


@dataclass(frozen=True)
class ParameterDefined(Event):
    """Items may have one more property, or one is called otherwise."""

    name: ClassVar[str] = "catalog.parameter_defined"

    parameter_id: int


@dataclass(frozen=True)
class ParametersSet(Event):
    """The values of an item's parameters were corrected; `changed` names the parameters."""

    name: ClassVar[str] = "catalog.parameters_set"

    item_id: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class BomChanged(Event):
    """What an item is made of was corrected. `bom_id` may be gone."""

    name: ClassVar[str] = "catalog.bom_changed"

    item_id: int
    bom_id: int
    change: str


@dataclass(frozen=True)
class PriceSet(Event):
    """An item costs something else from a day on, or what was said of that was taken back."""

    name: ClassVar[str] = "catalog.price_set"

    item_id: int
    kind: str
    currency: str
    change: str


@dataclass(frozen=True)
class SubstituteChanged(Event):
    """An item may take the place of another, under other conditions, or no longer."""

    name: ClassVar[str] = "catalog.substitute_changed"

    item_id: int
    by: int
    change: str

    def about(self) -> list[str]:
        """Return both items."""
        return [*super().about(), f"item:{self.by}"]


@dataclass(frozen=True)
class FaultCodeChanged(Event):
    """A symptom, fault, cause or action was added, corrected, moved or retired."""

    name: ClassVar[str] = "catalog.fault_code_changed"

    fault_code_id: int
    change: str


@dataclass(frozen=True)
class DocumentFiled(Event):
    """A document about an item is in the library."""

    name: ClassVar[str] = "catalog.document_filed"

    item_id: int
    item_document_id: int


@dataclass(frozen=True)
class DocumentEdited(Event):
    """What we say of a document, or who may see it, was corrected; or it was read."""

    name: ClassVar[str] = "catalog.document_edited"

    item_id: int
    item_document_id: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentRemoved(Event):
    """A document is no longer in the library."""

    name: ClassVar[str] = "catalog.document_removed"

    item_id: int
    item_document_id: int


@dataclass(frozen=True)
class NoticeEntered(Event):
    """A maker has told us that items change or end; or what we know of it was corrected."""

    name: ClassVar[str] = "catalog.notice_entered"

    change_notice_id: int
    items: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the notice and the items it names."""
        return [*super().about(), *(f"item:{item}" for item in self.items)]


@dataclass(frozen=True)
class NoticeClosed(Event):
    """It is decided what we do about a notice, or it is looked at again."""

    name: ClassVar[str] = "catalog.notice_closed"

    change_notice_id: int
    reopened: bool = False


@dataclass(frozen=True)
class QuestionAnswered(Event):
    """
    Somebody found the answer in what we showed them, and did not have to ask us.

    `language` is theirs, `documents` are those that were shown; entries of before say neither.
    """

    name: ClassVar[str] = "catalog.question_answered"

    item_id: int
    channel: str
    language: str = ""
    documents: Sequence[int] = ()


@dataclass(frozen=True)
class HelpVisitsDropped(Event):
    """Visits of forms with self-help were removed, for no report looks back so far."""

    name: ClassVar[str] = "catalog.help_visits_dropped"

    count: int
