from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.coverage.models import Contract, ContractVersion
from aftercare.domain.coverage.operations.contracts import (
    ClausesNotUnderstood,
    DatesCross,
    record_contract,
)
from aftercare.domain.coverage.queries.contracts import contracts_for, visible_contracts
from aftercare.domain.coverage.tests.make import MONDAY, TERM, make_contract, somebody
from aftercare.domain.customers.operations.merging import merge_accounts, unmerge_accounts
from aftercare.domain.customers.tests.make import make_account
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def test_is_written_down_with_its_first_version():
    contract = make_contract()

    assert contract.code == "CT-2026-00001"
    assert contract.version == 1
    assert ContractVersion.objects.get().clauses == {"terms": [TERM]}
    assert Entry.objects.get(event="coverage.contract_recorded").about == [
        f"contract:{contract.pk}",
        f"account:{contract.account_id}",
    ]


def test_other_clauses_are_a_new_version_and_the_old_one_stays():
    contract = make_contract()
    make_contract(TERM | {"months": {"parts": 36}}, contract=contract)
    make_contract(TERM | {"months": {"parts": 36}}, contract=contract, title="Boards, all")

    contract.refresh_from_db()
    assert (contract.version, contract.title) == (2, "Boards, all")
    months = [each.clauses["terms"][0]["months"] for each in contract.versions.order_by("number")]
    assert months == [{"parts": 24, "labor": 12}, {"parts": 36}]


@pytest.mark.parametrize(
    ("clauses", "fault"),
    [
        ({"terms": [{"clause": "1"}]}, "months, "),
        ({"terms": [TERM | {"starts": "tomorrow"}]}, "'tomorrow' is none of sold_on"),
        ({"freight": [{"clause": "8", "share": 100, "when": ["weather is fine"]}]}, "known are"),
        ({"mode": {"clause": "3", "kind": "free_spares"}, "terms": [TERM]}, "percent"),
    ],
)
def test_clauses_that_mean_nothing_are_refused(clauses, fault):
    with pytest.raises(ClausesNotUnderstood, match=fault):
        make_contract(clauses=clauses)

    assert Contract.objects.count() == 0


def test_cannot_end_before_it_begins():
    with pytest.raises(DatesCross):
        make_contract(begins_on=date(2026, 1, 1), ends_on=date(2025, 12, 31))


def test_takes_the_permission():
    with pytest.raises(NotAllowed):
        record_contract(None, title="", account=None, clauses={}, actor=somebody(1), at=MONDAY)


def test_the_contracts_of_a_sale_are_those_that_held_and_the_promises():
    sinag, other = make_account("Sinag"), make_account("Other")
    held = make_contract(account=sinag, begins_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    make_contract(account=sinag, begins_on=date(2026, 1, 1))
    make_contract(account=other)
    promise = record_contract(
        None, title="A year", account=None, clauses={"terms": [TERM]}, actor=SYSTEM, at=MONDAY
    )

    found = contracts_for(sinag, date(2025, 6, 1))

    assert [each["code"] for each in found] == sorted([held.code, promise.code])
    assert visible_contracts(SYSTEM).count() == 4
    assert visible_contracts(somebody(1)).count() == 0


def test_goes_with_a_customer_who_is_merged_and_comes_back(run_jobs):
    contract = make_contract()
    into = make_account("Sinag TV Manila")
    merge = merge_accounts(contract.account, into=into, actor=SYSTEM, at=MONDAY)
    run_jobs()
    contract.refresh_from_db()
    assert contract.account == into

    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()
    contract.refresh_from_db()
    assert contract.account.name == "Sinag TV"
