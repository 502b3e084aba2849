from io import BytesIO

import pytest

from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.operations.imports import (
    begin_import,
    map_columns,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.operations.contract_sheet import CONTRACTS
from aftercare.domain.coverage.queries.contracts import clauses_of, contracts_for
from aftercare.domain.coverage.tests.make import MONDAY, TERM, make_contract, make_decision
from aftercare.domain.customers.tests.make import make_account

pytestmark = pytest.mark.django_db

TEXT = """Title,客户,Clause,Classes of items,Begins with,"Parts, months","Labor, months",Until
Panels,Harborline,1.1,panel,Date of sale,24,12,2027-12-31
Panels,Harborline,1.2,"board, component",,12,,
Boards 2026,Sinag TV,4.1,,,36,,
Boards 2026,Nobody,4.1,,,36,,
Nothing,,1,,,,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "coverage.agree", "coverage.view")


@pytest.fixture
def boards():
    make_account("Harborline")
    return make_contract(TERM | {"remedies": ["repair", "exchange"]})


def checked(ana, text=TEXT):
    text = text.replace("Date of sale", "sold_on")
    run = begin_import(CONTRACTS, content=BytesIO(text.encode()), name="c", actor=ana, at=MONDAY)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)
    check_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def written(ana):
    run = checked(ana)
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def undone(ana, run):
    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)
    return counts_of(run)


def test_terms_make_contracts_and_versions(ana, boards):
    run = written(ana)

    verdicts = [(row.verdict, row.column) for row in run.rows.order_by("line")]
    assert verdicts == [
        ("new", ""),
        ("new", ""),
        ("changed", ""),
        ("error", "account"),
        ("error", "parts"),
    ]
    panels = Contract.objects.get(title="Panels")
    assert clauses_of(panels)["terms"] == [
        {
            "clause": "1.1",
            "classes": ["panel"],
            "months": {"parts": 24, "labor": 12},
            "starts": "sold_on",
        },
        {
            "clause": "1.2",
            "classes": ["board", "component"],
            "months": {"parts": 12},
            "starts": "delivered_on",
        },
    ]
    assert str(panels.ends_on) == "2027-12-31"
    boards.refresh_from_db()
    [term] = clauses_of(boards)["terms"]
    assert (boards.version, term["months"], term["remedies"]) == (
        2,
        {"parts": 36, "labor": 12},
        ["repair", "exchange"],
    )
    assert counts_of(checked(ana)) == {"same": 3, "error": 2}


def test_all_of_it_is_taken_back_as_a_version(ana, boards):
    run = written(ana)

    assert undone(ana, run) == {"new": 2, "changed": 1, "error": 2, "undone": 3}
    boards.refresh_from_db()
    assert list(Contract.objects.all()) == [boards]
    assert boards.version == 3
    assert clauses_of(boards)["terms"][0]["months"] == {"parts": 24, "labor": 12}


def test_a_contract_by_which_was_decided_stays(ana, boards):
    run = written(ana)
    panels = Contract.objects.get(title="Panels")
    make_decision(contracts=contracts_for(panels.account, None))

    assert undone(ana, run) == {"new": 2, "changed": 1, "error": 2, "undone": 1, "kept": 2}
    assert Contract.objects.filter(title="Panels").exists()


REST = """Title,Customer,Clause,What the row says,Parts,Classes,Not covered,More months,\
"Freight, our percent",If,Service mode,Percent,Units shipped,Free spares used,\
What may be claimed,Stands still during a repair
Boards 2026,Sinag TV,4.2,term,12,panel,,,50,,,,,,"repair, exchange",no
Boards 2026,Sinag TV,6.2,exclusion,,,human_damage,,,,,,,,,
Boards 2026,Sinag TV,7.1,extension,,board,,6,,,,,,,,
Boards 2026,Sinag TV,8.1,freight,,,,,80,"cause is defect, evidence has photo",,,,,,
Boards 2026,Sinag TV,9.1,advance,,board,,,,,,,,,,
Boards 2026,Sinag TV,10.1,mode,,,,,,,free_spares,2.5,1000,12,,
Boards 2026,Sinag TV,8.2,freight,,,,,80,moon is full,,,,,,
"""


def test_a_file_says_all_that_a_contract_says_and_goes_again(ana, boards):
    before = clauses_of(boards)
    run = checked(ana, REST)
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)

    assert [row.verdict for row in run.rows.order_by("line")] == [*["new"] * 6, "error"]
    said = clauses_of(boards)
    assert said["terms"][1] == {
        "clause": "4.2",
        "classes": ["panel"],
        "remedies": ["repair", "exchange"],
        "months": {"parts": 12},
        "starts": "delivered_on",
        "shares": {"freight": 50},
        "stands_still": False,
    }
    assert said["exclusions"] == [{"clause": "6.2", "cause": "human_damage"}]
    assert said["extensions"] == [{"clause": "7.1", "classes": ["board"], "months": 6}]
    when = ["cause is defect", "evidence has photo"]
    assert said["freight"] == [{"clause": "8.1", "when": when, "share": 80}]
    assert said["advance_replacement"] == {"clause": "9.1", "classes": ["board"]}
    mode = {"clause": "10.1", "kind": "free_spares", "percent": "2.5", "shipped": 1000, "used": 12}
    assert said["mode"] == mode

    run.refresh_from_db()
    undone(ana, run)
    assert clauses_of(boards) == before
