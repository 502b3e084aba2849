"""
Let Tryton's stock module give out goods, each move in a transaction, and print how long it took.

Run by `bench.stock` with the Python of an environment that has trytond_stock, where the variables
of PostgreSQL name the server:

    python tryton_moves.py FOLDER POSTINGS PARTS WRITERS ...

A move is created, assigned (which is what refuses to give out more than there is) and done, as
its superuser, whom no rule of access slows down. Whoever finds the table locked tries again.
One line of JSON for each number of writers.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from decimal import Decimal
from multiprocessing import Barrier, Process, SimpleQueue
from pathlib import Path
from typing import Any

from trytond import config

DATABASE = "tryton"
SUPERUSER = 0
RETRY_AFTER = 0.002


def main() -> None:
    """Set up, let the writers write, print the seconds."""
    folder, (postings, parts, *numbers) = Path(sys.argv[1]), map(int, sys.argv[2:])
    make_tables(folder)
    given: SimpleQueue[dict[str, Any]] = SimpleQueue()
    # Tryton's connections do not survive a fork: each process makes its own.
    filling = Process(target=lambda: given.put(fill(parts)))
    filling.start()
    stock = given.get()
    filling.join()
    for writers in numbers:
        seconds, failed = measure(stock, writers, postings // writers)
        print(json.dumps({"writers": writers, "seconds": seconds, "failed": failed}))  # noqa: T201  # the answer


def make_tables(folder: Path) -> None:
    """Make Tryton's tables, as its manual says."""
    settings, password = folder / "trytond.conf", folder / "password"
    settings.write_text("[database]\nuri = postgresql://\n")
    password.write_text(f"bench-{os.getpid()}")
    admin = Path(sys.executable).with_name("trytond-admin")
    asked = ["-u", "stock", "--activate-dependencies", "--email", "bench@northwell.example"]
    subprocess.run(  # noqa: S603  # of the environment we run in
        [admin, "-c", settings, "-d", DATABASE, *asked],
        check=True,
        env=os.environ | {"TRYTONPASSFILE": str(password)},
        stdout=subprocess.DEVNULL,
    )
    config.update_etc(str(settings))


def measure(stock: Mapping[str, Any], writers: int, postings: int) -> tuple[float, int]:
    """Return how long so many writers took for so many postings each, and how many failed."""
    ready = Barrier(writers + 1)
    started = [
        Process(target=write, args=(stock, number, postings, ready)) for number in range(writers)
    ]
    for each in started:
        each.start()
    ready.wait()
    begun = time.monotonic()
    for each in started:
        each.join()
    return time.monotonic() - begun, sum(bool(each.exitcode) for each in started)


def pool_of() -> Any:
    """Return the models of the database."""
    from trytond.pool import Pool  # noqa: PLC0415  # after the settings
    from trytond.transaction import Transaction  # noqa: PLC0415

    Pool.start()
    pool = Pool(DATABASE)
    with Transaction().start(DATABASE, SUPERUSER, readonly=True):
        pool.init()
    return pool


def fill(parts: int) -> dict[str, Any]:
    """Lay a million of each part into the storage of the warehouse."""
    from trytond.transaction import Transaction  # noqa: PLC0415  # after the settings

    pool = pool_of()
    with Transaction().start(DATABASE, SUPERUSER) as transaction:
        [currency] = pool.get("currency.currency").create(
            [{"name": "Euro", "symbol": "€", "code": "EUR"}]
        )
        [party] = pool.get("party.party").create([{"name": "Northwell"}])
        [company] = pool.get("company.company").create(
            [{"party": party.id, "currency": currency.id}]
        )
        with transaction.set_context(company=company.id, companies=[company.id]):
            [unit] = pool.get("product.uom").search([("name", "=", "Unit")])
            place = {
                each.code: each.id
                for each in pool.get("stock.location").search(
                    [("code", "in", ["SUP", "CUS", "STO"])]
                )
            }
            sold = pool.get("product.template").create([
                {"name": f"P-{number}", "type": "goods", "default_uom": unit.id,
                 "products": [("create", [{}])]}
                for number in range(parts)
            ])  # fmt: skip
            stock = {
                "row": {
                    "unit": unit.id, "company": company.id, "currency": currency.id,
                    "unit_price": Decimal(10),
                },
                "place": place,
                "products": [each.products[0].id for each in sold],
            }  # fmt: skip
            pool.get("stock.move").do(
                _moves(pool, stock, stock["products"], 1_000_000, "SUP", "STO")
            )
            transaction.commit()
    return stock


def write(stock: Mapping[str, Any], writer: int, postings: int, ready: Any) -> None:
    """Be one writer: ready, then as fast as can be."""
    from trytond import backend  # noqa: PLC0415  # chosen by the settings
    from trytond.transaction import Transaction  # noqa: PLC0415  # after the settings

    pool, products = pool_of(), stock["products"]
    model = pool.get("stock.move")
    company = stock["row"]["company"]
    context = {"company": company, "companies": [company]}
    ready.wait()
    for number in range(postings):
        product = products[(number * 7 + writer) % len(products)]
        while True:
            try:
                with Transaction().start(DATABASE, SUPERUSER, context=context) as transaction:
                    moves = _moves(pool, stock, [product], 1, "STO", "CUS")
                    if not model.assign_try(moves):
                        raise SystemExit("There is not enough.")
                    model.do(moves)
                    transaction.commit()
                break
            except backend.DatabaseOperationalError:
                time.sleep(RETRY_AFTER)


def _moves(
    pool: Any, stock: Mapping[str, Any], products: list[int], quantity: int, *way: str
) -> Any:
    source, target = (stock["place"][code] for code in way)
    row = {"quantity": quantity, "from_location": source, "to_location": target, **stock["row"]}
    return pool.get("stock.move").create([{"product": each, **row} for each in products])


if __name__ == "__main__":
    main()
