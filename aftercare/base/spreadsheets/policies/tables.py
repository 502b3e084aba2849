"""Files as tables: CSV of any dialect, and XLSX."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from aftercare.base.spreadsheets.policies.packages import UnreadableFile, package_in
from aftercare.base.spreadsheets.states import DELIMITERS
from aftercare.kit.encodings import encoding_of

LARGEST_UNPACKED = 600 * 2**20
MOST_COLUMNS = 200
EXACT = 10**15
"""Whole numbers from here on are rounded by Excel."""

_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b')
_LOOKED_AT = 30


@dataclass
class Line:
    """
    A row of a file that is not empty, with its number there.

    `doubts` says of cells what Excel made of them: a formula, a date, a rounded number.
    """

    number: int
    cells: list[str]
    doubts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows of a file, and how it was read."""

    lines: list[Line]
    encoding: str = ""
    delimiter: str = ""


def read_table(raw: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """
    Return what a file holds, or the table in it if it is a ZIP.

    Raises `UnreadableFile`.
    """
    if package := package_in(raw):
        raw = package.read_table()
    if raw.startswith(b"PK\x03\x04"):
        return Table(list(_read_xlsx(raw)))
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(_("This is an old Excel file. Save it as .xlsx or CSV and try again."))
    encoding = encoding or encoding_of(raw)
    try:
        text = raw.decode(encoding, "replace").lstrip("\ufeff")
    except LookupError:
        raise UnreadableFile(
            _("We do not know the encoding “%(name)s”.") % {"name": encoding}
        ) from None
    delimiter = delimiter or delimiter_of(text)
    return Table(list(_read_csv(text, delimiter)), encoding, delimiter)


def delimiter_of(text: str) -> str:
    """Return what separates the cells: what cuts most of the first rows into as many pieces."""
    best, most = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(cells) for _number, cells in _first_rows(text, delimiter)]
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        fit = (times / len(widths) if width > 1 else 0.0, width)
        if fit > most:
            best, most = delimiter, fit
    return best


def _first_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for each in _csv_rows(text[: 64 * 1024], delimiter):
        if any(each[1]):
            rows.append(each)
        if len(rows) == _LOOKED_AT:
            break
    return rows


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as problem:
        raise UnreadableFile(
            _("Row %(row)s cannot be read: is a quotation mark missing?") % {"row": reader.line_num}
        ) from problem


def _read_csv(text: str, delimiter: str) -> Iterator[Line]:
    for number, cells in _csv_rows(text.replace("\0", ""), delimiter):
        tidy = [cell.strip() for cell in cells[:MOST_COLUMNS]]
        if any(tidy):
            yield Line(number, tidy)


def _read_xlsx(raw: bytes) -> Iterator[Line]:
    formulas = _formulas(raw)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as problem:
        raise UnreadableFile(_("This is no XLSX file that can be read.")) from problem
    for number, values in enumerate(rows, start=1):
        line = Line(number, [])
        for place, value in enumerate(values[:MOST_COLUMNS]):
            text, doubt = _text_of(value)
            line.cells.append(text)
            if doubt or (number, place) in formulas:
                line.doubts[place] = "formula" if (number, place) in formulas else doubt
        if any(line.cells):
            yield line


def _text_of(value: Any) -> tuple[str, str]:
    """Return a cell as text, and what Excel has made of it."""
    if isinstance(value, str):
        return value.strip().replace("\0", ""), ""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, float | int):
        return _number_of(float(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time | timedelta):
        return str(value), "date"
    return str(value), ""


def _number_of(value: float) -> tuple[str, str]:
    if not value.is_integer():
        return repr(value), "fraction"
    return f"{value:.0f}", ("number" if abs(value) < EXACT else "rounded")


def _formulas(raw: bytes) -> set[tuple[int, int]]:
    """Return the cells of the first sheet that hold a formula. Raises `UnreadableFile`."""
    try:
        with ZipFile(BytesIO(raw)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise UnreadableFile(_("The file is too large when unpacked. Divide it up."))
            content = package.read(_first_sheet(package))
    except (BadZipFile, KeyError, etree.XMLSyntaxError, StopIteration) as problem:
        raise UnreadableFile(_("This is no XLSX file that can be read.")) from problem
    return {
        (int(number), _place(letters.decode())) for letters, number in _FORMULA.findall(content)
    }


def _first_sheet(package: ZipFile) -> str:
    book = etree.fromstring(package.read("xl/workbook.xml"))
    sheet = next(book.iter("{*}sheet"))
    key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    target = next(each.get("Target") for each in links if each.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _place(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def header_place(lines: Sequence[Line], known: Iterable[str]) -> int:
    """
    Return which of the lines has the headings: the one with most of the known ones.

    A title, merged over the table or not, and empty rows may stand above it.
    """
    words = set(known)
    scores = [sum(heading(cell) in words for cell in line.cells) for line in lines[:_LOOKED_AT]]
    if not scores or not max(scores):
        filled = [sum(map(bool, line.cells)) for line in lines[:_LOOKED_AT]]
        scores = [int(count > 1) for count in filled]
    return scores.index(max(scores)) if scores else 0


def heading(text: str) -> str:
    """Return a heading as it is compared: no case, no spaces, no marks, no full-width forms."""
    return re.sub(r"[\W_]+", "", text.casefold(), flags=re.UNICODE)
