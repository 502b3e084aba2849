"""What the customer is told of a decision."""

import tomllib

import pytest

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.speaking import told_to_customer
from aftercare.domain.coverage.tests.test_worked_cases import WORKED

BASE = tomllib.loads((WORKED / "contracts.toml").read_text())["base"]


def term(months, **shares):
    return {"clause": "4", "starts": "delivered_on", "months": {"parts": months}, "shares": shares}


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ([term(24), term(18)], ["parts are free until January 20, 2027."]),
        ([term(24, parts=60)], ["we pay 60 % of the parts until January 20, 2027."]),
        (
            [term(24, parts=60), term(18)],
            [
                "we pay 60 % of the parts until January 20, 2027.",
                "parts are free until July 20, 2026.",
            ],
        ),
    ],
)
def test_what_is_given_for_longer_is_told_once_and_with_its_share(terms, told):
    contracts = [{"code": f"C-{place}", "terms": [each]} for place, each in enumerate(terms)]
    facts = read_facts(BASE | {"contracts": contracts})
    library = built_in_library()

    reasons, _claims = told_to_customer(facts, decide(facts, library), library, "en")

    assert reasons == [f"Under our contract, {each}" for each in told]
