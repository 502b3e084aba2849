"""Decisions without a database: from a document of facts to a document with the answer."""

import json
from dataclasses import dataclass
from typing import Any

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import Facts, read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, schema_of
from aftercare.domain.coverage.policies.speaking import schema_of_spoken, spoken


@dataclass(frozen=True)
class Answer:
    """A document, and whether it is a decision or says what is wrong with the facts."""

    document: dict[str, Any]
    is_decision: bool


def answer_to(text: str) -> Answer:
    """Decide on the facts in `text`, by the rule books that come with Aftercare."""
    try:
        facts = read_facts(json.loads(text))
        library = built_in_library()
        return Answer(spoken(facts, decide(facts, library), library), is_decision=True)
    except json.JSONDecodeError as fault:
        return Answer({"refused": "not_understood", "faults": [str(fault)]}, is_decision=False)
    except NotUnderstood as refused:
        found = {"refused": "not_understood", "faults": list(refused.faults)}
        return Answer(found, is_decision=False)
    except MissingFacts as refused:
        lacking = {"refused": "missing_facts", "missing": list(refused.names)}
        return Answer(lacking, is_decision=False)


def schema_of_facts() -> dict[str, Any]:
    """Return the JSON Schema of the facts."""
    return schema_of(Facts)


def schema_of_decision() -> dict[str, Any]:
    """Return the JSON Schema of a decision with its reasons in words."""
    return schema_of_spoken()
