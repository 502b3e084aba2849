"""
Which part is in which model, and of which of them each repair tells.

What cannot be linked is left out, and said with its lines if the table has any.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from aftercare.domain.planning.engine.exposure import UNKNOWN, Claims
from aftercare.domain.planning.policies.cells import month_text

Cell = str | float | int | None
Table = Mapping[str, Sequence[Cell]]
"""A column is a list of texts, numbers or months (as months since year 0); None: nothing there."""

LINE = "line"
"""The column that says in which line of its file a row stands, of tables that come from one."""

_SHOWN = 10


class NothingToPlan(ValueError):
    """The tables lack what every plan needs; the message says what."""


def number_in(cell: Cell, default: float) -> float:
    """Return the number of a cell, or what is taken where there is none."""
    return default if cell is None or isinstance(cell, str) else float(cell)


def column_of(table: Table, name: str, default: Cell) -> list[Cell]:
    """Return a column of a table, with what is taken for empty cells."""
    length = len(next(iter(table.values()), []))
    cells = table.get(name)
    return [default] * length if cells is None else [default if c is None else c for c in cells]


def counted(number: int, what: str) -> str:
    """Return `1 row is` or `2 rows are`."""
    words = what.split(" ", 1)
    return (
        f"1 {what} is" if number == 1 else f"{number} {' '.join([words[0] + 's', *words[1:]])} are"
    )


def lines_of(table: Table, rows: Sequence[int]) -> str:
    """Return where rows stand in their file: ` (lines 3, 7)`; nothing if they are of no file."""
    lines = table.get(LINE)
    if lines is None:
        return ""
    some = ", ".join(str(lines[row]) for row in rows[:_SHOWN])
    more = f" … and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return f" ({'line' if len(rows) == 1 else 'lines'} {some}{more})"


def groups_in(
    tables: Mapping[str, Table], models: list[str], notes: list[str]
) -> tuple[list[tuple[str, str]], list[int | None]]:
    """Return pairs of part and model, with their rows in the table of parts."""
    known: dict[tuple[str, str], int | None] = {}
    parts, sold = tables.get("parts", {}), set(models)
    again, unsold = [], []
    for row, pair in enumerate(
        zip(parts.get("part", []), column_of(parts, "model", ""), strict=True)
    ):
        named = (str(pair[0]), str(pair[1]))
        if named in known:
            again.append(row)
        elif named[1] in sold:
            known[named] = row
        elif named[1]:
            unsold.append(row)
    _say(notes, parts, again, "row of parts", "there is one for part and model")
    _say(notes, parts, unsold, "row of parts", "a model that was never sold")
    repairs = tables["repairs"]
    added = 0
    for part, model in zip(repairs["part"], column_of(repairs, "model", ""), strict=True):
        if str(model) in sold and (str(part), str(model)) not in known:
            known[str(part), str(model)] = None
            added += 1
    if added:
        notes.append(f"{added} parts are in repairs only: one a unit, at price 1, is assumed.")
    if not known:
        raise NothingToPlan("No part is linked to a model that was sold.")
    pairs = sorted(known)
    return pairs, [known[each] for each in pairs]


def _say(notes: list[str], table: Table, rows: Sequence[int], what: str, why: str) -> None:
    if rows:
        notes.append(f"{counted(len(rows), what)} left out{lines_of(table, rows)}: {why}.")


def claims_in(
    repairs: Table, groups: list[tuple[str, str]], span: tuple[int, int], notes: list[str]
) -> tuple[Claims, list[str]]:
    """
    Return what was replaced, and the cause of each as it is said, or nothing.

    span: the first month that is told of, and how many are seen.
    """
    place = {pair: number for number, pair in enumerate(groups)}
    by_part: dict[str, list[int]] = {}
    for number, (part, _model) in enumerate(groups):
        by_part.setdefault(part, []).append(number)
    rows: list[tuple[int, int, int, float, str]] = []
    left: dict[str, list[int]] = {}
    columns = ("part", "model", "sold", "failed", "reported", "quantity", "cause")
    for row, (part, model, sold, failed, reported, quantity, cause) in enumerate(
        zip(*(column_of(repairs, name, None) for name in columns), strict=True)
    ):
        group = place.get((str(part), str(model)))
        only = by_part.get(str(part), [])
        if group is None and model is None and len(only) == 1:
            group = only[0]
        when = failed if isinstance(failed, int) else reported
        found = _claim_in(group, sold, when, span)
        if isinstance(found, str):
            left.setdefault(found, []).append(row)
        else:
            rows.append((*found, number_in(quantity, 1.0), str(cause or "")))
    for why, of_it in left.items():
        _say(notes, repairs, of_it, "repair", why)
    return _as_claims(rows, notes)


def _claim_in(
    group: int | None, sold: Cell, when: Cell, span: tuple[int, int]
) -> tuple[int, int, int] | str:
    """Return group, month of sale and of failure, counted from the first; or why it is no claim."""
    first, now = span
    if group is None:
        return "no model, or one that was never sold"
    if not isinstance(when, int):
        return "no month"
    if when < first:
        return "before anything was sold"
    if when - first >= now:
        return f"after {month_text(first + now - 1)}"
    since = sold - first if isinstance(sold, int) else UNKNOWN
    if since != UNKNOWN and not 0 <= since <= when - first:
        return "sold after they failed, or before the first sale"
    return group, since, when - first


def _as_claims(
    rows: Sequence[tuple[int, int, int, float, str]], notes: list[str]
) -> tuple[Claims, list[str]]:
    if not rows:
        raise NothingToPlan("No repair can be linked to a part of a model that was sold.")
    *columns_of, causes = zip(*rows, strict=True)
    groups_of, since_of, failed_of, counts = (np.array(each) for each in columns_of)
    if (unknown := int((since_of == UNKNOWN).sum())) > 0:
        notes.append(f"{unknown} repairs do not say when the unit was sold: spread over the sales.")
    return Claims(groups_of, since_of, failed_of, counts.astype(float)), list(causes)
