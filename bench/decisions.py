"""
How many decisions one core makes in a second, over claims of every kind and country.

    nice .venv/bin/python -m bench.decisions --seconds 5

No database. Facts are read beforehand; `with texts` also reads the facts from JSON and writes the
canonical JSON of the decision, as it is kept.
"""

import argparse
import time
import tomllib
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

from aftercare.domain.coverage import tests
from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import canonical
from aftercare.domain.coverage.policies.facts import read_facts

WORKED = Path(str(tests.__path__[0])) / "worked"


def main() -> None:
    """Decide on the worked cases, round and round; print how many a second."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5)
    given = options.parse_args()
    library = built_in_library()
    documents = [
        file["base"] | case.get("facts", {})
        for file in (tomllib.loads(path.read_text()) for path in sorted(WORKED.glob("*.toml")))
        for case in file["cases"]
        if "missing" not in case["expect"]
    ]
    claims = [read_facts(document) for document in documents]
    decided = per_second(claims, lambda facts: decide(facts, library), given.seconds)
    kept = per_second(
        documents, lambda text: canonical(decide(read_facts(text), library)), given.seconds
    )
    print(f"{len(claims)} claims: {decided:,.0f} decisions a second, {kept:,.0f} with texts")  # noqa: T201  # the result


def per_second(claims: list[Any], work: Callable[[Any], object], seconds: float) -> float:
    """Return how often `work` is done in a second of this process."""
    done, begun = 0, time.process_time()
    for claim in cycle(claims):
        work(claim)
        done += 1
        if done % 100 == 0 and time.process_time() - begun > seconds:
            break
    return done / (time.process_time() - begun)


if __name__ == "__main__":
    main()
