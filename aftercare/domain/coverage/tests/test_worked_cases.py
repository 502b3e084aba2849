"""Every rule book on cases worked by hand: facts → remedies, payers, days, articles."""

import tomllib
from pathlib import Path

import pytest

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, as_json

WORKED = Path(__file__).parent / "worked"
LIBRARY = built_in_library()


def each_worked_case():
    for path in sorted(WORKED.glob("*.toml")):
        file = tomllib.loads(path.read_text())
        for case in file["cases"]:
            facts = file["base"] | case.get("facts", {})
            for name in case.get("without", ()):
                facts.pop(name, None)
            yield pytest.param(facts, case["expect"], id=f"{path.stem}: {case['name']}")


WORKED_CASES = list(each_worked_case())


def articles(decision, outcome):
    return {f"{each.source} {each.article}" for each in decision.reasons if each.outcome == outcome}


def seen_in(decision):
    """Return what a decision says, in the form of what is expected."""
    return {
        "verdict": decision.verdict,
        "remedies": [each.kind for each in decision.remedies],
        "us": {cost: share.us for cost, share in decision.payers.items()},
        "ends_on": {each.of: each.ends_on for each in decision.clocks},
        "amounts": {each.kind: str(each.amount) for each in decision.remedies},
        "within_days": {each.kind: each.within_days for each in decision.remedies},
        "fired": articles(decision, "fired"),
        "not_fired": articles(decision, "not_fired"),
        "recovery": as_json(decision.recovery) if decision.recovery else None,
    }


@pytest.mark.parametrize(("facts", "expected"), WORKED_CASES)
def test_worked_case(facts, expected):
    if "missing" in expected:
        with pytest.raises(MissingFacts) as refusal:
            decide(read_facts(facts), LIBRARY)
        assert list(refusal.value.names) == expected["missing"]
        return

    seen = seen_in(decide(read_facts(facts), LIBRARY))

    for name, value in expected.items():
        if isinstance(value, dict):
            assert {key: seen[name][key] for key in value} == value, name
        elif name in ("fired", "not_fired"):
            assert set(value) <= seen[name], name
        else:
            assert seen[name] == value, name


def test_every_rule_of_every_book_is_proved_by_a_case():
    proved = set()
    for case in WORKED_CASES:
        facts, expected = case.values
        if "missing" not in expected:
            decision = decide(read_facts(facts), LIBRARY)
            fired = [each for each in decision.reasons if each.outcome == "fired"]
            proved |= {f"{each.source}/{each.rule}" for each in fired}
    rules = {
        f"{shelf.book.code}/{rule.code}" for shelf in LIBRARY.shelves for rule in shelf.book.rules
    }
    assert sorted(rules - proved) == []
