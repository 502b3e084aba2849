"""
The same facts and books give the same text for ever.

`kept` holds books as they once were, and claims with the fingerprint of their decision. Neither is
ever changed: if one is red, the engine decides otherwise than it did for our customers.
"""

import json
from pathlib import Path

import pytest

from aftercare.domain.coverage.policies.books import Library, shelf_of
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import ENGINE, canonical, fingerprint_of
from aftercare.domain.coverage.policies.facts import read_facts

KEPT = Path(__file__).parent / "kept"
SHELVES = [shelf_of(path.read_text()) for path in sorted(KEPT.glob("*.toml"))]
DECISIONS = json.loads((KEPT / "decisions.json").read_text())


@pytest.mark.parametrize("name", sorted(DECISIONS))
def test_a_kept_decision_is_made_again_to_the_byte(name):
    kept = DECISIONS[name]

    # Those of the first engine were kept before there was another.
    library = Library(SHELVES, kept.get("engine", 1))

    text = canonical(decide(read_facts(kept["facts"]), library))

    assert fingerprint_of(text) == kept["fingerprint"], f"raise ENGINE, now {ENGINE}"
