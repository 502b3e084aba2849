"""What can be imported: apps register their sheets; and what was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, Exists, ManyToOneRel, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_number, register_setting
from aftercare.base.spreadsheets.models import Export, Import, ImportRow, KnownHeader
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.policies.tables import heading
from aftercare.base.spreadsheets.states import (
    AT_WORK,
    Column,
    ExportStatus,
    ImportStatus,
    Outcome,
    Record,
    RowFate,
    Verdict,
)
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import is_any_key

KEEP_DAYS = register_setting(
    Setting(
        "spreadsheets.keep_days",
        90,
        _("Days after which the file and the rows of an import are removed. Undo ends then."),
    )
)


EXPORT_DAYS = register_setting(
    Setting(
        "spreadsheets.keep_exports_days",
        7,
        _("Days for which the file of a long list can be fetched by who asked for it."),
    )
)


register_number("IM", _("Imports"))


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


def importable_sheets(actor: Actor) -> list[Sheet]:
    """Return what `actor` may take over from files."""
    return sheets_for(actor) if actor.may(SpreadsheetPermission.IMPORT) else []


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """Return the imports of the sheets `actor` may import, the newest first."""
    names = [sheet.name for sheet in importable_sheets(actor)]
    return Import.objects.filter(sheet__in=names).select_related("by", "file").order_by("-pk")


def visible_import_rows(actor: Actor) -> QuerySet[ImportRow]:
    """Return the rows of the imports `actor` may see, in the order of the file."""
    rows = ImportRow.objects.filter(import_run__in=visible_imports(actor).order_by())
    return rows.order_by("line")


def sheet_of(run: Import) -> Sheet:
    """Return the sheet of an import. Raises `LookupError` if its app is gone."""
    sheet = sheet_named(run.sheet)
    if sheet is None:
        raise LookupError(run.sheet)
    return sheet


def counts_of(run: Import) -> dict[str, int]:
    """Return how many rows there are of each verdict, and of each fate that came to pass."""
    counted = run.rows.order_by().values("verdict", "fate").annotate(rows=Count("pk"))
    counts: dict[str, int] = {}
    for each in counted:
        counts[each["verdict"]] = counts.get(each["verdict"], 0) + each["rows"]
        if each["fate"]:
            counts[each["fate"]] = counts.get(each["fate"], 0) + each["rows"]
    return counts


def progress_of(run: Import) -> tuple[int, int]:
    """Return how many rows are through with what is being done, and of how many."""
    if run.status == ImportStatus.CHECKING:
        return run.checked, run.total
    if run.status == ImportStatus.UNDOING:
        through, left = (RowFate.UNDONE, RowFate.KEPT), rows_to_undo(run).count()
    else:
        through, left = (RowFate.DONE, RowFate.FAILED), rows_to_write(run).count()
    done = run.rows.filter(fate__in=through).count()
    return done, done + left


def earlier_import_of(run: Import) -> Import | None:
    """Return the newest import in which the very same file was written before."""
    same = Import.objects.filter(sha256=run.sha256, sheet=run.sheet, pk__lt=run.pk)
    return same.filter(status=ImportStatus.DONE).order_by("-pk").first()


def known_headers(actor: Actor, sheet: Sheet) -> Mapping[str, str]:
    """Return under which headings somebody kept the columns of a sheet the last times."""
    known = KnownHeader.objects.filter(by=actor.id, sheet=sheet.name)
    return {heading(header): column for header, column in known.values_list("header", "column")}


def rows_to_write(run: Import) -> QuerySet[ImportRow]:
    """Return the rows that would change something and have not been written."""
    rows = run.rows.filter(fate=RowFate.WAITING, verdict__in=("new", "changed"))
    return rows.defer("identity", "before", "after").order_by("line")


def rows_to_undo(run: Import) -> QuerySet[ImportRow]:
    """Return the rows that have done something, the last first."""
    return run.rows.filter(fate=RowFate.DONE, verdict__in=("new", "changed")).order_by("-line")


def visible_exports(actor: Actor) -> QuerySet[Export]:
    """Return the long lists `actor` asked for as files, the newest first."""
    mine = Export.objects.select_related("file").filter(by=actor.id).order_by("-pk")
    is_ours = actor.kind == "user" and actor.may(SpreadsheetPermission.EXPORT)
    return mine if is_ours else mine.none()


def exports_to_let_go(before: datetime) -> QuerySet[Export]:
    """Return the lists whose files are still kept though they are old."""
    return Export.objects.filter(status=ExportStatus.READY, ready_at__lt=before).order_by("pk")


def imports_to_let_go(before: datetime) -> QuerySet[Import]:
    """Return the imports whose file and rows are still kept though they are old."""
    return Import.objects.filter(at__lt=before, file__isnull=False).exclude(status__in=AT_WORK)


def named_by_nobody(
    model: type[Model],
    keys: Collection[int],
    *,
    but: Mapping[type[Model], Collection[int]] | None = None,
) -> set[int]:
    """
    Return which rows of `model` no row of any app points to: they may be taken back.

    `but` gives rows of other models that do not count, since they go together with them.
    """
    alone = model._base_manager.filter(is_any_key("pk", keys))
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            other = relation.field.model
            rows = other._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            if ours := (but or {}).get(other):
                rows = rows.exclude(is_any_key("pk", ours))
            alone = alone.filter(~Exists(rows))
    return set(alone.values_list("pk", flat=True))
