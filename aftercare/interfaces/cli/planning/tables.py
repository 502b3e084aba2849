"""CSV, XLSX and Parquet as columns of plain values; answers as CSV and JSON."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from aftercare.domain.planning.queries.reading import (
    SHEETS,
    Matched,
    Table,
    Written,
    match_headings,
    table_of,
)
from aftercare.kit.encodings import encoding_of

ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")
CONFIRMED = "columns.json"
_DELIMITERS = ",;\t|"
_LOOKED_AT = 30


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
    known = _files_of(folder)
    if known.keys() <= {"repairs", "models", "parts"}:
        raise Unreadable(_nothing_known(folder))
    for sheet in SHEETS:
        files = known.get(sheet.name)
        if files is None:
            continue
        path, *others = files
        read.faults += [f"{other.name} is not read, as there is {path.name}." for other in others]
        headings, rows = _rows(path, sheet.name, read.faults)
        matched = match_headings(sheet, headings, told.get(sheet.name))
        read.files[sheet.name], read.matched[sheet.name] = path, matched
        if matched.lacking:
            raise Unreadable(
                f"{path.name} has no column for {', '.join(matched.lacking)}. Say which one it is:"
                f" --column {sheet.name}.{matched.lacking[0]}=HEADING; there are"
                f" {', '.join(headings)}."
            )
        cells = {
            name: [_cell(row, headings.index(heading)) for _line, row in rows]
            for name, heading in matched.headings.items()
        }
        table, faults = table_of(sheet, cells, [line for line, _row in rows])
        read.tables[sheet.name] = table
        read.faults += faults
    return read


def _files_of(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each table by its name, that which is read first."""
    names = {sheet.name for sheet in SHEETS}
    found: dict[str, list[Path]] = {}
    for ending in ENDINGS:
        for path in sorted(folder.iterdir()):
            name = path.stem.lower()
            if path.suffix.lower() == ending and name in names:
                found.setdefault(name, []).append(path)
    return found


def _nothing_known(folder: Path) -> str:
    names, there = ", ".join(each.name for each in SHEETS), sorted(folder.iterdir())
    listed = ", ".join(path.name for path in there[:10]) or "nothing"
    return (
        f"A table of sales is needed, or one of demand. Files are called {names}, ending in"
        f" {', '.join(ENDINGS)}; in {folder} there is {listed}."
    )


def _rows(
    path: Path, name: str, faults: list[str]
) -> tuple[list[str], list[tuple[int, Sequence[Any]]]]:
    """Return the headings of a file, and its rows that are not empty, each with its line."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        every = _book(path, name, faults)
    elif suffix == ".parquet":
        every = _columns(path)
    else:
        every = _lines(path)
    rows: list[tuple[int, Sequence[Any]]] = [
        (line, row) for line, row in enumerate(every, 1) if any(str(cell).strip() for cell in row)
    ]
    if not rows:
        raise Unreadable(f"{path.name} is empty.")
    return [str(cell).strip() for cell in rows[0][1]], rows[1:]


def _book(path: Path, name: str, faults: list[str]) -> list[list[Any]]:
    """Return the rows of the sheet that is called like the table, else of the first one."""
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            sheets = book.sheet_names
            chosen = next((each for each in sheets if each.strip().lower() == name), sheets[0])
            rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except CalamineError as fault:
        raise Unreadable(f"{path.name} is no XLSX file that can be read: {fault}") from fault
    if len(sheets) > 1:
        faults.append(f"{path.name}: of {len(sheets)} sheets, “{chosen}” is read.")
    return rows


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


def _lines(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    text = raw.decode(encoding_of(raw), "replace").lstrip("\ufeff").replace("\0", "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter_in(text))
    try:
        return list(reader)
    except csv.Error as fault:
        raise Unreadable(
            f"{path.name} cannot be read from line {reader.line_num} on: is a quotation mark"
            " missing?"
        ) from fault


def _delimiter_in(text: str) -> str:
    """Return what cuts most of the first lines into as many cells, and into most."""
    lines = [line for line in text[: 64 * 1024].splitlines() if line.strip()][:_LOOKED_AT]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        width, times = widths.most_common(1)[0]
        return (times if width > 1 else 0, width)

    return max(_DELIMITERS, key=fit) if lines else ","


def _cell(row: Sequence[Any], place: int) -> Written:
    value = row[place] if place < len(row) else ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m")
    if isinstance(value, float) and not value.is_integer():
        return value
    return str(int(value)) if isinstance(value, float) else str(value)


def told(value: Any) -> Any:
    """Return a value as it is written; what is no number is nothing."""
    return None if isinstance(value, float) and not isfinite(value) else value


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
