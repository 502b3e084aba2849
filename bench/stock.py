"""
Postings a second, with every constraint and the journal on.

    nice .venv/bin/python -m bench.stock --postings 4000 --writers 4
    nice .venv/bin/python -m bench.stock --postings 4000 --peer /tmp/bench-tryton

A posting is an `issue_goods` in a transaction of its own: a movement for each of its `--lines`,
their balances and values, and an entry of the journal. `--parts 1` lets all writers fight for one
part. Afterwards the same rows are written by plain SQL into tables without triggers, checks and
keys, by as many writers: what the database can do at most. With `--peer` Tryton's stock module,
installed from the package index into that folder, posts a tenth as many of as many parts on the
same server.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench.setting import own_database, python_with

PEER = ("trytond_stock==8.2.*", "psycopg[binary,pool]")


def main() -> None:
    """Fill a warehouse, let processes empty it, print what they did in a second."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postings", type=int, default=4_000)
    options.add_argument("--writers", type=int, default=4)
    options.add_argument("--parts", type=int, default=20)
    options.add_argument("--lines", type=int, default=1)
    options.add_argument("--peer", type=Path, help="a folder for the environment of Tryton")
    options.add_argument("--write", type=int, help=argparse.SUPPRESS)
    options.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.write is not None:
        (write_bare if given.bare else write)(given)
        return
    with TemporaryDirectory(prefix="aftercare-bench-") as folder, own_database(Path(folder)):
        fill(given.parts)
        prepare_bare()
        measure(given)
        measure(given, "--bare")
        if given.peer:
            measure_peer(given)


def fill(parts: int) -> None:
    """Lay a million of each part into a bin."""
    from aftercare.domain.catalog.tests.make import make_part  # noqa: PLC0415  # after the settings
    from aftercare.domain.stock.tests.make import make_places, make_stock  # noqa: PLC0415

    places = make_places()
    for number in range(parts):
        make_stock(make_part(f"P-{number}"), 1_000_000, to=places["bin"])


def prepare_bare() -> None:
    """Make tables like those of the ledger, without anything that keeps them right."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    with connection.cursor() as cursor:
        for table in ("stock_movement", "stock_balance", "stock_valuation", "journal_entry"):
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table}")  # noqa: S608  # names of ours
        cursor.execute("CREATE INDEX ON bare_stock_balance (id)")
        cursor.execute("CREATE INDEX ON bare_stock_valuation (item_id)")


def measure(given: argparse.Namespace, *more: str) -> None:
    """Run the writers, and see that the ledger says what they did."""
    from aftercare.domain.stock.models import Balance, Movement  # noqa: PLC0415

    share = given.postings // given.writers
    command = [sys.executable, "-m", "bench.stock", f"--postings={share}", *more]
    command += [f"--parts={given.parts}", f"--lines={given.lines}"]
    started = [
        subprocess.Popen([*command, f"--write={number}"], stdin=subprocess.PIPE,  # noqa: S603  # ourselves
                         stdout=subprocess.PIPE, env=dict(os.environ))
        for number in range(given.writers)
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
    done = share * given.writers
    print(  # noqa: T201  # figures are what it is for
        f"{'plain SQL' if more else 'ours'}: {done} postings of {given.lines} by {given.writers}"
        f" writers over {given.parts} parts in {seconds:.1f} s: {done / seconds:.0f} a second;"
        f" failed {sum(map(bool, codes))}, movements {issued}, sum {sums}"
    )


def measure_peer(given: argparse.Namespace) -> None:
    """Let Tryton give out goods: by one writer, and by as many as we have had."""
    python = python_with(given.peer / "environment", *PEER)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE DATABASE tryton")
        host = database.info.host
    postings = given.postings // 10
    asked = [postings, given.parts, *dict.fromkeys([1, given.writers])]
    done = subprocess.run(  # noqa: S603  # of the environment just made
        [python, Path(__file__).parent / "peers" / "tryton_moves.py", given.peer, *map(str, asked)],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"PGHOST": host, "PGUSER": "postgres"},
    )
    for line in done.stdout.splitlines():
        told = json.loads(line)
        print(  # noqa: T201  # figures are what it is for
            f"Tryton: {postings} postings of 1 by {told['writers']} writers over {given.parts}"
            f" parts in {told['seconds']:.1f} s: {postings / told['seconds']:.0f} a second;"
            f" failed {told['failed']}"
        )


def ready() -> None:
    """Tell that this writer is ready, and wait for the others."""
    print("ready", flush=True)  # noqa: T201  # the others wait for it
    sys.stdin.read()


def write(given: argparse.Namespace) -> None:
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
    ready()
    for number in range(given.postings):
        first = number * 7 + given.write
        issue_goods(
            [
                Line(Goods(items[(first + line) % given.parts]), key=str(line))
                for line in range(given.lines)
            ],
            source=source,
            target=target,
            document=Ref("case", given.write * 1_000_000 + number),
            actor=SYSTEM,
            at=clock.now(),
        )


def write_bare(given: argparse.Namespace) -> None:
    """Write the same rows as `write` does, into the plain tables."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415  # after the settings

    ready()
    for number in range(given.postings):
        with transaction.atomic(), connection.cursor() as cursor:
            first = number * 7 + given.write
            for row in sorted({(first + line) % given.parts + 1 for line in range(given.lines)}):
                cursor.execute(BARE, {"row": row})
            cursor.execute(BARE_ENTRY)


BARE = """
INSERT INTO bare_stock_movement SELECT * FROM bare_stock_movement LIMIT 1;
UPDATE bare_stock_balance SET quantity = quantity - 1 WHERE id = 2 * %(row)s;
UPDATE bare_stock_balance SET quantity = quantity + 1 WHERE id = 2 * %(row)s - 1;
UPDATE bare_stock_valuation SET quantity = quantity - 1 WHERE item_id = %(row)s;
"""
BARE_ENTRY = "INSERT INTO bare_journal_entry SELECT * FROM bare_journal_entry LIMIT 1"


if __name__ == "__main__":
    main()
