"""Tables written for spreadsheets: CSV that Excel reads as UTF-8, and XLSX."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from django.utils.timezone import localtime

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2**20
MOST_ROWS = 1_048_000
"""Rows a sheet of Excel can hold."""

# A cell that begins with one of these would be taken for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000
_WIDEST = 48


def csv_of(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a table as CSV, row by row, so that it may be long."""
    content: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    text = TextIOWrapper(content, encoding="utf-8-sig", newline="")
    table = csv.writer(text)
    table.writerow([tame(cell) for cell in header])
    table.writerows([tame(_said(cell)) for cell in row] for row in rows)
    text.detach()
    content.seek(0)
    return content


def _said(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return localtime(cell).strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case list() | tuple():
            return ", ".join(map(str, cell))
    return str(cell)


def tame(text: str) -> str:
    """Return a cell that no program takes for a formula; numbers are none."""
    if not text.startswith(FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def xlsx_of(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    notes: Sequence[tuple[str, str]] = (),
    notes_title: str = "",
) -> IO[bytes]:
    """
    Return a table as XLSX, row by row, so that it may be long.

    `notes` go on a second sheet: a word, and what there is to say of it.
    """
    content: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    from xlsxwriter import Workbook  # noqa: PLC0415  # large, and seldom needed

    book = Workbook(content, {"constant_memory": True, **safe})
    _write(book, header, islice(rows, MOST_ROWS), title)
    if notes:
        _write(book, ("", ""), notes, notes_title)
    book.close()
    content.seek(0)
    return content


def _write(
    book: "Workbook", header: Sequence[str], rows: Iterable[Sequence[Any]], title: str
) -> None:
    sheet: Worksheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bg_color": "#eef1fb", "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for place, cell in enumerate(header):
        sheet.set_column(place, place, min(_WIDEST, max(12, 2 * len(cell))))
        sheet.write_string(0, place, cell, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            match cell:
                case bool():
                    sheet.write_boolean(number, place, cell)
                case int() | float() | Decimal():
                    sheet.write_number(number, place, cell)
                case datetime():
                    sheet.write_datetime(
                        number, place, localtime(cell).replace(tzinfo=None), moment
                    )
                case date():
                    sheet.write_datetime(number, place, cell, day)
                case _:
                    sheet.write_string(number, place, _said(cell)[:_LONGEST_CELL])


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"
