"""
How good and how fast planning is: the goals G1 … G12, each beside its peer, in one run.

    nice .venv/bin/python -m bench.planning --data FOLDER --parts 100000

FOLDER holds carparts_2674x51.csv.gz, smrd_shockabsorber.csv and smrd_bearingcage.csv.
`--statsforecast` and `--lifelines` name the Python of an environment that has the peer; without one
its published figure stands there. `--only G1,G4` measures some. No database.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.planning_accuracy import (
    allocation,
    backorders,
    car_parts,
    end_of_production,
    last_buy,
    lives_of_units,
)
from bench.planning_speed import company, counting, panel

Lines = Iterator[tuple[str, str, str, str]]


def main() -> None:
    """Print the goals that were asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--parts", type=int, default=10_000)
    options.add_argument("--cores", type=int, default=2)
    options.add_argument("--models", type=int, default=400)
    options.add_argument("--only", default="")
    options.add_argument("--statsforecast", default="")
    options.add_argument("--lifelines", default="")
    given = options.parse_args()
    wanted = set(filter(None, given.only.split(",")))
    with ProcessPoolExecutor(given.cores) as executor:
        for goals, measure in measures(given, executor):
            if not wanted or wanted & set(goals.split()):
                with told(goals):
                    for goal, what, found, peer in measure():
                        say(f"{goal:<4} {what:<62} {found:<34} {peer}")


def measures(
    given: argparse.Namespace, executor: Executor
) -> list[tuple[str, Callable[[], Lines]]]:
    """Return what measures which goals."""
    data, parts = given.data, given.parts
    return [
        ("G1 G2 G3", lambda: car_parts(data, given.statsforecast)),
        ("G4", lambda: end_of_production(given.models, executor)),
        ("G5", lambda: last_buy(given.models, executor)),
        ("G6", lambda: lives_of_units(data, given.lifelines)),
        ("G7", lambda: panel(10_000)),
        ("G8", lambda: backorders(1000)),
        ("G9", allocation),
        ("G10", lambda: company(parts, executor)),
        ("G11", lambda: counting(data, parts, executor)),
        ("G12", loading),
    ]


def loading() -> Lines:
    """Measure how long the engine takes to be imported, in a process of its own."""
    modules = "forecasting, counts, last_buy, allocation, substitution, stock, repairables"
    code = (
        "import time, sys; begun, used = time.perf_counter(), time.process_time();"
        f" from aftercare.domain.planning.engine import {modules};"
        " print(time.perf_counter() - begun, time.process_time() - used,"
        " 'pandas' in sys.modules, 'django' in sys.modules)"
    )
    best = min(subprocess.check_output([sys.executable, "-c", code], text=True) for _ in range(5))  # noqa: S603  # ourselves
    seconds, used, pandas, django = best.split()
    found = f"{float(seconds):.2f} s, processor {float(used):.2f} s; pandas {pandas}"
    if django == "True":
        found += ", Django!"
    yield "G12", "import of the engine (goal ≤ 0.6 s, no pandas)", found, "statsforecast 1.4 s"


@contextmanager
def told(goals: str) -> Iterator[None]:
    """Say how long a measurement took."""
    begun = time.perf_counter()
    yield
    say(f"     ({goals}: {time.perf_counter() - begun:.0f} s)")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  # the result


if __name__ == "__main__":
    main()
