"""The commands `aftercare plan …`: read a folder, answer, write the answer."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from aftercare.domain.planning.queries.answers import QUESTIONS, Answer, counted_forecasts
from aftercare.domain.planning.queries.last_buys import Wanted, last_buys
from aftercare.domain.planning.queries.linking import NothingToPlan
from aftercare.domain.planning.queries.reading import month_of, month_text
from aftercare.domain.planning.queries.stocks import levels, places
from aftercare.domain.planning.queries.studies import Assumed, study_of
from aftercare.domain.planning.queries.worlds import demo_tables
from aftercare.interfaces.cli.planning.report import page
from aftercare.interfaces.cli.planning.tables import (
    CONFIRMED,
    Read,
    Unreadable,
    read_folder,
    told,
    write_csv,
    write_json,
)

_METHOD = (
    "Risk sets from sales and repairs; Weibull, lognormal, limited failure population and change"
    " point fitted to all parts together and averaged; demand from the units in the field. Poisson"
    " probabilities are exact over all draws. docs/planning.md explains each step, its source and"
    " when not to believe it."
)


@dataclass(frozen=True)
class Order:
    """What somebody asks for on the command line."""

    subject: str
    folder: Path
    out: Path
    today: date
    now: str = ""
    records_from: str = ""
    columns: tuple[str, ...] = ()
    assumed: dict[str, Any] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)
    service: float = 0.95
    stations: dict[str, Any] = field(default_factory=dict)


def make_plan(
    order: Order, confirm: Callable[[str], bool], say: Callable[[str], None]
) -> list[Path]:
    """Answer and return the files written. Raises `Unreadable` or `NothingToPlan`."""
    read = read_folder(order.folder, _told(order))
    columns = _understood(read, confirm, order)
    for fault in read.faults:
        say(f"Note: {fault}")
    answer = _answer(order, read)
    for note in answer.notes:
        say(note)
    explained = {"columns": [*columns, *read.faults], "method": _METHOD}
    return _written(order, answer, explained)


def _told(order: Order) -> dict[str, dict[str, str]]:
    """Return which headings stand for which columns, as told now or confirmed before."""
    kept = order.folder / CONFIRMED
    told: dict[str, dict[str, str]] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for each in order.columns:
        name, _equals, heading = each.partition("=")
        sheet, _dot, column = name.partition(".")
        if not (sheet and column and heading):
            raise Unreadable(f"--column {each}: say it as sales.month=HEADING.")
        told.setdefault(sheet, {})[column] = heading
    return told


def _understood(read: Read, confirm: Callable[[str], bool], order: Order) -> list[str]:
    """Have guesses confirmed once; they are kept in the folder."""
    guesses = {
        sheet: {name: matched.headings[name] for name in matched.guessed}
        for sheet, matched in read.matched.items()
        if matched.guessed
    }
    for sheet, columns in guesses.items():
        for name, heading in columns.items():
            if not confirm(f"{read.files[sheet].name}: is “{heading}” the column {name}?"):
                raise Unreadable(f"Say which one it is: --column {sheet}.{name}=HEADING.")
    if guesses or order.columns:
        kept = {sheet: dict(matched.headings) for sheet, matched in read.matched.items()}
        write_json(order.folder / CONFIRMED, kept)
    return [
        f"{read.files[sheet].name}: "
        + ", ".join(f"{name} = “{heading}”" for name, heading in matched.headings.items())
        + (f"; not used: {', '.join(matched.unused)}" if matched.unused else "")
        for sheet, matched in read.matched.items()
    ]


def _answer(order: Order, read: Read) -> Answer:
    if order.subject == "stock" and read.tables.get("stations"):
        return places(read.tables, **order.stations)
    assumed = Assumed(
        **order.assumed,
        now=month_of(order.now) if order.now else None,
        today=12 * order.today.year + order.today.month - 1,
        records_from=month_of(order.records_from) if order.records_from else None,
    )
    if "sales" not in read.tables and "demand" in read.tables:
        if order.subject != "forecast":
            raise NothingToPlan(
                "Without a table of sales there is no installed base: demand by month answers"
                " `forecast` only."
            )
        return counted_forecasts(read.tables, assumed)
    study = study_of(read.tables, assumed)
    if order.subject != "forecast" and (table := read.tables.get("demand")):
        parts = len(set(table["part"]) - set(study.names))
        study.notes.append(
            f"{parts} parts of the table of demand have no installed base: see `forecast`."
        )
    if order.subject == "last-buy":
        return last_buys(study, Wanted(**order.wanted))
    if order.subject == "stock":
        return levels(study, order.service)
    return QUESTIONS[order.subject](study)


def _written(order: Order, answer: Answer, explained: dict[str, Any]) -> list[Path]:
    order.out.mkdir(parents=True, exist_ok=True)
    names = [f"{answer.subject}.csv", f"{answer.subject}.json", f"{answer.subject}.html"]
    csv, document, html = (order.out / name for name in names)
    rows = [{name: told(value) for name, value in row.items()} for row in answer.rows]
    write_csv(csv, rows)
    given = {key: value for key, value in asdict(order).items() if key in {"assumed", "wanted"}}
    whole = {"subject": answer.subject, "given": given, "notes": answer.notes, **explained}
    write_json(document, whole | {"rows": rows})
    html.write_text(page(answer, explained), encoding="utf-8")
    written = [csv, document, html]
    for name, rows in answer.more.items():
        path = order.out / f"{answer.subject}-{name}.csv"
        write_csv(path, rows)
        written.append(path)
    return written


def write_demo(folder: Path, *, models: int, seed: int) -> list[Path]:
    """Write tables of a company that never was, with the truth beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in demo_tables(models, seed).items():
        path = folder / f"{name}.csv"
        write_csv(path, rows)
        written.append(path)
    return written


__all__ = ["NothingToPlan", "Order", "Unreadable", "make_plan", "month_text", "write_demo"]
