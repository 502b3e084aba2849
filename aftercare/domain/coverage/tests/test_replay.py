"""The same facts and books give the same text for ever: these fingerprints never change."""

import json

import pytest

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import ENGINE, canonical, fingerprint_of
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.tests.test_worked_cases import WORKED_CASES

FINGERPRINTS = {
    "cn-general-1995: two failed repairs: exchange, or refund less use of 272 days": (
        "8d6e2cb65fa0e4041a40a718600ed924704601d10c7f0fdb6e6b717c34e6d2a0"
    ),
    "cn-computers-2002: the mainboard in its second year: new or repaired, free": (
        "cab512bb50c70b03773bcf69238ae1de31ab700f5b5f8d83854af6db4bcf69b7"
    ),
    "eu: sold after 31 July 2026: a repair lengthens the liability by twelve months": (
        "94e8c0f503378e9a88df6197eb4b7d38032e53b9af90b23dfa4eecfbc228133a"
    ),
    "ph-consumer-act-1992: the maker's promise of a year: also a refund less use": (
        "48e1ee68ab4a97f20488c57d016a09693249a6e2670e833c1901f1298ed64e97"
    ),
    "contracts: advance replacement, and freight if a reading shows the fault": (
        "700575e3a55aa881068de5066274a0c9d0e7c287c3578ba85c18aa8c78bdf295"
    ),
}


@pytest.mark.parametrize("name", sorted(FINGERPRINTS))
def test_a_kept_decision_is_made_again_to_the_byte(name):
    [facts] = [case.values[0] for case in WORKED_CASES if case.id == name]

    decision = json.loads(canonical(decide(read_facts(facts), built_in_library())))

    # Which text of a book was read is not part of it: a comment in a book changes no decision.
    decision.pop("books")
    assert fingerprint_of(canonical(decision)) == FINGERPRINTS[name], f"raise ENGINE, now {ENGINE}"
