from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ImportChanged(Event):
    """An import went a step on: begun, mapped, checked, corrected, started, finished, undone …."""

    name: ClassVar[str] = "spreadsheets.import_changed"

    import_id: int
    sheet: str
    change: str
    count: int = 0


@dataclass(frozen=True)
class ListExported(Event):
    """Somebody took a list out of the house: which one, how narrowed down, and how long."""

    name: ClassVar[str] = "spreadsheets.list_exported"

    listed: str
    count: int
    kind: str
    export_id: int | None = None


@dataclass(frozen=True)
class ExportChanged(Event):
    """A long list that was asked for as a file is ready, given up, or removed again."""

    name: ClassVar[str] = "spreadsheets.export_changed"

    export_id: int
    change: str
