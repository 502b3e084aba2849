"""
How long it takes to read a mail: over the worst mails of the tests, and over ordinary ones.

    nice .venv/bin/python -m bench.reading --rounds 20

No database. Milliseconds of processor time from bytes to text, new text and files, in pieces; the
slowest by name.
"""

import argparse
import statistics
import time
from collections.abc import Iterable

from aftercare.interfaces.gateways.email.reading.mail import read_mail
from aftercare.interfaces.gateways.email.tests.corpus import CORPUS
from bench.mails import mails

SLOWEST = 5
ORDINARY = 200


def main() -> None:
    """Read everything several times; print the median of each kind and the slowest."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20)
    given = options.parse_args()
    ordinary = ((f"ordinary {n}", mail.as_bytes()) for n, mail in enumerate(mails(ORDINARY)))
    measure("ordinary mails", ordinary, given.rounds)
    measure("the worst mails", ((name, raw) for name, raw, _meant in CORPUS), given.rounds)


def measure(kind: str, letters: Iterable[tuple[str, bytes]], rounds: int) -> None:
    """Print how long mails of one kind take."""
    taken = sorted(
        ((milliseconds(raw, rounds), len(raw), name) for name, raw in letters), reverse=True
    )
    times = [each for each, _size, _name in taken]
    middle, mean, p95 = statistics.median(times), statistics.fmean(times), times[len(times) // 20]
    _say(f"{kind}: {len(times)}, median {middle:.2f} ms, mean {mean:.2f} ms, p95 {p95:.2f} ms")
    for each, size, name in taken[:SLOWEST]:
        _say(f"  {each:8.2f} ms  {size / 1024:8.1f} KB  {name}")


def milliseconds(raw: bytes, rounds: int) -> float:
    """Return the median time of reading one mail."""
    taken = []
    for _round in range(rounds):
        begun = time.process_time()
        mail = read_mail(raw)
        for file in mail.files:
            for _piece in file.pieces():
                pass
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # figures are what it is for


if __name__ == "__main__":
    main()
