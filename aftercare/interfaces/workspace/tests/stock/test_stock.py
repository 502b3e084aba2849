from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Balance, Movement, Place, StockCount
from aftercare.domain.stock.operations.places import set_storage_life
from aftercare.domain.stock.tests.make import MONDAY, make_place, make_places, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

LABEL = "[)>\x1e06\x1dP{item}\x1dQ3\x1e\x04"


@pytest.fixture
def places(db):
    return make_places()


@pytest.fixture
def board(db):
    return make_part("PB-100", name="Power board", kind="board")


@pytest.fixture
def keeper(db):
    return signed_in("Ben", roles=("warehouse",))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def move(browser, way, **given):
    details = {"condition": "new", "purpose": "service", "key": "k1", "paper": "DN-1"} | given
    return browser.post(address("stock-move", way), details)


def ends(places, source, target):
    return {"source": places[source].pk, "target": places[target].pk}


def test_the_list_is_narrowed_down_and_turned_over(
    places, board, keeper, django_assert_num_queries
):
    lamp = make_part("LED-1", name="Backlight")
    for item in (board, lamp):
        make_stock(item, 5, to=places["bin"])
    make_stock(board, 2, to=places["other"], condition="faulty")
    keeper.get(address("stock"))

    with django_assert_num_queries(6):
        everything = keeper.get(address("stock")).content.decode()
    faulty = keeper.get(address("stock"), {"condition": "faulty", "place": "A-02"}).content.decode()
    named = keeper.get(address("stock"), {"q": "backl"}).content.decode()

    assert everything.count("/stock/items/") == 3
    assert faulty.count("/stock/items/") == 1
    assert "LED-1" in named
    assert "PB-100" not in named


def test_who_answers_customers_sees_no_stock(places, board):
    assert signed_in("Liza").get(address("stock")).status_code == 403
    assert signed_in("Lea").get(address("stock-item", board.code)).status_code == 403


def test_the_card_of_an_item_shows_places_worth_and_movements(places, board, keeper):
    make_stock(board, 5, to=places["bin"], cost="12.50")

    card = keeper.get(address("stock-item", board.code)).content.decode()

    assert "62.50" in card
    assert "SUPPLIER → A-01" in card


def test_a_label_is_received_as_it_says_and_once(places, board, keeper):
    given = ends(places, "supplier", "bin") | {
        "code": LABEL.format(item="PB-100"),
        "unit_cost": "4",
        "paper": "DN-7",
    }

    answer = move(keeper, "receive", **given)
    move(keeper, "receive", **given)

    assert answer.status_code == 302
    assert Balance.objects.get(place=places["bin"]).quantity == 3
    assert Movement.objects.get().paper == "DN-7"


def test_goods_are_given_out_for_something(places, board, keeper):
    make_stock(board, 3, to=places["bin"])
    case = make_case(subject="No picture")
    way = ends(places, "bin", "customer") | {"code": "PB-100"}

    silent = move(keeper, "issue", **way, paper="")
    for key, paper in (("k1", case.code.lower()), ("k2", "Sample for the fair")):
        move(keeper, "issue", **way, key=key, paper=paper)

    assert silent.status_code == 422
    assert list(
        Movement.objects.filter(kind="issued").order_by("pk").values_list("document", "paper")
    ) == [(f"case:{case.pk}", case.code.lower()), ("", "Sample for the fair")]


def test_what_is_said_once_holds_for_the_next_scan_too(places, board, keeper):
    account = make_account("Harborline")
    given = ends(places, "supplier", "other") | {"code": "PB-100", "quantity": "2"}
    theirs = {"condition": "faulty", "owner": "customer", "account": account.code}

    answer = move(keeper, "receive", **given | theirs)
    form = keeper.get(answer.url).context["form"]

    kept = {name: form[name].value() for name in ("target", "condition", "owner", "account")}
    assert kept == theirs | {"target": str(places["other"].pk)}
    assert not form["code"].value()
    assert not form["quantity"].value()


def test_the_label_of_a_place_says_where_and_books_nothing(places, board, keeper):
    make_stock(board, 5, to=places["bin"])
    given = ends(places, "bin", "bin") | {"paper": "W-7", "quantity": "3"}

    answer = move(keeper, "put-away", code=" a-02 ", **given)
    form = keeper.get(answer.url).context["form"]
    out = move(keeper, "issue", code="A-02", **ends(places, "bin", "customer") | {"paper": "W-7"})

    assert form["target"].value() == str(places["other"].pk)
    assert (form["source"].value(), form["quantity"].value()) == (str(places["bin"].pk), "3")
    assert keeper.get(out.url).context["form"]["source"].value() == str(places["other"].pk)
    assert Balance.objects.get(item=board, place=places["bin"]).quantity == 5


def test_what_is_called_as_a_place_is_goods_first(places, keeper):
    make_stock(make_part("A-02", name="Spacer"), 5, to=places["bin"])

    move(keeper, "put-away", code="A-02", **ends(places, "bin", "other"))

    assert Balance.objects.get(place=places["other"]).quantity == 1


def test_a_serial_is_sent_on_its_way(places, board, keeper):
    unit = make_unit("PB-1", item="PB-100")
    make_stock(board, 1, to=places["bin"], unit_id=unit.pk)

    move(keeper, "send", **ends(places, "bin", "transit"), code="pb-1")

    assert Balance.objects.get(unit=unit, quantity=1).place == places["transit"]


def test_what_nobody_knows_or_is_not_there_is_not_booked(places, board, keeper):
    make_stock(board, 1, to=places["bin"])
    way = ends(places, "bin", "customer")

    unknown = move(keeper, "issue", **way, code="XYZ-0")
    too_many = move(keeper, "issue", **way, code="PB-100", quantity="2")

    assert (unknown.status_code, too_many.status_code) == (422, 409)
    assert Movement.objects.count() == 1


def test_scrapping_asks_for_proof(places, board, keeper):
    make_stock(board, 1, to=places["bin"])
    way = ends(places, "bin", "scrap") | {"code": "PB-100", "reason": "Burnt"}

    without = move(keeper, "scrap", **way)
    proof = SimpleUploadedFile("photo.pdf", b"%PDF-1.4 burnt")
    with_it = move(keeper, "scrap", **way, proof=proof)

    assert (without.status_code, with_it.status_code) == (422, 302)
    assert Balance.objects.get(place=places["scrap"]).quantity == 1


def test_what_was_quarantined_is_good_again_for_a_reason(places, board, keeper):
    make_stock(board, 3, to=places["bin"], condition="quarantine", purpose="production")
    given = {"source": places["bin"].pk, "code": "PB-100", "quantity": "2"}

    same = move(keeper, "change", **given, condition="quarantine", purpose="", reason="?")
    silent = move(keeper, "change", **given, condition="new", reason="")
    done = move(keeper, "change", **given, condition="new", reason="Passed its test")

    assert (same.status_code, silent.status_code, done.status_code) == (422, 422, 302)
    changed = Balance.objects.get(condition="new", quantity__gt=0)
    assert (changed.quantity, changed.purpose) == (2, "service")


def test_a_scan_finds_what_lies_there_and_asks_only_where_that_is_several_things(
    places, board, keeper
):
    customer = make_account("Hartmann")
    way = ends(places, "bin", "other") | {"code": "PB-100"}
    make_stock(board, 1, to=places["bin"], owner="customer", account_id=customer.pk)
    move(keeper, "put-away", **way)
    make_stock(board, 4, to=places["other"], condition="faulty")

    back = ends(places, "other", "bin") | {"code": "PB-100"}
    asked = move(keeper, "put-away", **back, key="k2")
    theirs = Balance.objects.get(place=places["other"], owner="customer")
    told = move(keeper, "put-away", **back, key="k2", which=str(theirs.pk))
    again = move(keeper, "put-away", **back, key="k2", which=str(theirs.pk))

    assert (asked.status_code, told.status_code, again.status_code) == (422, 302, 302)
    assert "Faulty · Ours" in asked.content.decode()
    assert Balance.objects.get(place=places["bin"], quantity__gt=0).account == customer


def test_goods_of_a_customer_are_received_as_theirs_and_a_unit_from_where_it_is(
    places, board, keeper
):
    customer = make_account("Hartmann")
    unit = make_unit("PB-1", item="PB-100")
    make_stock(board, 1, to=places["bin"], unit_id=unit.pk)
    move(keeper, "issue", **ends(places, "bin", "customer"), code="PB-1")

    way = ends(places, "outside", "bin") | {"condition": "faulty", "account": customer.code}
    move(keeper, "return", **way, code="PB-1", key="k2")

    here = Balance.objects.get(unit=unit, quantity__gt=0)
    assert (here.place, here.owner, here.account) == (places["bin"], "customer", customer)


def test_goods_are_consigned_to_a_station_and_settled(
    places, board, keeper, django_assert_num_queries
):
    partner = make_account("Cebu Displays")
    given = {"code": "st-cebu", "kind": "station", "account": partner.code}
    signed_in("Pia", roles=("planner",)).post(address("stock-place-new"), given)
    station = Place.objects.get(code="ST-CEBU")
    make_stock(board, 5, to=places["bin"])
    way = {"code": "PB-100", "quantity": "2"}

    move(keeper, "consign", **way, source=places["bin"].pk, target=station.pk)
    move(keeper, "settle", code="PB-100", source=station.pk, paper="B-7", key="k2")
    with django_assert_num_queries(5):
        shown = keeper.get(address("stock-consigned")).content.decode()
    listed = keeper.get(address("stock"), {"owner": "consigned"}).content.decode()

    assert "Cebu Displays" in shown
    assert listed.count("/stock/items/") == 1
    assert Movement.objects.get(kind="settled").cost == 10


def test_a_movement_is_corrected_with_a_reason(places, board, keeper):
    make_stock(board, 1, to=places["bin"])
    wrong = address("stock-correct", Movement.objects.get().pk)

    silent = keeper.post(wrong, {"reason": ""})
    keeper.post(wrong, {"reason": "Wrong item"})

    assert silent.status_code == 422
    assert Balance.objects.get(place=places["bin"]).quantity == 0


def test_a_count_is_blind_until_it_is_handed_in_and_another_approves(places, board, keeper):
    make_stock(board, 417, to=places["bin"])
    planner = signed_in("Pia", roles=("planner",))
    keeper.post(address("stock-count-begin"), {"place": "A-01"})
    count = StockCount.objects.get()
    page = address("stock-count", count.code)
    given = {"code": "PB-100", "quantity": "3", "condition": "new", "purpose": "service"}

    keeper.post(page, given | {"key": "a"})
    blind = keeper.get(page).content.decode() + planner.get(page).content.decode()
    keeper.post(address("stock-count-hand-in", count.code))
    shown = planner.get(page).content.decode()
    own = keeper.post(address("stock-count-approve", count.code), {"outside": places["outside"].pk})
    planner.post(address("stock-count-approve", count.code), {"outside": places["outside"].pk})

    assert ">417<" not in blind
    assert ">417<" in shown
    assert own.status_code == 409
    assert Balance.objects.get(place=places["bin"]).quantity == 3


def test_what_is_counted_again_says_who_asked_and_why(places, board, keeper):
    lamp = make_part("LED-1")
    make_stock(board, 4, to=places["bin"])
    make_stock(lamp, 7, to=places["bin"])
    planner = signed_in("Pia", roles=("planner",))
    begin, place = address("stock-count-begin"), {"place": "A-01"}
    first = keeper.post(begin, place).url
    again = keeper.post(begin, place).url
    for code, quantity in (("PB-100", "9"), ("LED-1", "7")):
        keeper.post(first, {"code": code, "quantity": quantity, "key": code})
    count = StockCount.objects.get()
    keeper.post(address("stock-count-hand-in", count.code))
    planner.post(address("stock-count-reject", count.code), {"reason": "The lower shelf, too"})

    told = keeper.get(first).content.decode()
    looking = planner.get(first).content.decode()
    keeper.post(begin, place)

    assert again == first
    assert ("Pia" in told, "The lower shelf, too" in told, "+5" in told) == (True, True, True)
    assert told.index("PB-100") < told.index("LED-1")
    assert ("Count it again" in told, "Count it again" in looking) == (True, False)
    assert list(StockCount.objects.order_by("pk").values_list("status", flat=True)) == [
        "rejected",
        "counting",
    ]


def test_a_test_that_is_refused_is_shown_again_with_what_to_do(places, board, keeper):
    shelf = make_stock(board, 2, to=places["bin"])
    Balance.objects.filter(pk=shelf.pk).update(reserved=1)

    answer = keeper.post(address("stock-retest", shelf.pk), {"passed": "0", "note": "No 12 V"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Release that under Reservations first" in page, "No 12 V" in page) == (True, True)


def test_places_of_stations_are_offered_with_whose_they_are(places, keeper):
    make_place("ST-9", "station", account=make_account("Perlas Hotels"))

    form = keeper.get(address("stock-move", "consign")).content.decode()

    assert "ST-9 · Perlas Hotels" in form


def test_goods_of_others_are_counted_as_what_they_are(places, board, keeper):
    customer = make_account("Hartmann")
    make_stock(board, 2, to=places["bin"], owner="customer", account_id=customer.pk)
    keeper.post(address("stock-count-begin"), {"place": "A-01"})
    count = StockCount.objects.get()
    page = address("stock-count", count.code)

    def note(code, **given):
        return keeper.post(page, {"code": code, "quantity": "2", "key": "a"} | given).status_code

    make_part("LED-1")
    codes = [note("PB-100"), note("LED-1"), note("LED-1", condition="used")]

    assert codes == [302, 422, 302]
    noted = count.lines.order_by("pk").values_list("owner", "account", "condition", "expected")
    assert list(noted) == [("customer", customer.pk, "new", 2), ("ours", None, "used", 0)]


def test_tests_that_are_due_are_noted(places, board, keeper):
    shelf = make_stock(board, Decimal(2), to=places["bin"])
    set_storage_life(board, days=1, actor=SYSTEM, at=MONDAY)

    listed = keeper.get(address("stock-retests")).content.decode()
    keeper.post(address("stock-retest", shelf.pk), {"passed": "0", "note": "No 12 V"})

    assert "PB-100" in listed
    assert Balance.objects.get(place=places["bin"], quantity=2).condition == "quarantine"
