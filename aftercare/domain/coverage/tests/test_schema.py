"""Decisions are written as their schema says."""

import pytest

from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.speaking import schema_of_spoken, spoken
from aftercare.domain.coverage.tests.test_worked_cases import LIBRARY, WORKED_CASES

SCHEMA = schema_of_spoken()
KINDS = {"string": str, "integer": int, "boolean": bool}


def faults_in(value, schema, place):
    """Yield where a document is not as a schema of ours says."""
    if "anyOf" in schema:
        if all(list(faults_in(value, each, place)) for each in schema["anyOf"]):
            yield place
    elif "enum" in schema:
        if value not in schema["enum"]:
            yield place
    elif schema["type"] == "array":
        for each in value if isinstance(value, list) else [None]:
            yield from faults_in(each, schema["items"], f"{place}[]")
    elif schema["type"] == "object":
        yield from faults_in_object(value, schema, place)
    elif type(value) is not KINDS[schema["type"]]:
        yield place


def faults_in_object(value, schema, place):
    inner, others = schema.get("properties", {}), schema["additionalProperties"]
    yield from (f"{place}.{name}" for name in schema.get("required", ()) if name not in value)
    for name, each in value.items():
        known = inner.get(name, others)
        if known:
            yield from faults_in(each, known, f"{place}.{name}")
        else:
            yield f"{place}.{name}"


DECIDED = [each for each in WORKED_CASES if "missing" not in each.values[1]]


@pytest.mark.parametrize(("facts", "expected"), DECIDED[::16])
def test_a_decision_is_as_its_schema_says(facts, expected):
    facts = read_facts(facts)

    document = spoken(facts, decide(facts, LIBRARY), LIBRARY)

    assert list(faults_in(document, SCHEMA, "decision")) == []


def test_the_schema_says_what_is_wrong():
    assert list(faults_in({"engine": "2"}, SCHEMA, "decision"))[-1] == "decision.engine"
