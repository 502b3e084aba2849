import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from aftercare.base.files.queries import files_of
from aftercare.base.files.steps import let_go, link, store, tidy
from aftercare.base.spreadsheets.models import Import, ImportRow
from aftercare.base.spreadsheets.policies.cells import CellWrong, remark_on, value_of, words_of
from aftercare.base.spreadsheets.policies.packages import package_in
from aftercare.base.spreadsheets.policies.tables import Line, read_table
from aftercare.base.spreadsheets.queries import Sheet, sheet_of
from aftercare.base.spreadsheets.states import ColumnKind, Record, RowVerdict, Verdict
from aftercare.kit.bulk import is_any_of
from aftercare.kit.refs import Ref, ref


class Judge:
    """Says of the rows of an import what they would do."""

    def __init__(self, run: Import) -> None:
        self._run = run
        self.sheet: Sheet = sheet_of(run)
        self._columns = {
            name: (self.sheet.column(name), place) for name, place in run.columns.items()
        }
        self._words = {
            name: words_of(column) if column.choices or column.words else {}
            for name, (column, _place) in self._columns.items()
        }
        kinds = {column.kind for column, _place in self._columns.values()}
        self._files = _files_of(run) if ColumnKind.FILE in kinds else {}

    def row_of(self, line: Line) -> ImportRow:
        """Return a line of the file as a row that is yet to be judged."""
        return ImportRow(
            import_run_id=self._run.pk,
            line=line.number,
            cells=line.cells,
            doubts={str(place): doubt for place, doubt in line.doubts.items()},
        )

    def judge(self, rows: Sequence[ImportRow]) -> None:
        """Note on each row what it would do, in which column it is wrong, and why."""
        sound: list[tuple[ImportRow, Record]] = []
        for row in rows:
            record, verdict = self.read(row)
            row.identity = self.sheet.identify(record)[:250] if not verdict.state else ""
            _note(row, verdict)
            if not verdict.state:
                sound.append((row, record))
        sound = self._without_twins(sound)
        verdicts = self.sheet.check([record for _row, record in sound])
        for (row, _record), verdict in zip(sound, verdicts, strict=True):
            remark = row.reason
            _note(row, verdict)
            row.reason = row.reason or remark

    def read(self, row: ImportRow) -> tuple[Record, Verdict]:
        """Return what stands in the columns of a row, and an error if a cell is wrong."""
        record: dict[str, str] = {}
        remark = Verdict("")
        for name, (column, place) in self._columns.items():
            text = row.cells[place] if place < len(row.cells) else ""
            doubt = row.doubts.get(str(place), "")
            try:
                record[name] = value_of(text, doubt, column, self._words[name])
                if record[name] and column.kind == ColumnKind.FILE:
                    record[name] = self._file(text)
            except CellWrong as problem:
                return record, Verdict(RowVerdict.ERROR, name, str(problem))
            if said := remark_on(doubt, column):
                remark = Verdict("", name, remark=said)
        return record, remark

    def _file(self, name: str) -> str:
        """Return the file of this name as a record gives it. Raises `CellWrong`."""
        keys = self._files.get(tidy(name).casefold(), [])
        if len(keys) == 1:
            return f"{keys[0]}/{tidy(name)}"
        if keys:
            raise CellWrong(_("Several files in the ZIP are called so. Rename one of them."))
        raise CellWrong(_("There is no file of this name in the ZIP."))

    def _without_twins(
        self, sound: list[tuple[ImportRow, Record]]
    ) -> list[tuple[ImportRow, Record]]:
        names = {row.identity for row, _record in sound if row.identity}
        others = ImportRow.objects.filter(is_any_of("identity", names), import_run=self._run)
        others = others.exclude(pk__in=[row.pk for row, _record in sound if row.pk])
        first = dict(others.order_by("-line").values_list("identity", "line"))
        alone = []
        for row, record in sound:
            twin = first.setdefault(row.identity, row.line) if row.identity else row.line
            if twin == row.line:
                alone.append((row, record))
            else:
                _note(row, Verdict(RowVerdict.ERROR, reason=_twin_of(twin)))
                row.identity = ""
        return alone


def lines_of(run: Import) -> list[Line]:
    """Return the rows of the file of an import; none if it was let go."""
    if run.file is None:
        return []
    with run.file.open() as kept:
        table = read_table(kept.read(), encoding=run.encoding, delimiter=run.delimiter)
    return [line for line in table.lines if line.number > run.header_line]


def _files_of(run: Import) -> dict[str, list[int]]:
    """Return the files that came with a table, by their names without case."""
    keys: dict[str, list[int]] = {}
    for each in files_of(ref(run)):
        keys.setdefault(each.name.casefold(), []).append(each.file_id)
    return keys


def keep_package(run: Import, raw: bytes, *, at: datetime) -> None:
    """Keep the files that came in a ZIP with the table. Raises `UnreadableFile`."""
    if package := package_in(raw):
        for name, content in package.contents():
            link(store(content, at=at), ref(run), name=name, readers=(), at=at)


def _twin_of(line: int) -> str:
    return _("Row %(line)s is about the same one.") % {"line": line}


def _note(row: ImportRow, verdict: Verdict) -> None:
    row.verdict, row.column = verdict.state, verdict.column
    row.reason = (verdict.reason or verdict.remark)[:300]


_SAVE = """
UPDATE spreadsheets_importrow AS row SET
    fate = new.fate, verdict = new.verdict, subject = new.subject, reason = new.reason,
    before = new.before, after = new.after
FROM jsonb_to_recordset(%s::jsonb) AS new(
    id bigint, fate text, verdict text, subject text, reason text, before jsonb, after jsonb)
WHERE row.id = new.id
"""


def save_what_became_of(rows: Sequence[ImportRow]) -> None:
    """Write down what became of many rows, in one statement."""
    names = ("id", "fate", "verdict", "subject", "reason", "before", "after")
    new = [{name: getattr(row, name) for name in names} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [json.dumps(new)])


def forget_in_imports(subjects: Iterable[Ref]) -> None:
    """Blank what rows of files said of things that are to be forgotten, and the files."""
    rows = ImportRow.objects.filter(subject__in=[str(subject) for subject in subjects])
    runs = Import.objects.filter(pk__in=rows.values("import_run"))
    files = list(runs.filter(file__isnull=False).values_list("file", flat=True))
    runs.update(file=None, name="", sample=[])
    rows.update(cells=[], before={}, after={}, identity="", reason="", subject="")
    let_go(files)
