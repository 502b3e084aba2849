"""Files that Northwell's people took over as tables, with the rows that were wrong in them."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils.translation import override

from aftercare.base.spreadsheets.operations.imports import begin_import, map_columns, start_import
from aftercare.base.spreadsheets.operations.work import check_rows, write_next_rows
from aftercare.base.spreadsheets.queries import sheet_named, visible_imports
from aftercare.demo.founding import DATA, DAY, Northwell
from aftercare.demo.matters import Act
from aftercare.demo.past import MOVED, past_repairs

IMPORTS: list[dict[str, Any]] = tomllib.loads((DATA / "imports.toml").read_text())["import"]
PAUSE = timedelta(minutes=2)


def tables_taken_over(northwell: Northwell) -> Iterator[tuple[datetime, Act]]:
    """Yield when each file came, and what was done with it: a job would do it, so it is at once."""
    for told in IMPORTS:
        yield northwell.until - told["days_ago"] * DAY, _taking_over(northwell, told)
    yield northwell.until - MOVED * DAY, _taking_repairs_over(northwell)


def _taking_repairs_over(northwell: Northwell) -> Act:
    told: dict[str, Any] = {"sheet": "repairs", "name": "Workshop 18 months.csv", "by": "ana"}
    told |= {"encoding": "utf-8", "is_written": True}
    return lambda at: _take_over(northwell, told | {"text": past_repairs(northwell)}, at)


def _taking_over(northwell: Northwell, told: dict[str, Any]) -> Act:
    def act(at: datetime) -> None:
        with override(northwell.users[told["by"]].language):
            _take_over(northwell, told, at)

    return act


def _take_over(northwell: Northwell, told: dict[str, Any], at: datetime) -> None:
    actor = northwell.who(told["by"])
    sheet = sheet_named(told["sheet"])
    assert sheet  # noqa: S101  # the data names no other
    content = BytesIO(told["text"].lstrip().encode(told["encoding"]))
    run = begin_import(sheet, content=content, name=told["name"], actor=actor, at=at)
    checked, written = at + PAUSE, at + 2 * PAUSE
    map_columns(run, columns=run.columns, actor=actor, at=checked)
    while not check_rows(run, actor=actor, at=checked):
        pass
    if told.get("is_written"):
        run = visible_imports(actor).get(pk=run.pk)
        start_import(run, actor=actor, at=written)
        while not write_next_rows(run, actor=actor, at=written):
            pass
