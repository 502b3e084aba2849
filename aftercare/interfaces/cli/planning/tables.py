"""CSV, XLSX and Parquet as columns of plain values; answers as CSV and JSON."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineWorkbook

from aftercare.domain.planning.queries.reading import (
    SHEETS,
    Cell,
    Matched,
    Sheet,
    Table,
    match_headings,
    values_of,
)

ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")
CONFIRMED = "columns.json"


class Unreadable(Exception):
    """A file that cannot be taken, in words for who can mend it."""


@dataclass
class Read:
    """The tables of a folder by name, how their headings were understood, and what was lost."""

    tables: dict[str, Table] = field(default_factory=dict)
    matched: dict[str, Matched] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_folder(folder: Path, told: Mapping[str, Mapping[str, str]]) -> Read:
    """Return all tables of a folder that have a name we know. Raises `Unreadable`."""
    read = Read()
    for sheet in SHEETS:
        files = [folder / f"{sheet.name}{ending}" for ending in ENDINGS]
        path = next((each for each in files if each.exists()), None)
        if path is None:
            continue
        headings, rows = _rows(path)
        matched = match_headings(sheet, headings, told.get(sheet.name))
        read.files[sheet.name], read.matched[sheet.name] = path, matched
        if matched.lacking:
            raise Unreadable(
                f"{path.name} has no column for {', '.join(matched.lacking)}. Say which one it is:"
                f" --column {sheet.name}.{matched.lacking[0]}=HEADING; there are"
                f" {', '.join(headings)}."
            )
        read.tables[sheet.name] = _table(sheet, headings, rows, matched, read.faults)
    return read


def _rows(path: Path) -> tuple[list[str], list[list[Any]]]:
    if path.suffix == ".xlsx":
        with path.open("rb") as file:
            rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    elif path.suffix == ".parquet":
        rows = _columns(path)
    else:
        rows = _lines(path.read_bytes())
    rows = [row for row in rows if any(str(cell).strip() for cell in row)]
    if not rows:
        raise Unreadable(f"{path.name} is empty.")
    return [str(cell).strip() for cell in rows[0]], rows[1:]


def _columns(path: Path) -> list[list[Any]]:
    try:
        # Its reader is larger than all the rest together; who needs it installs it.
        from pyarrow import ArrowException  # noqa: PLC0415  # see above
        from pyarrow.parquet import read_table  # noqa: PLC0415  # see above
    except ImportError as lacking:
        raise Unreadable(
            f"{path.name} needs the reader of Parquet: pip install 'aftercare[parquet]'. Or save it"
            " as CSV or XLSX."
        ) from lacking
    try:
        table = read_table(path)
    except ArrowException as fault:
        raise Unreadable(f"{path.name} is no Parquet file that can be read: {fault}") from fault
    columns = [
        ["" if cell is None else cell for cell in each.to_pylist()] for each in table.columns
    ]
    return [table.column_names, *(list(row) for row in zip(*columns, strict=True))]


def _lines(raw: bytes) -> list[list[Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        text = raw.decode(best.encoding if best else "latin-1", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def _table(
    sheet: Sheet,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    matched: Matched,
    faults: list[str],
) -> Table:
    columns: dict[str, Sequence[Cell]] = {}
    for column in sheet.columns:
        heading = matched.headings.get(column.name)
        if heading is None:
            continue
        place = headings.index(heading)
        cells = [_cell(row[place]) if place < len(row) else "" for row in rows]
        columns[column.name], wrong = values_of(column, cells)
        if wrong:
            number, text = wrong[0]
            faults.append(
                f"{sheet.name}.{column.name}: {len(wrong)} cells are empty to us, the first in"
                f" line {number + 2}: {text}"
            )
    return columns


def _cell(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV that Excel opens rightly; columns are those of all rows, in order."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document as JSON."""
    text = json.dumps(document, indent=1, ensure_ascii=False, default=float, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
