from datetime import date, timedelta
from uuid import UUID

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Role
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.operations.exports import let_go_of_old_exports
from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.notices import enter_notice
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.domain.coverage.tests.make import make_contract, make_supplier_guarantee
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.tests.make import make_order
from aftercare.domain.stock.models import StockCount
from aftercare.domain.stock.operations.counting import begin_count, hand_in_count, note_counted
from aftercare.domain.stock.operations.places import set_storage_life
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.tests.make import make_places, make_stock
from aftercare.domain.units.operations.records import note_lot
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.exports import views
from aftercare.interfaces.workspace.jobs import make_export
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit import clock
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
    assert told.data == {"listed": "customers", "count": 1, "kind": kind, "export_id": None}


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
        ("units", "item=AX55", ["AX55-1", "AX55", "Television", "", "", "", "Octagon", "", ""]),
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


@pytest.fixture
def workshop():
    item = make_item("AX55", name="Television")
    make_supplier_guarantee(item=item)
    make_order("AX55-7")
    shelf = make_stock(item, 12, to=make_places()["bin"])
    set_storage_life(item, days=30, actor=SYSTEM, at=MONDAY)
    count = begin_count(shelf.place, actor=SYSTEM, at=MONDAY)
    note_counted(count, goods_of(shelf), quantity=11, actor=SYSTEM, at=MONDAY)
    typed = {"serial": "AX55-9", "bought_on": date(2026, 9, 1), "dealer": "Octagon"}
    register_unit(make_contact(), key=UUID(int=7), **typed, actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize(
    ("page", "listed", "query", "told"),
    [
        ("/repairs", "repairs", "q=AX557", {"AX55", "AX55-7", "No picture"}),
        ("/stock/items/AX55", "stock-movements", "item=AX55", {"SUPPLIER", "A-01", "12.000"}),
        ("/stock/counts", "stock-counts", "", {"A-01", "Being counted"}),
        ("/stock/retests", "stock-retests", "", {"A-01", "12.000", "2026-10-28"}),
        ("/units/registrations", "registrations", "show=waiting", {"AX55-9", "Octagon"}),
        ("/coverage/suppliers", "supplier-guarantees", "q=AX", {"Hanwei Panels", "AX55", "24"}),
    ],
)
@pytest.mark.usefixtures("workshop")
def test_every_list_of_the_workshop_comes_as_its_page_shows_it(mia, page, listed, query, told):
    rows = taken(mia, listed, query)

    assert len(rows) == 2
    assert told <= set(rows[1])
    asked = page if listed == "stock-movements" else f"{page}?{query}"
    assert f'action="/lists/{listed}?{query}"' in mia.get(asked).content.decode()


@pytest.mark.usefixtures("workshop")
def test_what_was_counted_is_handed_out_only_when_it_is_handed_in(mia):
    count = StockCount.objects.get()

    before = taken(mia, "stock-count-lines", f"count={count.code}")
    hand_in_count(count, actor=SYSTEM, at=MONDAY)
    after = taken(mia, "stock-count-lines", f"count={count.code}")

    assert len(before) == 1
    assert after[1] == ["AX55", "Television", "", "", "New", "11.000", "12.000"]


@pytest.mark.parametrize("listed", ["cases", "nothing"])
def test_who_may_not_takes_nothing(listed):
    assert signed_in("Liza").post(f"/lists/{listed}").status_code == 404
    assert Entry.objects.filter(event="spreadsheets.list_exported").count() == 0


def asked_for(client, query="country=PH"):
    answer = client.post(f"/lists/customers?{query}", {"as": "csv"})
    return answer.headers["Location"]


def made():
    for _time in range(2):
        make_export(export_id=Export.objects.get().pk)


@pytest.fixture
def long_lists(monkeypatch):
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    make_account("Harborline Retail")
    make_account("Octagon")
    make_account("Elsewhere", country="DE")


@pytest.mark.usefixtures("long_lists")
def test_a_long_list_is_made_by_a_job_and_fetched_by_who_asked(mia):
    place = asked_for(mia)

    before = mia.get(place).content.decode()
    nothing = mia.get(f"{place}/file").status_code
    made()
    after = mia.get(place).content.decode()
    rows = read_table(b"".join(mia.get(f"{place}/file").streaming_content)).lines

    assert "0 of 2 rows" in before
    assert nothing == 404
    assert f'href="{place}/file"' in after
    assert [line.cells[1] for line in rows] == ["Name", "Harborline Retail", "Octagon"]
    assert f'href="{place}/file"' in mia.get("/lists/made").content.decode()
    other = signed_in("Ana", roles=("manager",))
    assert [other.get(each).status_code for each in (place, f"{place}/file")] == [404, 404]
    told = Entry.objects.filter(event__startswith="spreadsheets.").order_by("pk")
    assert [each.data.get("change", "") for each in told] == ["", "ready"]
    assert told[0].data["count"] == 2


@pytest.mark.usefixtures("long_lists")
def test_a_file_is_gone_after_its_days_and_for_who_may_no_longer_see_the_list(mia):
    place = asked_for(mia)
    made()

    let_go_of_old_exports(keep_days=7, actor=SYSTEM, at=clock.now() + timedelta(days=6))
    kept = b"".join(mia.get(f"{place}/file").streaming_content).decode()
    Role.objects.filter(code="manager").update(permissions=["spreadsheets.export"])
    without = mia.get(f"{place}/file").status_code
    let_go_of_old_exports(keep_days=7, actor=SYSTEM, at=clock.now() + timedelta(days=8))

    assert ("Harborline Retail" in kept, without) == (True, 404)
    assert (Export.objects.get().status, Export.objects.get().file) == ("gone", None)


@pytest.mark.usefixtures("long_lists")
def test_a_list_that_was_given_up_is_not_made(mia):
    place = asked_for(mia)

    mia.post(f"{place}/cancel")
    made()

    assert Export.objects.get().status == "cancelled"
    assert mia.post(f"{place}/cancel").status_code == 409
