"""Commands that plan from files, without a database."""

import sys
from pathlib import Path
from typing import Any

import click

from aftercare.kit.clock import now
from aftercare.project.commands.start import FAILED

_SUBJECTS = {
    "lifetime": "Say how each part ages: families and weights, shares failed, with their doubt.",
    "forecast": "Say what will be asked for, by part and month, and where the doubt comes from.",
    "last-buy": "Say how many to buy the last time, and what more or fewer would mean.",
    "stock": "Say how much to keep: at the center and stations, or up to which level to order.",
    "check": "Say what is odd about the stock: too much, too little, dead, or not to be told.",
}


@click.group()
def plan() -> None:
    """
    Plan spare parts from files of an ERP, without a database. Described in docs/planning.md.

    FOLDER holds CSV, XLSX or Parquet files: sales, repairs, and as far as there are models, parts,
    demand, stations. Begin with `aftercare plan demo FOLDER`.
    """


@plan.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--models",
    default=8,
    show_default=True,
    type=click.IntRange(1, 500),
    help="How many models, of ten parts each.",
)
@click.option("--seed", default=1, show_default=True, help="Another company for each number.")
def demo(folder: Path, models: int, seed: int) -> None:
    """Write a company that never was to FOLDER, with the truth of five years in truth.csv."""
    from aftercare.interfaces.cli.planning.plans import write_demo  # noqa: PLC0415  # numpy is large

    for path in write_demo(folder, models=models, seed=seed):
        click.echo(path)
    click.echo("Failed units are exchanged in this company: plan it with --exchanged.", err=True)


_SHARE = click.FloatRange(0, 1)
_CHANCE = click.FloatRange(0, 1, max_open=True)
_COMMON = (
    click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path)),
    click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to write."),
    click.option(
        "--now", default="", help="Month of today, e.g. 2026-01; else after the last one."
    ),
    click.option("--records-from", default="", help="First month that repairs were written down."),
    click.option(
        "--months",
        default=60,
        show_default=True,
        type=click.IntRange(1, 360),
        help="How far ahead.",
    ),
    click.option(
        "--warranty",
        default=12.0,
        show_default=True,
        type=click.FloatRange(0),
        help="Months, if not in models.",
    ),
    click.option(
        "--propensity",
        default=0.4,
        show_default=True,
        type=_SHARE,
        help="Share that comes after it.",
    ),
    click.option(
        "--in-use",
        default=96.0,
        show_default=True,
        type=click.FloatRange(1),
        help="Months until half are given up.",
    ),
    click.option("--exchanged", is_flag=True, help="Failed units leave; else they are repaired."),
    click.option(
        "--draws",
        default=200,
        show_default=True,
        type=click.IntRange(10, 5000),
        help="Draws of what is not known.",
    ),
    click.option("--seed", default=1, show_default=True, help="The same number, the same plan."),
    click.option("--column", "columns", multiple=True, help="e.g. sales.month=Datum; may repeat."),
    click.option("--yes", is_flag=True, help="Take guessed columns without asking."),
)
_ONLY = {
    "last-buy": (
        click.option(
            "--fill",
            default=0.0,
            type=_CHANCE,
            help="Share of demand to fill, instead of least cost.",
        ),
        click.option(
            "--certainty",
            default=0.0,
            type=_CHANCE,
            help="Chance to have enough, instead of least cost.",
        ),
        click.option("--budget", type=click.FloatRange(0), help="Money for all parts together."),
        click.option("--interest", default=0.0, type=_SHARE, help="Interest a month."),
    ),
    "stock": (
        click.option(
            "--service",
            default=0.95,
            show_default=True,
            type=_CHANCE,
            help="Chance not to run out.",
        ),
        click.option(
            "--budget", type=click.FloatRange(0), help="Money for center and stations together."
        ),
        click.option(
            "--worth",
            default=100.0,
            show_default=True,
            type=click.FloatRange(0),
            help="Cost of a part missing a month.",
        ),
        click.option(
            "--yearly",
            default=1.0,
            show_default=True,
            type=click.FloatRange(0),
            help="Least use of a station a year.",
        ),
        click.option(
            "--promised",
            default=0.25,
            show_default=True,
            type=click.FloatRange(0),
            help="Months a part may take.",
        ),
    ),
}


def _answering(subject: str, text: str) -> click.Command:
    def run(folder: Path, *, yes: bool, **given: Any) -> None:
        _run(subject, folder, given, yes=yes)

    decorated: Any = run
    for option in reversed((*_COMMON, *_ONLY.get(subject, ()))):
        decorated = option(decorated)
    return click.command(subject, help=text)(decorated)


def _run(subject: str, folder: Path, given: dict[str, Any], *, yes: bool) -> None:
    from aftercare.interfaces.cli.planning import plans  # noqa: PLC0415  # numpy is large

    def some(*names: str) -> dict[str, Any]:
        return {name: given[name] for name in names if name in given}

    order = plans.Order(
        subject,
        folder,
        given["out"] or folder / "plan",
        now().date(),
        given["now"],
        given["records_from"],
        given["columns"],
        some("warranty", "propensity", "in_use", "months", "draws", "seed")
        | {"repaired": not given["exchanged"]},
        some("fill", "certainty", "budget", "interest") if subject == "last-buy" else {},
        given.get("service", 0.0),
        some("budget", "worth", "yearly", "promised") if subject == "stock" else {},
    )

    def confirm(question: str) -> bool:
        return yes or click.confirm(question, default=True)

    try:
        written = plans.make_plan(order, confirm, lambda note: click.echo(note, err=True))
    except (plans.Unreadable, plans.NothingToPlan, ValueError) as fault:
        click.echo(f"No plan: {fault}", err=True)
        sys.exit(FAILED)
    for path in written:
        click.echo(path)


for _name, _text in _SUBJECTS.items():
    plan.add_command(_answering(_name, _text))

COMMANDS = (plan,)
