from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting
from aftercare.base.spreadsheets.models import Export, Import, ImportRow, KnownHeader
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.policies.tables import heading
from aftercare.base.spreadsheets.ports import Sheet, sheet_named, sheets_for
from aftercare.base.spreadsheets.states import AT_WORK, ImportStatus, RowFate
from aftercare.kit.actors import Actor

KEEP_DAYS = register_setting(
    Setting(
        "spreadsheets.keep_days",
        90,
        _("Days after which the file and the rows of an import are removed. Undo ends then."),
    )
)
EXPORT_LIVES = timedelta(days=7)


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


def visible_exports(actor: Actor) -> QuerySet[Export]:
    """Return the long exports somebody asked for themselves, the newest first."""
    mine = Export.objects.filter(by=actor.id if actor.kind == "user" else None)
    may = actor.may(SpreadsheetPermission.EXPORT)
    return mine.select_related("file").order_by("-pk") if may else mine.none()


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
    return rows.order_by("line")


def rows_to_undo(run: Import) -> QuerySet[ImportRow]:
    """Return the rows that have done something, the last first."""
    return run.rows.filter(fate=RowFate.DONE, verdict__in=("new", "changed")).order_by("-line")


def imports_to_let_go(before: datetime) -> QuerySet[Import]:
    """Return the imports whose file and rows are still kept though they are old."""
    return Import.objects.filter(at__lt=before, file__isnull=False).exclude(status__in=AT_WORK)
