"""What plans read: the tables, and cells as values."""

from collections.abc import Mapping, Sequence

from aftercare.domain.planning.policies.cells import (
    Habits,
    habits_of,
    is_of_our_time,
    may_be_thousands,
    month_of,
    month_text,
    number_of,
)
from aftercare.domain.planning.policies.columns import (
    SHEETS,
    Column,
    Kind,
    Matched,
    Sheet,
    match_headings,
)
from aftercare.domain.planning.queries.linking import LINE, Cell, Table, counted, lines_of

__all__ = [
    "LINE",
    "SHEETS",
    "Cell",
    "Column",
    "Matched",
    "Sheet",
    "Table",
    "match_headings",
    "month_of",
    "month_text",
    "table_of",
]

Written = str | float
"""A cell as it stands in a file: as text, or as a number that a workbook has."""


def table_of(
    sheet: Sheet, cells: Mapping[str, Sequence[Written]], lines: Sequence[int]
) -> tuple[Table, list[str]]:
    """
    Return the table that the cells of its columns mean, and in words what was not taken of it.

    lines: of each row, where it stands in the file. A row without what is required is left out.
    """
    habits, faults = _habits(sheet, cells)
    columns: dict[str, Sequence[Cell]] = {LINE: list(lines)}
    out: set[int] = set()
    for column in (each for each in sheet.columns if each.name in cells):
        columns[column.name], wrong = values_of(column, cells[column.name], habits)
        if wrong:
            # What cannot be counted is not taken for one.
            drops = column.name == "quantity" or (column.required and not column.unless)
            out |= {row for row, _why in wrong} if drops else set()
            faults.append(_fault(f"{sheet.name}.{column.name}", wrong, lines, drops=drops))
    kept = _complete(sheet, cells, columns, faults) - out
    return {name: [values[row] for row in sorted(kept)] for name, values in columns.items()}, faults


_SHOWN = 5


def _fault(
    where: str, wrong: Sequence[tuple[int, str]], lines: Sequence[int], *, drops: bool
) -> str:
    said = "; ".join(f"line {lines[row]}: {why.rstrip('.')}" for row, why in wrong[:_SHOWN])
    more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    if drops:
        return f"{where}: {counted(len(wrong), 'row')} left out, {said}{more}."
    return f"{where}: {counted(len(wrong), 'cell')} empty to us, {said}{more}."


def _habits(sheet: Sheet, cells: Mapping[str, Sequence[Written]]) -> tuple[Habits, list[str]]:
    """Return how the file writes, with a word on numbers that may be meant two ways."""
    of_kind = {
        kind: {
            cell
            for column in sheet.columns
            if column.kind is kind
            for cell in cells.get(column.name, ())
            if isinstance(cell, str)
        }
        for kind in Kind
    }
    habits = habits_of(of_kind[Kind.NUMBER], of_kind[Kind.MONTH])
    doubtful = sorted(each for each in of_kind[Kind.NUMBER] if may_be_thousands(each))
    if habits.comma is not None or not doubtful:
        return habits, []
    first = doubtful[0]
    return habits, [f"{sheet.name}: “{first}” is taken for {number_of(first, habits):,.6g}."]


def _complete(
    sheet: Sheet,
    cells: Mapping[str, Sequence[Written]],
    columns: Mapping[str, Sequence[Cell]],
    faults: list[str],
) -> set[int]:
    """Return the rows that have all that is required, and add why others have not."""
    kept = set(range(len(columns[LINE])))
    for column in (each for each in sheet.columns if each.required):
        spare = columns.get(column.unless)
        lacking = [
            row
            for row, value in enumerate(columns[column.name])
            if value is None and (spare is None or spare[row] is None)
        ]
        written = cells[column.name]
        empty = [row for row in lacking if column.unless or not str(written[row]).strip()]
        if empty:
            rows, where = counted(len(empty), "row"), lines_of(columns, empty)
            faults.append(f"{sheet.name}: {rows} left out, without {column.name}{where}.")
        kept -= set(lacking)
    return kept


def values_of(
    column: Column, cells: Sequence[Written], habits: Habits
) -> tuple[list[Cell], list[tuple[int, str]]]:
    """Return the values of a column, None where nothing stands, and what could not be read."""
    meant: dict[Written, Cell | ValueError] = {}
    values: list[Cell] = []
    wrong = []
    for row, cell in enumerate(cells):
        if cell not in meant:
            meant[cell] = _meant(column, cell, habits)
        value = meant[cell]
        if isinstance(value, ValueError):
            wrong.append((row, str(value)))
            value = None
        values.append(value)
    return values, wrong


def _meant(column: Column, cell: Written, habits: Habits) -> Cell | ValueError:
    text = str(cell).strip()
    try:
        return _value(column, cell, text, habits) if text else None
    except ValueError as fault:
        return fault


def _value(column: Column, cell: Written, text: str, habits: Habits) -> Cell:
    if column.kind is Kind.MONTH:
        month = month_of(text, habits)
        if is_of_our_time(month):
            return month
        if column.endless:
            return None
        raise ValueError(f"“{text}” is a year that cannot be.")
    if column.kind is Kind.NUMBER:
        value = cell if isinstance(cell, float) else number_of(text, habits)
        if column.least is not None and value < column.least:
            raise ValueError(f"“{text}” is less than {column.least:g}.")
        if column.most is not None and value > column.most:
            raise ValueError(f"“{text}” is more than {column.most:g}.")
        return value
    return text
