import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.interfaces.workspace.tests.make import signed_in

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


@pytest.mark.parametrize("listed", ["cases", "nothing"])
def test_who_may_not_takes_nothing(listed):
    assert signed_in("Liza").post(f"/lists/{listed}").status_code == 404
    assert Entry.objects.filter(event="spreadsheets.list_exported").count() == 0
