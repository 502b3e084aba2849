"""What plans read: the tables, and cells as values."""

from collections.abc import Sequence

from aftercare.domain.planning.policies.columns import (
    SHEETS,
    Column,
    Kind,
    Matched,
    Sheet,
    match_headings,
    month_of,
    month_text,
    number_of,
)
from aftercare.domain.planning.queries.studies import Cell, Table

__all__ = [
    "SHEETS",
    "Cell",
    "Column",
    "Matched",
    "Sheet",
    "Table",
    "match_headings",
    "month_of",
    "month_text",
    "values_of",
]


def values_of(column: Column, cells: Sequence[str]) -> tuple[list[Cell], list[tuple[int, str]]]:
    """Return the values of a column, None where nothing stands, and what could not be read."""
    values: list[Cell] = []
    wrong = []
    for number, cell in enumerate(cells):
        text = cell.strip()
        try:
            values.append(_value(column, text) if text else None)
        except ValueError as fault:
            values.append(None)
            wrong.append((number, str(fault)))
    return values, wrong


def _value(column: Column, text: str) -> Cell:
    if column.kind is Kind.MONTH:
        return month_of(text)
    if column.kind is Kind.NUMBER:
        return number_of(text)
    return text
