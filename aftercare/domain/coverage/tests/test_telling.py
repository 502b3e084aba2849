"""What the customer is told of a decision."""

import tomllib

import pytest

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.speaking import letter, told_to_customer
from aftercare.domain.coverage.policies.words import article_in
from aftercare.domain.coverage.tests.test_worked_cases import WORKED


def base_of(name):
    return tomllib.loads((WORKED / f"{name}.toml").read_text())["base"]


BASE = base_of("contracts")
BASE_OF_EU = base_of("eu")
FLAT_TV = base_of("cn-flat-tv-2011")
IN_A_SHOP = {"installation_agreed": False}


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


def told(base, language="en", **given):
    facts, library = read_facts(base | given), built_in_library()
    return told_to_customer(facts, decide(facts, library), library, language)


def test_before_a_repair_the_consumer_hears_that_it_lengthens_the_liability():
    fault = BASE_OF_EU["fault"] | {"found_on": "2026-10-01"}

    reasons, _claims = told(
        BASE_OF_EU, today="2026-10-10", sold_on="2026-08-01", delivered_on="2026-08-03", fault=fault
    )

    assert reasons[-1] == "If you choose a repair, your rights last 12 months longer."


def test_a_term_that_gives_less_than_the_law_for_as_long_is_not_told():
    half = {"clause": "3", "starts": "sold_on", "months": {"parts": 6}, "shares": {"parts": 50}}
    longer = half | {"months": {"parts": 18}}
    contract = {"code": "C-1", "freight": [{"clause": "5", "share": 0}]}
    given = {
        "today": "2025-08-01",
        "sold_on": "2025-06-01",
        "invoiced_on": "2025-06-01",
    } | IN_A_SHOP

    short, _claims = told(FLAT_TV, contracts=[contract | {"terms": [half]}], **given)
    long, _claims = told(FLAT_TV, contracts=[contract | {"terms": [longer]}], **given)

    assert [each for each in short if "contract" in each] == []
    assert long[0] == "Under our contract, we pay 50 % of the parts until December 1, 2026."


def test_what_is_part_of_another_right_of_the_same_book_is_not_told():
    sold = {"sold_on": "2026-03-01", "invoiced_on": "2026-03-01"} | IN_A_SHOP

    reasons, _claims = told(FLAT_TV, today="2026-03-07", **sold)

    assert [each for each in reasons if "15 days" in each] == []
    assert [each for each in reasons if "7 days" in each] != []


def test_a_main_part_has_a_warranty_of_its_own_when_that_of_the_unit_is_over():
    fault = FLAT_TV["fault"] | {"part": "panel"}

    over, _claims = told(FLAT_TV, today="2028-03-20", fault=fault)
    running, _claims = told(FLAT_TV, fault=fault)

    assert over[0].startswith("The part that failed has a longer warranty of its own.")
    assert running[0].startswith("Your unit is still under warranty.")


def test_who_pays_the_freight_is_told_by_law_and_by_contract():
    contract = {"code": "C-1", "terms": [term(24)], "freight": [{"clause": "5", "share": 60}]}

    by_contract, _claims = told(BASE, contracts=[contract])
    by_law, _claims = told(FLAT_TV)

    assert by_contract[-1] == "Under our contract, we pay 60 % of the freight."
    assert by_law[-1] == "As it is faulty, we bear the cost of sending it."


def test_chinese_sentences_have_no_blank_after_a_day():
    reasons, _claims = told(
        BASE, "zh-hans", contracts=[{"code": "C-1", "terms": [term(24, parts=60)]}]
    )

    assert reasons == ["根据双方合同，我们承担材料费的 60%，至 2027年1月20日止。"]


def test_an_article_with_its_year_is_written_as_in_chinese():
    assert article_in("1995 Art. 9", "zh-hans") == "1995 年第 9 条"
    assert (
        article_in("Art. 16 (2019/771 Art. 10(2a))", "zh-hant")
        == "第 16 條 (2019/771 第 10 條(2a))"
    )
    assert article_in("2011 No. 20", "zh-hans") == "2011 年第 20 号公告"


def test_an_exclusion_is_not_told_to_whom_another_gives_a_repair():
    """The law excludes no wear, whatever the contract says."""
    worn = {
        "fault": FLAT_TV["fault"] | {"cause": "wear"},
        "evidence": [{"shows": "wear", "kind": "photo", "what": "hinge"}],
    }
    contract = {
        "code": "C-1",
        "terms": [term(24)],
        "exclusions": [{"clause": "6", "cause": "wear"}],
    }

    by_law, _claims = told(FLAT_TV, contracts=[contract], **worn)
    by_contract, _claims = told(BASE, contracts=[contract], **worn)

    assert [each for each in by_law if "worn" in each] == []
    assert "worn by ordinary use" in by_contract[0]


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ({"kind": "discount", "percent": "3"}, "you received a lower price in place of"),
        (
            {"kind": "free_spares", "percent": "1", "shipped": 100, "used": 1},
            "Your free spares are used up.",
        ),
    ],
)
def test_why_nothing_is_free_is_told_as_it_was_agreed(mode, said):
    reasons, claims = told(BASE, contracts=[{"code": "C-1", "mode": mode | {"clause": "9"}}])

    assert said in reasons[0]
    assert claims == ["paid repair"]


def test_where_there_is_no_fault_this_is_said():
    facts, library = read_facts(FLAT_TV | {"fault": {"kind": "none"}}), built_in_library()

    text = letter(facts, decide(facts, library), library, "en")

    assert text == "We found no fault in it, so there is nothing to repair."
