"""
Postings a second, with every constraint and the journal on.

    nice .venv/bin/python -m bench.stock --postings 4000 --writers 8

A posting is an `issue_goods` of one line, in a transaction of its own: a movement, two balances,
the value and an entry of the journal. `--parts 1` lets all writers fight for one part.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.setting import own_database


def main() -> None:
    """Fill a warehouse, let processes empty it, print what they did in a second."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postings", type=int, default=4_000)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--parts", type=int, default=200)
    options.add_argument("--write", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.write is not None:
        write(given.write, given.postings, given.parts)
        return
    with TemporaryDirectory(prefix="aftercare-bench-") as folder, own_database(Path(folder)):
        fill(given.parts)
        measure(given.postings, given.writers, given.parts)


def fill(parts: int) -> None:
    """Lay a million of each part into a bin."""
    from aftercare.domain.catalog.tests.make import make_part  # noqa: PLC0415  # after the settings
    from aftercare.domain.stock.tests.make import make_places, make_stock  # noqa: PLC0415

    places = make_places()
    for number in range(parts):
        make_stock(make_part(f"P-{number}"), 1_000_000, to=places["bin"])


def measure(postings: int, writers: int, parts: int) -> None:
    """Run the writers, and see that the ledger says what they did."""
    from aftercare.domain.stock.models import Balance, Movement  # noqa: PLC0415

    share = postings // writers
    command = [sys.executable, "-m", "bench.stock", f"--postings={share}", f"--parts={parts}"]
    started = [
        subprocess.Popen([*command, f"--write={number}"], stdin=subprocess.PIPE,  # noqa: S603  # ourselves
                         stdout=subprocess.PIPE, env=dict(os.environ))
        for number in range(writers)
    ]  # fmt: skip
    for each in started:
        each.stdout.readline()
    begun = time.monotonic()
    for each in started:
        each.stdin.close()
    codes = [each.wait() for each in started]
    seconds = time.monotonic() - begun
    issued = Movement.objects.filter(kind="issued").count()
    sums = sum((each.quantity for each in Balance.objects.all()), Decimal(0))
    print(  # noqa: T201  # figures are what it is for
        f"{issued} postings by {writers} writers over {parts} parts in {seconds:.1f} s:"
        f" {issued / seconds:.0f} a second; failed {sum(map(bool, codes))}, sum {sums}"
    )


def write(writer: int, postings: int, parts: int) -> None:
    """Be one writer: ready, then as fast as can be."""
    import django  # noqa: PLC0415

    django.setup()
    from aftercare.domain.catalog.models import Item  # noqa: PLC0415  # after the settings
    from aftercare.domain.stock.models import Place  # noqa: PLC0415
    from aftercare.domain.stock.operations.moving import issue_goods  # noqa: PLC0415
    from aftercare.domain.stock.states import Goods, Line  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415
    from aftercare.kit.refs import Ref  # noqa: PLC0415

    items = list(Item.objects.values_list("pk", flat=True))
    source, target = Place.objects.get(code="A-01"), Place.objects.get(code="CUSTOMER")
    print("ready", flush=True)  # noqa: T201  # the others wait for it
    sys.stdin.read()
    for number in range(postings):
        issue_goods(
            [Line(Goods(items[(number * 7 + writer) % parts]), key="1")],
            source=source,
            target=target,
            document=Ref("case", writer * 1_000_000 + number),
            actor=SYSTEM,
            at=clock.now(),
        )


if __name__ == "__main__":
    main()
