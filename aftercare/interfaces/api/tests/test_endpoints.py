"""What programs may ask for, one verb of the domain each."""

from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.cases.models import Case, Note
from aftercare.domain.cases.tests.make import make_call, make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.models import MessageFile
from aftercare.domain.coverage.tests.make import FACTS
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.tests.make import make_reason, make_removed, make_returnable
from aftercare.domain.stock.tests.make import make_site
from aftercare.domain.supply.tests.make import (
    make_bin,
    make_board,
    make_ordered,
    make_supplier,
    offered,
)
from aftercare.domain.units.models import Unit
from aftercare.interfaces.api.tests.asking import API, get, patch, post

OPERATIONS = 43


def test_a_case_is_opened_for_a_caller_and_found(shop):
    caller = {"name": "Marisol", "email": "marisol@harborline.example", "company": "Harborline"}
    made = post(shop, "/cases", {"subject": "Boot loop", "text": "It restarts", "caller": caller})

    assert made.status_code == 201
    case = Case.objects.get()
    told = made.json()
    assert (told["code"], told["status"], told["channel"]) == (case.code, "open", "phone")
    assert told["customer"] == Account.objects.get().code
    assert get(shop, f"/cases/{case.code}").json() == told
    assert [each["code"] for each in get(shop, "/cases", q="Harborline").json()["items"]] == [
        case.code
    ]


def test_lists_go_on_where_a_page_ends(shop):
    codes = [make_call(subject=f"Case {number}").code for number in range(3)]

    first = get(shop, "/cases", limit=2).json()
    second = get(shop, "/cases", limit=2, after=first["next"]).json()

    shown = [each["code"] for each in [*first["items"], *second["items"]]]
    assert sorted(shown) == sorted(codes)
    assert second["next"] is None


def test_a_list_costs_the_same_however_long_it_is(shop, django_assert_max_num_queries):
    for number in range(8):
        make_case(peer=f"p{number}@harborline.example")
    with django_assert_max_num_queries(8):
        assert len(get(shop, "/cases").json()["items"]) == 8


def test_a_customer_is_answered_with_a_file(shop):
    case = make_case()
    log = SimpleUploadedFile("uart.log", b"boot")
    sent = shop.post(f"{API}/cases/{case.code}/files", {"file": log}).json()
    assert (sent["name"], sent["size"]) == ("uart.log", 4)

    body = {"text": "Please try this.", "files": [sent["id"]], "version": case.version}
    answer = post(shop, f"/cases/{case.code}/answers", body)

    assert answer.status_code == 201
    assert (answer.json()["direction"], answer.json()["status"]) == ("out", "queued")
    assert MessageFile.objects.get().name == "uart.log"
    said = get(shop, f"/cases/{case.code}/messages").json()["items"]
    assert [each["direction"] for each in said] == ["out", "in"]
    crossed = post(shop, f"/cases/{case.code}/answers", {"text": "Again", "version": 1})
    assert crossed.json()["code"] == "stale_row"


def test_a_case_is_noted_on_given_away_and_solved(shop, liza):
    case = make_call()

    noted = post(shop, f"/cases/{case.code}/notes", {"text": "Fuse F2"})
    given = post(
        shop, f"/cases/{case.code}/assignment", {"team": "service", "assignee": liza.handle}
    )
    solved = post(shop, f"/cases/{case.code}/solution", {"solution": "New fuse", "cause": "Surge"})

    assert noted.json()["id"] == Note.objects.get().pk
    assert (given.json()["team"], given.json()["assignee"]) == ("service", liza.handle)
    assert solved.json()["status"] == "solved"
    assert post(shop, f"/cases/{case.code}/assignment", {"team": "no"}).status_code == 404


def test_customers_and_their_people_are_kept(shop):
    made = post(shop, "/customers", {"name": "Harborline", "country": "PH", "tags": ["tv"]}).json()
    path = f"/customers/{made['code']}"
    changed = patch(shop, path, {"tier": "key"}).json()
    person = {"name": "Marisol", "email": "marisol@harborline.example"}
    contact = post(shop, f"{path}/contacts", person).json()
    renamed = patch(shop, f"/contacts/{contact['id']}", {"title": "Buyer"}).json()

    assert (changed["tier"], changed["country"], changed["tags"]) == ("key", "PH", ["tv"])
    assert (renamed["name"], renamed["title"]) == ("Marisol", "Buyer")
    assert renamed["customer"] == made["code"]
    assert [each["id"] for each in get(shop, f"{path}/contacts").json()["items"]] == [contact["id"]]
    assert get(shop, "/customers", name="harbor").json()["items"] == [changed]
    assert get(shop, f"/contacts/{contact['id']}").json() == renamed
    assert get(shop, path).json() == changed
    refused = post(shop, f"{path}/contacts", person)
    assert refused.json()["code"] == "address_is_taken"
    assert Contact.objects.count() == 1


def test_units_are_made_known_and_found_by_serial(shop):
    make_item("AX55", name="Signage display 55")

    made = post(shop, "/units", {"item": "AX55", "serial": "AX55-2519-B0042"})

    assert made.status_code == 201
    unit = made.json()
    assert unit["item"] == "AX55"
    found = get(shop, "/units", serial="ax55 2519 b0042").json()["items"]
    assert [each["id"] for each in found] == [unit["id"]] == [Unit.objects.get().pk]
    assert get(shop, f"/units/{unit['id']}").json() == unit
    assert get(shop, "/units", item="AX32").json()["items"] == []


def test_items_are_found_by_any_of_their_numbers(shop):
    make_item("AX55", name="Signage display 55", part_number="NW-AX-55")

    assert get(shop, "/items", number="NW-AX-55").json()["items"][0]["code"] == "AX55"
    assert get(shop, "/items/AX55").json()["name"] == "Signage display 55"
    assert get(shop, "/items/AX56").status_code == 404


def test_what_is_owed_is_told_with_its_case(shop):
    case = make_case()

    owed = get(shop, "/promises").json()["items"]

    assert {each["case"] for each in owed} == {case.code}
    assert "cases.first_response" in {each["kind"] for each in owed}


def test_who_pays_is_decided_from_facts(shop):
    case = make_case()
    path = f"/cases/{case.code}/coverage"

    decided = post(shop, path, {"facts": FACTS})
    missing = post(shop, path, {"facts": {}})

    assert decided.status_code == 201
    assert decided.json()["verdict"] == decided.json()["decision"]["verdict"]
    assert missing.status_code == 409
    assert missing.json()["detail"]


def test_it_describes_itself(client, db):
    document = client.get(f"{API}/openapi.json").json()
    page = client.get("/api/reference").content.decode()

    assert document["openapi"].startswith("3.1")
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len(operations) == OPERATIONS
    assert all(each["description"] for each in operations)
    assert all(f'id="{each["operationId"]}"' in page for each in operations)


def test_a_return_is_opened_for_what_was_shipped(shop):
    account = make_account()
    unit, reason = make_returnable(account=account), make_reason()
    make_site()
    body = {"reason": reason.code, "customer": account.code, "lines": [{"serial": unit.serial}]}

    made = post(shop, "/returns", body)
    again = post(shop, "/returns", body)
    listed = get(shop, "/returns", status="requested").json()["items"]

    told = made.json()
    assert (made.status_code, again.status_code) == (201, 409)
    assert (told["status"], told["lines"][0]["serial"]) == ("requested", unit.serial)
    assert get(shop, f"/returns/{told['code']}").json() == told
    assert [each["code"] for each in listed] == [told["code"]]


def test_removed_parts_go_to_their_supplier(shop):
    part, maker = make_removed(), make_account("Chips Inc.")
    waiting = get(shop, "/parts-for-suppliers").json()["items"]

    made = post(shop, "/supplier-returns", {"supplier": maker.code, "parts": [waiting[0]["id"]]})
    going = f"/supplier-returns/{made.json()['code']}"
    sent = post(shop, f"{going}/send", {"their_number": "R-7"}).json()
    credited = {"answer": "credited", "amount": "2.5"}
    for wrong in ({"amount": "-1"}, {"amount": "1e30"}, {"currency": "XYZ"}):
        assert post(shop, f"{going}/lines/1/answer", credited | wrong).status_code == 422
    settled = post(shop, f"{going}/lines/1/answer", credited).json()
    back = post(shop, f"{going}/lines/1/take-back", {}).json()

    assert (waiting[0]["work_order"], made.status_code) == (part.order.code, 201)
    assert (sent["status"], settled["status"], back["status"]) == ("sent", "settled", "sent")
    assert (settled["lines"][0]["amount"], settled["lines"][0]["currency"]) == ("2.50", "USD")
    assert get(shop, going).json() == back
    listed = get(shop, "/supplier-returns", status="sent").json()["items"]
    assert [each["code"] for each in listed] == [made.json()["code"]]


def test_a_purchase_is_drafted_and_taken_in_once(shop):
    board, place = make_board(), make_bin()
    supplier = make_supplier(prices=[(board, offered("380"))])
    body = {"supplier": supplier.account.code, "lines": [{"item": board.code, "quantity": "4"}]}
    made = post(shop, "/purchases", body).json()
    ordered = make_ordered(supplier=supplier)
    came = {"key": "d1", "place": place.code, "came": [{"line": 1, "quantity": "10"}]}

    first = post(shop, f"/purchases/{ordered.code}/receive", came).json()
    again = post(shop, f"/purchases/{ordered.code}/receive", came).json()
    listed = get(shop, "/purchases", status="draft").json()["items"]

    assert (made["status"], made["lines"][0]["unit_price"]) == ("draft", "380.000000")
    assert (first["status"], again) == ("received", first)
    assert get(shop, f"/purchases/{made['code']}").json() == made
    assert [each["code"] for each in listed] == [made["code"]]


def test_production_delivers_ships_and_corrects_its_lots(shop):
    for code in ("AX55", "LM358"):
        make_item(code)
    customer = make_account("Harborline")
    lot = {"item": "LM358", "lot": "L-100", "designators": ["U5"], "date_code": "2512"}
    batch = {"batch": "B-77", "item": "AX55", "units": [{"serial": "A-1"}, {"serial": "A-2"}]}
    for _time in range(2):
        assert post(shop, "/production", batch | {"lots": [lot]}).json()["batch"] == "B-77"
    shipped = {"item": "AX55", "serials": ["A-1"], "customer": customer.code, "on": "2026-01-05"}
    assert post(shop, "/shipped-units", shipped).json() == {"units": 1}

    body = {"item": "LM358", "number": "L-100", "date_code": "2540", "supplier": "Avnet"}
    told = shop.put(f"{API}/lots", body, content_type="application/json").json()

    assert Unit.objects.get(serial="A-1").account == customer
    assert Unit.objects.count() == 2
    assert (told["date_code"], told["supplier"]) == ("2540", "Avnet")
    assert get(shop, "/lots", number="l100").json()["items"] == [told]
