"""What holds for every claim there can be."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from aftercare.domain.coverage.policies.books import built_in_library
from aftercare.domain.coverage.policies.deciding import decide
from aftercare.domain.coverage.policies.decisions import canonical
from aftercare.domain.coverage.policies.facts import read_facts
from aftercare.domain.coverage.policies.reading import MissingFacts, as_json

LIBRARY = built_in_library()
TODAY = date(2026, 3, 10)
CLASSES = [
    "phone",
    "computer.notebook",
    "television.lcd",
    "television.crt",
    "audio_video.disc_player",
    "monitor",
    "board",
    "audio_video.loudspeaker",
]
CAUSES = [
    "defect",
    "human_damage",
    "opened_by_others",
    "mismatch",
    "force_majeure",
    "no_network_license",
    "wear",
    "undetermined",
]
NOT_ASKED = {"impossible", "one_year_agreed", "may_end_contract"}
"""What is for one side to say: nobody is asked for it."""
LATER = [0, 1100, 3000]
"""Days by which a claim is moved, so that other books are in force."""
WIDE = {"first": "2000-01-01", "last": "2060-12-31", "holidays": ["2026-02-17", "2026-02-18"]}


def before(days):
    return (TODAY - timedelta(days=days)).isoformat()


def moved(value, days):
    """Return facts with every day of them `days` later."""
    if isinstance(value, dict):
        return {
            name: each if name == "calendar" else moved(each, days) for name, each in value.items()
        }
    if isinstance(value, list):
        return [moved(each, days) for each in value]
    if isinstance(value, str) and len(value) == len("2026-01-31") and value[4] == "-":
        return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
    return value


@st.composite
def spans(draw):
    begun = draw(st.integers(0, 900))
    length = draw(st.integers(0, min(begun, 200)))
    return {"began_on": before(begun), "ended_on": before(begun - length)}


@st.composite
def repairs(draw):
    repair = draw(spans()) | {"worked": draw(st.booleans())}
    if draw(st.booleans()):
        repair |= {"delayed_by": draw(st.sampled_from(["parts", "repairer"]))}
    return repair


@st.composite
def terms(draw):
    months = {cost: draw(st.integers(0, 60)) for cost in ("parts", "labor", "freight", "onsite")}
    shares = {cost: draw(st.integers(0, 100)) for cost in ("parts", "labor", "freight", "onsite")}
    starts = draw(st.sampled_from(["sold_on", "delivered_on", "invoiced_on"]))
    return {"clause": "4.1", "starts": starts, "months": months, "shares": shares}


@st.composite
def contracts(draw):
    contract = {"code": "C-1", "terms": draw(st.lists(terms(), max_size=2))}
    number = draw(st.integers(0, 100))
    parts = {
        "exclusions": [{"clause": "6", "cause": CAUSES[1:-1][number % 6]}],
        "extensions": [{"clause": "A1", "months": number // 4}],
        "freight": [{"clause": "8", "share": number}],
        "advance_replacement": {"clause": "7"},
        "mode": {"clause": "3", "kind": "compensation", "amount": "45", "currency": "EUR"},
    }
    chosen = draw(st.sets(st.sampled_from(sorted(parts)), max_size=3))
    return contract | {name: parts[name] for name in sorted(chosen)}


def with_longer_terms(contract, more):
    return contract | {
        "terms": [
            term
            | {"months": {cost: each + more for cost, each in term["months"].items()}}
            | {"shares": {cost: min(each + more, 100) for cost, each in term["shares"].items()}}
            for term in contract["terms"]
        ]
    }


def with_another_term(contract, more):
    term = {"clause": "4.9", "starts": "sold_on", "months": {"parts": more, "labor": more}}
    return contract | {"terms": [*contract["terms"], term | {"remedies": ["repair", "exchange"]}]}


def with_more_freight(contract, more):
    freight = contract.get("freight", [{"clause": "8", "share": 0}])
    raised = [each | {"share": min(each["share"] + more, 100)} for each in freight]
    return contract | {"freight": raised}


def with_an_extension(contract, more):
    extension = {"clause": "A2", "months": more}
    return contract | {"extensions": [*contract.get("extensions", []), extension]}


def without_exclusions(contract, more):
    return contract | {"exclusions": []}


def with_advance_replacement(contract, more):
    return contract | {"advance_replacement": {"clause": "7"}}


BETTER = [
    with_longer_terms,
    with_another_term,
    with_more_freight,
    with_an_extension,
    without_exclusions,
    with_advance_replacement,
]


YES_OR_NO = ("intact", "seller_declined", "made_to_order", "one_year_agreed", "may_end_contract")


@st.composite
def claims(draw):
    sold = draw(st.integers(0, 1500))
    delivered = draw(st.integers(0, sold))
    cause = draw(st.sampled_from(CAUSES))
    fault = {
        "kind": draw(st.sampled_from(["performance", "appearance", "none"])),
        "cause": cause,
        "severity": draw(st.sampled_from(["minor", "normal", "serious"])),
        "found_on": before(draw(st.integers(0, delivered))),
        "hidden": draw(st.booleans()),
    }
    claim = {
        "today": TODAY.isoformat(),
        "country": draw(st.sampled_from(["CN", "DE", "PH", "US"])),
        "buyer": draw(st.sampled_from(["consumer", "business"])),
        "item_class": draw(st.sampled_from(CLASSES)),
        "contracts": [draw(contracts())],
        "sold_on": before(sold),
        "invoiced_on": before(sold),
        "delivered_on": before(delivered),
        "installation_agreed": False,
        "sale": draw(st.sampled_from(["shop", "distance"])),
        "proof": draw(st.lists(st.sampled_from(["invoice", "card", "copy"]), min_size=1)),
        "fault": fault,
        "evidence": [
            {"shows": cause, "kind": kind, "what": kind} for kind in ("photo", "mark", "reading")
        ],
        "repairs": draw(st.lists(repairs(), max_size=4)),
        "waits": draw(st.lists(spans(), max_size=3)),
        "exchanges": draw(
            st.lists(st.builds(lambda days: {"on": before(days)}, st.integers(0, 900)), max_size=2)
        ),
        "stock": draw(st.sampled_from(["available", "none"])),
        **{name: draw(st.booleans()) for name in YES_OR_NO},
        "impossible": draw(st.lists(st.sampled_from(["repair", "exchange"]), max_size=2)),
        "price": {"amount": "1000", "currency": "EUR"},
        "calendar": WIDE,
    }
    return moved(claim, draw(st.sampled_from(LATER)))


def decided(claim):
    """Decide; a claim on whose cause something depends and nobody knows it is no example."""
    try:
        return decide(read_facts(claim), LIBRARY)
    except MissingFacts as refusal:
        if refusal.names != ("fault.cause",):
            raise
        reject()


def ends(decision):
    return {
        (each.source, each.of, each.article): each.ends_on
        for each in decision.clocks
        if each.of != "repair"
    }


@settings(max_examples=60)
@given(claims(), repairs())
def test_a_repair_more_never_shortens_a_clock(claim, repair):
    before_it, after_it = (
        ends(decided(claim)),
        ends(decided(claim | {"repairs": [*claim["repairs"], repair]})),
    )

    assert all(after_it[clock] >= end for clock, end in before_it.items())


@settings(max_examples=60)
@given(claims(), st.sampled_from(BETTER), st.integers(1, 36))
def test_a_better_contract_never_gives_less(claim, improved, more):
    better = improved(claim["contracts"][0], more)

    worse, best = decided(claim), decided(claim | {"contracts": [better]})

    assert all(best.payers[cost].us >= worse.payers[cost].us for cost in best.payers)
    due = {each.kind for each in worse.remedies} - {"paid_repair"}
    assert due <= {each.kind for each in best.remedies}


@settings(max_examples=60)
@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(claim, dice):
    shuffled = dict(sorted(claim.items(), key=lambda item: dice.random()))
    for name in ("repairs", "waits", "exchanges", "evidence", "proof"):
        shuffled[name] = sorted(claim[name], key=lambda each: dice.random())

    assert canonical(decided(shuffled)) == canonical(decided(claim))


@settings(max_examples=60)
@given(claims())
def test_a_contract_takes_nothing_from_a_consumer(claim):
    contract = claim | {"buyer": "consumer"}

    by_law, agreed = decided(contract | {"contracts": []}), decided(contract)

    due = {each.kind for each in by_law.remedies} - {"paid_repair"}
    # A refund in full is better than one less use.
    assert due - {"refund_less_use"} <= {each.kind for each in agreed.remedies}
    assert all(agreed.payers[cost].us >= share.us for cost, share in by_law.payers.items() if due)


@settings(max_examples=60)
@given(claims())
def test_every_cost_is_borne_by_somebody_and_no_money_is_below_zero(claim):
    decision = decided(claim)

    assert all(share.us + share.customer == 100 for share in decision.payers.values())
    assert all(0 <= share.us <= 100 for share in decision.payers.values())
    assert all(each.amount is None or each.amount >= 0 for each in decision.remedies)


@settings(max_examples=60)
@given(claims())
def test_facts_are_the_same_after_writing_and_reading(claim):
    facts = read_facts(claim)

    assert read_facts(as_json(facts)) == facts


@settings(max_examples=60)
@given(claims(), st.data())
def test_a_fact_less_changes_nothing_or_is_asked_for(claim, data):
    name = data.draw(st.sampled_from(sorted(set(claim) - {"evidence", *NOT_ASKED})))
    whole = decided(claim)

    try:
        less = {key: value for key, value in claim.items() if key != name}
        decision = decide(read_facts(less), LIBRARY)
    except MissingFacts:
        return

    fired = [each.rule for each in decision.reasons if each.outcome == "fired"]
    assert fired == [each.rule for each in whole.reasons if each.outcome == "fired"]
    assert replace(decision, reasons=whole.reasons) == replace(whole, reasons=whole.reasons)
