import pytest
from django.utils.translation import override

from aftercare.base.journal.models import Entry
from aftercare.base.journal.tests.make import behind_the_triggers
from aftercare.domain.coverage.models import KeptBook, StoredDecision
from aftercare.domain.coverage.operations.decisions import decide_coverage, replay_decision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.books import FOLDER
from aftercare.domain.coverage.queries.contracts import contracts_for
from aftercare.domain.coverage.queries.decisions import (
    changed_by_contract,
    decision_again,
    decisions_about,
    decisions_that_change,
    letter_about,
    library_with,
    read_decision,
)
from aftercare.domain.coverage.steps.deciding import FactsAreMissing, FactsNotUnderstood
from aftercare.domain.coverage.tests.make import (
    CASE,
    FACTS,
    MONDAY,
    TERM,
    make_contract,
    make_decision,
    somebody,
)
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def test_keeps_facts_books_and_the_very_text():
    stored = make_decision()

    assert stored.verdict == "covered"
    assert {each.code for each in KeptBook.objects.all()} == {
        "cn-business-gap",
        "cn-consumer-law-2013",
        "own-rules",
    }
    entry = Entry.objects.get()
    assert entry.about == ["case:12", f"stored_decision:{stored.pk}"]
    assert entry.data["remedies"] == ["refund", "exchange", "repair"]


def test_the_same_facts_about_the_same_subject_are_decided_once():
    first = make_decision()

    assert make_decision(at=MONDAY) == first
    assert make_decision(Ref("case", 13)) != first
    assert StoredDecision.objects.count() == 2
    assert Entry.objects.count() == 2


def test_names_what_has_to_be_known_first_and_keeps_nothing():
    with override("zh-hans"), pytest.raises(FactsAreMissing, match="故障原因") as refusal:
        make_decision(fault={"kind": "performance"})

    assert refusal.value.names == ("fault.cause",)
    assert StoredDecision.objects.count() == 0


def test_refuses_what_cannot_be_true():
    with pytest.raises(FactsNotUnderstood, match="sold_on: 2027-01-01 is after today"):
        make_decision(sold_on="2027-01-01")

    assert Entry.objects.count() == 0


def test_takes_the_permission():
    with pytest.raises(NotAllowed):
        decide_coverage(CASE, facts=FACTS, actor=somebody(1), at=MONDAY)


def test_is_made_again_to_the_byte_even_if_our_books_have_changed(monkeypatch):
    stored = make_decision()
    book = FOLDER / "cn-business-gap.toml"
    changed = library_with(book.read_text().replace("version = 2", "version = 3"))
    monkeypatch.setattr(
        "aftercare.domain.coverage.steps.deciding.built_in_library", lambda: changed
    )

    assert replay_decision(stored, actor=SYSTEM, at=MONDAY) is True
    versions = {each.code: each.version for each in decision_again(stored).books}
    assert versions["cn-business-gap"] == 2
    assert make_decision(Ref("case", 13)).text != stored.text


def test_what_was_altered_is_not_the_same():
    stored = make_decision()
    altered = stored.text.replace("100", "99")
    behind_the_triggers("UPDATE coverage_storeddecision SET text = %s", altered)
    stored.refresh_from_db()

    assert replay_decision(stored, actor=SYSTEM, at=MONDAY) is False
    assert Entry.objects.get(event="coverage.decision_replayed").data["same"] is False


def test_is_read_in_the_language_of_the_reader():
    read = read_decision(make_decision(), "zh-hant")

    [liable] = [each for each in read.fired if each.rule == "seller-liable"]
    assert liable.title == "合約未約定時適用的中國法律"
    assert liable.article == "Product Quality Law 第 40 條"
    assert liable.staff.startswith("契約沒有約定")
    assert read.to_confirm == ()
    assert "您可以選擇：\n- 退貨退款\n- 換貨\n- 維修" in letter_about(read.stored, "zh-hant")


def test_sees_only_who_may():
    make_decision()

    assert decisions_about(CASE, somebody(1, CoveragePermission.VIEW)).count() == 1
    assert decisions_about(CASE, somebody(1)).count() == 0


def test_says_which_decisions_another_rule_book_would_change():
    stored, _other = make_decision(), make_decision(Ref("case", 13))
    book = (FOLDER / "cn-business-gap.toml").read_text()
    stricter = book.replace('grants = ["repair", "exchange", "refund"]', 'grants = ["repair"]')

    [changed] = decisions_that_change(["case:12"], library_with(stricter), SYSTEM)

    assert changed.stored == stored
    assert [each.kind for each in changed.now.remedies] == ["refund", "exchange", "repair"]
    assert [each.kind for each in changed.then.remedies] == ["repair"]
    assert list(decisions_that_change(["case:12"], library_with(book), SYSTEM)) == []


def test_says_what_a_new_fact_of_another_rule_book_would_be():
    make_decision()
    book = (FOLDER / "cn-business-gap.toml").read_text()
    curious = book.replace('"cause is defect"]', '"cause is defect", "severity is serious"]')

    [changed] = decisions_that_change(["case:12"], library_with(curious), SYSTEM)

    assert (changed.then, changed.missing) == (None, ("fault.severity",))


def test_says_which_decisions_another_contract_would_change():
    contract = make_contract()
    facts = contracts_for(contract.account, None)
    stored = make_decision(contracts=facts)
    make_decision(Ref("case", 13))
    better = {"terms": [TERM | {"months": {"parts": 24, "labor": 24}}]}

    outcome = changed_by_contract(contract, better, SYSTEM)

    [changed] = outcome.changed
    assert (changed.stored, outcome.looked_at) == (stored, 1)
    assert changed.now.payers["labor"].us == 0
    assert changed.then.payers["labor"].us == 100
    assert changed_by_contract(contract, {"terms": [{}]}, SYSTEM).faults[0].startswith("terms[0].")
