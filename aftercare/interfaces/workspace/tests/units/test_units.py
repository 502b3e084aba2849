import json
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings

from aftercare.base.people.tests.make import make_user
from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.domain.cases.models import CaseUnit
from aftercare.domain.cases.operations.numbers import name_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.tests.make import make_order
from aftercare.domain.returns.tests.make import announced, make_return, make_returnable
from aftercare.domain.stock.tests.make import make_places, make_stock
from aftercare.domain.units.models import BuiltIn, ProductionBatch, Registration, ScanRule, Unit
from aftercare.domain.units.operations.production import ship_units
from aftercare.domain.units.operations.records import edit_unit
from aftercare.domain.units.queries import dates_of, find_lots, find_units, owners_of, tree_of
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import MONDAY, make_batch, make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
LABEL = "[)>^^061PLM358^]Q2500^]10D2519^]1TL-100^^^D".replace("061P", "06^]1P")


@pytest.fixture
def shop():
    return make_account(domains=["harborline.example"])


@pytest.fixture
def unit(shop):
    make_batch()
    given = {"item": "AX55", "account": shop, "on": date(2025, 6, 1)}
    ship_units(["AX55-2519-B0001"], **given, actor=SYSTEM, at=MONDAY)
    return find_units(["AX55-2519-B0001"]).get()


def shown(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_finds_units_by_the_end_of_a_serial(
    liza, client, unit, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        said = shown(client, "/units?q=B0001")

    assert "AX55-2519-B0001" in said
    assert "Harborline Retail" in said
    assert "AX55-2519-B0002" not in said


def test_units_are_found_by_who_sold_them(liza, client, unit):
    dealer = make_account("Octagon")
    edit_unit(unit, dealer="octagon", actor=SYSTEM, at=MONDAY)

    for asked in (dealer.code, "octag"):
        said = shown(client, f"/units?dealer={asked}")
        assert "AX55-2519-B0001" in said
        assert "AX55-2519-B0002" not in said
    assert f'href="/customers/{dealer.code}">Octagon</a>' in shown(client, f"/units/{unit.pk}")
    assert f"/units?dealer={dealer.code}" in shown(client, f"/customers/{dealer.code}")


def test_lots_are_found_by_how_their_number_begins(liza, client, unit):
    find_lots(["L-100"]).update(number="L-100-B", number_key="L100B")

    said = shown(client, "/palette?q=l-100")

    assert "L-100-B" in said
    assert "L-200" not in said


def test_a_unit_shows_dates_owner_parts_cases_and_its_life(
    liza, client, unit, django_assert_max_num_queries
):
    case = make_case(subject="Boot loop")
    name_unit(case, unit, actor=SYSTEM, at=MONDAY)

    with django_assert_max_num_queries(32):
        said = shown(client, f"/units/{unit.pk}")

    for told in ("Harborline Retail", "MB-00001", "L-100", "Boot loop", "B-77"):
        assert told in said
    assert "Came off the line with its batch" in said


def test_an_unknown_unit_is_not_found(liza, client):
    shown(client, "/units/999", status=404)
    shown(client, "/lots/999", status=404)


def test_who_may_not_see_units_sees_none(client, unit):
    client.force_login(make_user("Nobody", roles=()), backend=BACKEND)

    assert "AX55-2519" not in shown(client, "/units")
    shown(client, f"/units/{unit.pk}", status=404)


def test_a_new_unit_is_introduced(liza, client):
    answer = client.post("/units/new", {"item": "ax55", "serial": "S-1", "quantity": 1})

    made = Unit.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/units/{made.pk}")


def test_a_form_with_something_wrong_comes_back(liza, client, unit):
    assert client.post("/units/new", {"item": ""}).status_code == 422
    assert client.post(f"/units/{unit.pk}/date", {"kind": "sold"}).status_code == 422
    assert (
        client.post(f"/units/{unit.pk}/owner", {"owner": "A-0", "how": "bought"}).status_code == 422
    )
    assert owners_of(unit).count() == 1


def test_an_unknown_item_is_refused_with_what_to_do(liza, client):
    answer = client.post("/units/new", {"item": "ZZ", "serial": "S-1", "quantity": 1})

    assert answer.status_code == 409
    assert "Add it to the catalog first" in answer.content.decode()
    assert Unit.objects.count() == 0


def test_a_date_is_noted_with_its_evidence(liza, client, unit):
    proof = BytesIO(b"invoice")
    proof.name = "invoice.txt"

    client.post(f"/units/{unit.pk}/date", {"kind": "sold", "on": "2025-07-01", "proof": proof})

    assert dates_of(unit)[DateKind.SOLD].on == date(2025, 7, 1)
    assert "invoice.txt" in shown(client, f"/units/{unit.pk}")


@pytest.mark.parametrize("typed", ["Harbor Line", "a@harbor.example"])
def test_the_owner_is_named_by_customer_or_address(liza, client, unit, typed):
    other = make_account("Harbor Line")
    make_contact("Ana", account=other, email="a@harbor.example")

    client.post(
        f"/units/{unit.pk}/owner", {"owner": typed, "how": "passed_on", "since": "2026-01-01"}
    )

    unit.refresh_from_db()
    assert unit.account == other


def test_a_board_is_swapped(liza, client, unit):
    old = BuiltIn.objects.get(unit=unit)
    assert "MB-00001" in shown(client, f"/units/{unit.pk}/swap")

    client.post(
        f"/units/{unit.pk}/swap",
        {"out": f"part:{old.pk}:A1", "item": "MB-5500", "serial": "MB-77", "why": "burnt"},
    )

    assert [(each.designator, each.unit.serial) for each in tree_of(unit).parts] == [
        ("A1", "MB-77")
    ]


def test_the_code_of_a_unit_leads_to_its_registration(liza, client, unit):
    answer = client.get(f"/units/{unit.pk}/code.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<path" in answer.content


def traced(client, query, kind="csv"):
    return b"".join(client.post(f"/lists/trace?{query}", {"as": kind}).streaming_content)


def test_a_lot_shows_where_it_went(liza, client, unit, django_assert_max_num_queries):
    lot = find_lots(["L-100"]).get()

    with django_assert_max_num_queries(20):
        said = shown(client, f"/lots/{lot.pk}")

    assert "AX55-2519-B0002" in said
    assert "AX55-2519-B0003" not in said
    table = traced(client, f"lot={lot.pk}").decode()
    book = traced(client, f"lot={lot.pk}", "xlsx")
    assert [row.cells[0] for row in read_table(book).lines] == [
        row.partition(",")[0].lstrip("\ufeff") for row in table.splitlines()
    ]
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == [
        "AX55-2519-B0001",
        "AX55-2519-B0002",
    ]


def test_what_is_known_of_a_lot_is_corrected(liza, client, unit):
    lot = find_lots(["L-100"]).get()

    sent = {"date_code": "2540", "maker": "TI", "supplier": "Avnet", "note": ""}
    assert client.post(f"/lots/{lot.pk}/edit", sent).headers["Location"] == f"/lots/{lot.pk}"

    lot.refresh_from_db()
    assert (lot.date_code, lot.supplier) == ("2540", "Avnet")
    assert "L-100" in shown(client, "/lots?code=2540")


def test_a_lot_shows_what_of_it_lies_with_us_or_is_worked_on(liza, client, unit):
    ours, other = (find_lots([number]).get() for number in ("L-100", "L-200"))
    make_stock(ours.item, 1250, to=make_places()["bin"], lot_id=ours.pk)
    order = make_order(unit=unit)

    said = shown(client, f"/lots/{ours.pk}")

    assert ("1,250" in said, order.code in said) == (True, True)
    assert order.code not in shown(client, f"/lots/{other.pk}")
    assert order.code in shown(client, "/lots?code=2512")


def test_a_date_code_is_looked_for_in_all_its_readings(liza, client, unit):
    said = shown(client, "/lots?code=2512")

    assert "YYWW" in said
    assert "YYMM" in said
    assert "L-100" in said
    assert "L-100" not in shown(client, "/lots?code=9912")
    table = traced(client, "code=2512").decode()
    assert table.count("AX55-2519") == 2


def test_a_cell_is_no_formula(liza, client):
    unit = make_unit(serial="=HYPERLINK(1)", lot="L-1")

    table = traced(client, f"lot={unit.lot_id}").decode()

    assert "'=HYPERLINK(1)" in table


@pytest.mark.parametrize(
    "typed", ["ax55 2519 b0001", "https://x.example/register/?u=AX55-2519-B0001"]
)
def test_one_thing_is_led_to(liza, client, unit, typed):
    assert client.get("/find", {"q": typed}).headers["Location"] == f"/units/{unit.pk}"


def test_an_order_number_leads_to_the_units_it_shipped(liza, client, shop):
    make_batch()
    given = {"item": "AX55", "account": shop, "on": date(2025, 6, 1), "order": "SO-41/07"}
    ship_units(["AX55-2519-B0001", "AX55-2519-B0002"], **given, actor=SYSTEM, at=MONDAY)

    answer = client.get("/find", {"q": " so-41/07 "})

    assert answer.headers["Location"] == "/units?order=so-41%2F07"
    said = shown(client, answer.headers["Location"])
    assert [f"AX55-2519-B000{n}" in said for n in (1, 2, 3)] == [True, True, False]


def test_a_return_and_a_shelf_are_led_to_by_their_labels(liza, client, shop):
    rma = make_return(announced(make_returnable(account=shop)), account=shop)
    make_places()

    leads = [client.get("/find", {"q": typed}).headers["Location"] for typed in (rma.code, "a-01")]
    agent = signed_in("Lea").get("/find", {"q": "a-01"})

    assert leads == [f"/returns/{rma.code}", "/stock?place=A-01"]
    assert agent.headers["Location"] == "/search?q=a-01"


def test_a_label_says_what_it_is_and_leads_to_its_lot(liza, client, unit):
    said = client.get("/find", {"q": LABEL}).content.decode()

    for told in ("LM358", "2500", "2519", "L-100", f"/lots/{find_lots(['L-100']).get().pk}"):
        assert told in said


def test_what_is_nothing_of_ours_is_looked_for_in_everything(liza, client):
    assert client.get("/find", {"q": "XYZ 99"}).headers["Location"] == "/search?q=XYZ+99"


def test_the_search_shows_units_before_all_else(liza, client, unit):
    assert f"/units/{unit.pk}" in shown(client, "/search?q=B0001")


def test_a_delivery_is_taken_in_from_a_file(liza, client):
    told = {
        "batch": "B-9",
        "item": "AX55",
        "units": ["S-1", {"serial": "S-2", "parts": [{"item": "MB-5500", "serial": "M-2"}]}],
        "lots": [{"item": "LM358", "lot": "L-9", "designators": ["U1"], "date_code": "2530"}],
    }
    for content, count in ((b"{", 0), (json.dumps(told).encode(), 1)):
        file = BytesIO(content)
        file.name = "b9.json"
        client.post("/units/production", {"file": file})
        assert ProductionBatch.objects.count() == count
    assert Unit.objects.count() == 3


def test_a_rule_for_codes_is_kept_and_removed(liza, client):
    client.post(
        "/units/codes", {"maker": "NW", "pattern": "(?P<serial>N[0-9]{3})", "example": "N001"}
    )
    rule = ScanRule.objects.get()

    client.post(f"/units/codes/{rule.pk}/remove")

    assert ScanRule.objects.count() == 0


def test_the_case_shows_its_unit_and_forgets_it(liza, client, unit):
    case = make_case()
    name_unit(case, unit, actor=SYSTEM, at=MONDAY)
    assert f"/units/{unit.pk}" in shown(client, f"/cases/{case.code}")

    client.post(f"/cases/{case.code}/units/{unit.pk}/unname")

    assert CaseUnit.objects.count() == 0


def test_the_customer_shows_units(liza, client, unit, shop):
    assert "AX55-2519-B0001" in shown(client, f"/customers/{shop.code}")


def register(client, **given):
    form = {
        "key": "00000000-0000-0000-0000-000000000007",
        "serial": "ax55 2519 b0002",
        "bought_on": "2026-09-01",
        "country": "PH",
        "name": "Marisol Reyes",
        "email": "marisol@harborline.example",
        "agrees": "on",
    }
    return client.post("/register/", form | given)


def test_anybody_registers_and_one_of_us_accepts(client, unit):
    assert "AX55-1" in shown(client, "/register/?u=AX55-1")
    for _twice in range(2):
        assert register(client).headers["Location"] == "/register/thanks"
    registration = Registration.objects.get()
    assert (registration.status, registration.unit.serial) == ("waiting", "AX55-2519-B0002")

    user = make_user("Liza", roles=("manager",))
    client.force_login(user, backend=BACKEND)
    assert "Marisol Reyes" in shown(client, "/units/registrations")
    client.post(f"/units/registrations/{registration.pk}/accept")

    assert owners_of(registration.unit).get().contact.name == "Marisol Reyes"


def test_what_waits_is_counted_on_every_tab(liza, client, unit):
    register(client, serial="ax55 2519 b0009")

    pages = [shown(client, each) for each in ("/units", "/lots", "/units/registrations")]

    assert ['<span class="tab-count num">1</span>' in each for each in pages] == [True] * 3


def test_one_of_us_refuses(liza, client):
    register(client)
    registration = Registration.objects.get()

    client.post(f"/units/registrations/{registration.pk}/refuse", {"why": "Not ours"})

    registration.refresh_from_db()
    assert (registration.status, registration.why) == ("refused", "Not ours")


def test_without_consent_nothing_is_kept(client, db):
    assert register(client, agrees="").status_code == 422
    assert Registration.objects.count() == 0


def test_who_registers_too_much_is_stopped(client, db):
    for number in range(21):
        answer = register(client, key=f"00000000-0000-0000-0000-0000000001{number:02}")

    assert answer.status_code == 429
    assert Registration.objects.count() == 20


def test_where_a_unit_was_sold_is_corrected_and_shown(liza, client, unit):
    client.post(f"/units/{unit.pk}/edit", {"dealer": "Baywalk", "sold_in": "PH", "note": ""})

    unit.refresh_from_db()
    assert (unit.dealer, unit.sold_in) == ("Baywalk", "PH")
    assert "Philippines" in shown(client, f"/units/{unit.pk}")
