"""What can be imported: apps register their sheets, the mechanism knows nothing else of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aftercare.base.spreadsheets.states import Column, Outcome, Record, Verdict
from aftercare.kit.actors import Actor


class Check(Protocol):
    """Says of each row what it would do. Reads only."""

    def __call__(self, records: Sequence[Record]) -> list[Verdict]: ...


class Apply(Protocol):
    """Writes rows, in the caller's transaction, and says of each what it has done."""

    def __call__(
        self, records: Sequence[Record], *, actor: Actor, at: datetime
    ) -> list[Outcome]: ...


class Undo(Protocol):
    """Takes back what rows have done; says of each why it could not, "" if it could."""

    def __call__(self, outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]: ...


class Identify(Protocol):
    """Returns by what a row is known, so that two rows about the same thing are noticed."""

    def __call__(self, record: Record) -> str: ...


@dataclass(frozen=True)
class Sheet:
    """One kind of table that can be imported. `permission` is needed beside that to import."""

    name: str
    title: Any
    text: Any
    icon: str
    permission: str
    columns: tuple[Column, ...]
    identify: Identify
    check: Check
    apply: Apply
    undo: Undo

    def column(self, name: str) -> Column:
        """Return the column of this name. Raises `StopIteration` if there is none."""
        return next(each for each in self.columns if each.name == name)


_sheets: dict[str, Sheet] = {}


def register_sheet(sheet: Sheet) -> None:
    """Let a kind of table be imported; an app calls this once, when it is ready."""
    _sheets[sheet.name] = sheet


def sheet_named(name: str) -> Sheet | None:
    """Return the sheet of this name, if there is one."""
    return _sheets.get(name)


def sheets_for(actor: Actor) -> list[Sheet]:
    """Return the sheets `actor` may import."""
    return [sheet for sheet in _sheets.values() if actor.may(sheet.permission)]
