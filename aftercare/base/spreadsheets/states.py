from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5hkscs", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
"""How text files are written; what was found may be overruled."""


class ImportStatus(TextChoices):
    """How far an import is."""

    DRAFT = "draft", _("To be mapped")
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Checked, nothing written yet")
    RUNNING = "running", _("Being written")
    DONE = "done", pgettext_lazy("import", "Done")
    CANCELLED = "cancelled", _("Cancelled")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


_S = ImportStatus
MOVES: Mapping[str, Sequence[str]] = {
    _S.DRAFT: (_S.CHECKING, _S.CANCELLED),
    _S.CHECKING: (_S.READY, _S.CANCELLED),
    _S.READY: (_S.CHECKING, _S.RUNNING, _S.CANCELLED),
    _S.RUNNING: (_S.DONE, _S.CANCELLED),
    _S.DONE: (_S.UNDOING,),
    _S.CANCELLED: (_S.UNDOING,),
    _S.UNDOING: (_S.UNDONE,),
    _S.UNDONE: (),
}
AT_WORK = (_S.CHECKING, _S.RUNNING, _S.UNDOING)


class ExportStatus(TextChoices):
    """How far a list is that goes out as a file."""

    MAKING = "making", _("Being made")
    READY = "ready", pgettext_lazy("file", "Ready")
    CANCELLED = "cancelled", _("Cancelled")
    GONE = "gone", pgettext_lazy("file", "Removed")


EXPORT_MOVES: Mapping[str, Sequence[str]] = {
    ExportStatus.MAKING: (ExportStatus.READY, ExportStatus.CANCELLED),
    ExportStatus.READY: (ExportStatus.GONE,),
    ExportStatus.CANCELLED: (),
    ExportStatus.GONE: (),
}


class RowVerdict(TextChoices):
    """What a row would do."""

    NEW = "new", pgettext_lazy("row", "New")
    CHANGED = "changed", pgettext_lazy("row", "Changed")
    SAME = "same", pgettext_lazy("row", "Same as before")
    ERROR = "error", pgettext_lazy("row", "Error")


class RowFate(TextChoices):
    """What became of a row."""

    WAITING = "", pgettext_lazy("row", "Not written")
    DONE = "done", pgettext_lazy("row", "Written")
    FAILED = "failed", pgettext_lazy("row", "Refused")
    UNDONE = "undone", pgettext_lazy("row", "Undone")
    KEPT = "kept", _("Could not be undone")


class ColumnKind(TextChoices):
    """What the cells of a column hold."""

    TEXT = "text", _("Text")
    CODE = "code", _("Number or code, exactly as written")
    NUMBER = "number", _("Number")
    DAY = "day", _("Day, such as 2026-11-25")
    MOMENT = "moment", _("Day and time, such as 2026-11-25 14:30")
    FILE = "file", _("Name of a file in the ZIP")


@dataclass(frozen=True)
class Column:
    """
    A column of a sheet. `title` is translated; `also` are other words people head it with.

    `choices` are the values it takes, each with what people call it; `words` gives them where
    they are many, by all that people may write. A number has at most `whole` digits in front of
    the point and `places` behind it.
    """

    name: str
    title: Any
    kind: ColumnKind = ColumnKind.TEXT
    is_required: bool = False
    also: tuple[str, ...] = ()
    help: Any = ""
    example: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    words: Callable[[], Mapping[str, str]] | None = None
    longest: int = 200
    whole: int = 8
    places: int = 4


def note_column(*, longest: int = 2000) -> Column:
    """Return a column for whatever else is to be said."""
    also = ("notes", "remark", "remarks", "comment", "备注", "備註", "tala")
    return Column("note", _("Note"), longest=longest, also=also)


def tags_column() -> Column:
    """Return a column of words by which rows are told apart."""
    several = _("Several between commas.")
    return Column("tags", _("Tags"), help=several, also=("tag", "labels", "标签", "標籤"))


Record = Mapping[str, str]
"""
A row of a file: what stands in each column that was mapped, "" where nothing does.

A file is given by the key of its content and its name: `12/Manual.pdf`.
"""


@dataclass(frozen=True)
class Verdict:
    """What a row would do; for an error in which column, and why. A remark is no error."""

    state: str
    column: str = ""
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a row has done: to what (`account:12`), and what was there before and after."""

    state: str
    subject: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def key(self) -> int:
        """The key of what it was done to, 0 for nothing."""
        return int(self.subject.rpartition(":")[2] or 0)

    @property
    def is_new(self) -> bool:
        return self.state == RowVerdict.NEW


def outcome_of(subject: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Outcome:
    """Return what was done to something: all of it if it is new, else what differs."""
    if not before:
        return Outcome(RowVerdict.NEW, subject, {}, after)
    changed = {name: value for name, value in after.items() if before[name] != value}
    was = {name: before[name] for name in changed}
    return Outcome(RowVerdict.CHANGED if changed else RowVerdict.SAME, subject, was, changed)


def why_kept(
    values: Mapping[str, Any] | None, outcome: Outcome, *, alone: Collection[int] | None = None
) -> str:
    """
    Return why what was done is not taken back, "" if it can be.

    `values` are what stands there now, None where nothing does; `alone` are the keys nothing
    points to, where that matters.
    """
    if values is None:
        return gettext("It is gone already.")
    if any(values[name] != value for name, value in outcome.after.items() if name in values):
        return gettext("Somebody has changed it since.")
    if outcome.is_new and alone is not None and outcome.key not in alone:
        return gettext("Something has happened to it since.")
    return ""
