"""Facts nobody would write: always a decision, or a refusal that names its fault; never a crash."""

from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import Facts, read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, schema_of
from aftercare.domain.coverage.tests.test_properties import claims

LIBRARY = built_in_library()
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("2026-01-31"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def said_of(claim):
    try:
        decide(read_facts(claim), LIBRARY)
    except NotUnderstood as refusal:
        return refusal.faults
    except MissingFacts as refusal:
        return refusal.names
    return ("decided",)


@settings(max_examples=60)
@given(claims(), st.data())
def test_a_fact_that_is_something_else_is_named(claim, data):
    name = data.draw(st.sampled_from(sorted(claim)))

    said = said_of(claim | {name: data.draw(ANYTHING)})

    assert said
    assert all(isinstance(each, str) and each for each in said)


@settings(max_examples=60)
@given(ANYTHING)
def test_anything_at_all_is_answered(document):
    assert said_of(document)


def fitting(schema):
    """Return what fits a schema of ours, whether or not it makes sense."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        inner = {name: fitting(each) for name, each in schema.get("properties", {}).items()}
        needed = {name: inner.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(needed, optional=inner)
    if schema["type"] == "array":
        return st.lists(fitting(schema["items"]), max_size=2)
    return {
        "string": st.dates().map(str)
        if schema.get("format")
        else st.sampled_from(["CN", "7", "0.5"]),
        "integer": st.integers(0, 200),
        "boolean": st.booleans(),
    }[schema["type"]]


@settings(max_examples=60)
@given(fitting(schema_of(Facts)))
def test_what_fits_the_schema_is_answered(document):
    assert said_of(document)
