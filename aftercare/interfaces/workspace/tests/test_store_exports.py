from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.planning.tests.make import make_company, plan
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.steps.cores import owe_core
from aftercare.domain.stock.tests.make import MONDAY, ORDER, make_places, make_stock
from aftercare.domain.supply.tests.make import make_supplier
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def mia():
    return signed_in("Mia", roles=("manager",))


def taken(client, listed, query=""):
    answer = client.post(f"/lists/{listed}?{query}", {"as": "csv"})
    return [line.cells for line in read_table(b"".join(answer.streaming_content)).lines]


@pytest.fixture
def stores():
    places, board, panel = make_places(), make_part("PB-100"), make_part("PN-7")
    site = places["bin"].site
    for item in (board, panel):
        make_stock(item, 3, to=places["bin"])
        wish = {"quantity": Decimal(1), "site_id": site.pk, "line": item.code}
        reserve_goods(item, document=ORDER, **wish, **WHO)
    due = MONDAY.date() + timedelta(days=3)
    owed = {"item_id": board.pk, "quantity": Decimal(2), "due_on": due}
    owe_core(make_account(), **owed, document=str(ORDER), line="", **WHO)
    make_supplier()
    make_supplier("Hanwei Panels", lead_days=9)


@pytest.mark.parametrize(
    ("page", "listed", "query", "told"),
    [
        ("/stock/places", "stock-places", "q=a-02", {"A-02", "Bin"}),
        ("/stock/reservations", "stock-reservations", "q=PB", {"PB-100", "A-01", "1.000"}),
        ("/stock/cores", "stock-cores", "", {"Harborline Retail", "PB-100", "2.000", "2026-10-01"}),
        ("/purchases/suppliers", "suppliers", "q=hanwei", {"Hanwei Panels", "Net 30", "USD", "9"}),
    ],
)
@pytest.mark.usefixtures("stores")
def test_every_list_of_the_stores_comes_as_its_page_shows_it(mia, page, listed, query, told):
    rows = taken(mia, listed, query)

    assert len(rows) == 2
    assert told <= set(rows[1])
    assert f'action="/lists/{listed}?{query}"' in mia.get(f"{page}?{query}").content.decode()


def test_plans_come_by_what_is_odd_about_them(mia):
    make_company(stock=4, cables=26)
    plan()

    all_of_them, some = taken(mia, "plans", "view=all"), taken(mia, "plans", "view=all&q=pn")

    assert {row[0] for row in all_of_them} > {row[0] for row in some} == {"Part", "PN-55"}
    assert 'action="/lists/plans?view=all"' in mia.get("/planning?view=all").content.decode()
