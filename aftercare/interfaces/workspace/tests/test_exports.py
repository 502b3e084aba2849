from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.notices import enter_notice
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.stock.tests.make import make_places, make_stock
from aftercare.domain.units.operations.records import note_lot
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia():
    return signed_in("Mia", roles=("manager",))


def taken(client, listed, query="", kind="csv"):
    answer = client.post(f"/lists/{listed}?{query}", {"as": kind})
    assert answer.status_code == 200
    return [line.cells for line in read_table(b"".join(answer.streaming_content)).lines]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_comes_with_its_filter(mia, kind):
    make_account("Harborline Retail", tags=["retail"])
    make_account("=Evil", country="DE")

    rows = taken(mia, "customers", "country=PH", kind)

    assert [row[1] for row in rows] == ["Name", "Harborline Retail"]
    told = Entry.objects.get(event="spreadsheets.list_exported")
    assert told.data == {"listed": "customers", "count": 1, "kind": kind}


def test_no_cell_becomes_a_formula(mia):
    make_account("=1+1")

    assert taken(mia, "customers")[1][1] == "'=1+1"


def test_people_come_with_their_addresses(mia):
    make_contact("Marisol Reyes", account=make_account(), phone="+63 2 8123 4567")

    row = taken(mia, "people")[1]

    assert row[:4] == [
        "Marisol Reyes",
        "Harborline Retail",
        "marisol@harborline.example",
        "'+63 2 8123 4567",
    ]


def test_cases_come_as_the_list_asks_and_sorts(mia):
    first = make_case(subject="Panel flickers")
    second = make_case(subject="No sound", peer="other@harborline.example")

    assert [row[0] for row in taken(mia, "cases", "q=")] == ["Number", second.code, first.code]
    oldest = taken(mia, "cases", "q=&sort=opened_at")
    assert [row[0] for row in oldest] == ["Number", first.code, second.code]
    assert [row[1] for row in taken(mia, "cases", "q=flickers")] == ["Subject", "Panel flickers"]


def test_promises_come_with_their_cases(mia):
    case = make_case(subject="Panel flickers")

    rows = taken(mia, "promises", "tab=broken")

    assert {row[0] for row in rows[1:]} == {case.code}
    assert rows[0][3] == "Promise"


@pytest.fixture
def goods():
    item = make_item("AX55", name="Television", maker="Northwell", aliases=["AX-55"])
    make_part("R-1")
    make_unit("AX55-1", dealer="Octagon")
    make_unit("R1-1", item="R-1")
    note_lot(item="R-1", number="L-7", date_code="2519", maker="TI", actor=SYSTEM, at=MONDAY)
    make_stock(item, 12, to=make_places()["bin"])
    make_contract(title="Boards 2026")
    make_contract(title="Panels", account=make_account("Other"))
    told = {"maker": "Corvane", "kind": "eol", "title": "The end", "number": "E-1"}
    days = {"issued_on": date(2026, 9, 1), "last_buy_on": date(2027, 3, 31)}
    enter_notice(**told, **days, items=[item], actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize(
    ("listed", "query", "told"),
    [
        ("items", "kind=device", ["AX55", "Television", "Device", "Northwell"]),
        ("units", "item=AX55", ["AX55-1", "AX55", "Television", "", "", "", "Octagon", ""]),
        ("lots", "q=L7", ["L-7", "R-1", "Part R-1", "2519", "2019-06-17", "2025-05-11"]),
        ("stock", "q=AX55", ["AX55", "Television", "A-01", "New", "", "", "Ours", "12.000"]),
        ("contracts", "q=boards", ["CT-2026-00001", "Boards 2026"]),
        ("change-notices", "", ["Corvane", "E-1", "End of life (EOL)", "The end", "2026-09-01"]),
    ],
)
def test_every_list_of_things_comes_as_its_page_shows_it(mia, goods, listed, query, told):
    rows = taken(mia, listed, query)

    assert len(rows) == 2
    assert rows[1][: len(told)] == told
    page = {"change-notices": "/change-notices"}.get(listed, f"/{listed}")
    assert f'action="/lists/{listed}?{query}"' in mia.get(f"{page}?{query}").content.decode()


@pytest.mark.parametrize("listed", ["cases", "nothing"])
def test_who_may_not_takes_nothing(listed):
    assert signed_in("Liza").post(f"/lists/{listed}").status_code == 404
    assert Entry.objects.filter(event="spreadsheets.list_exported").count() == 0
