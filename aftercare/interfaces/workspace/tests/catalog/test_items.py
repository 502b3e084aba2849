from datetime import date

import pytest

from aftercare.domain.catalog.models import (
    Bom,
    Item,
    ItemPrice,
    LifecycleDate,
    ParameterValue,
    Substitute,
)
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.parameters import define_parameter, set_parameters
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.queries import Effectivity
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

FORM = {
    "code": "IC-10023",
    "name": "Controller",
    "name_zh_hans": "控制器",
    "kind": "component",
    "item_class": "",
    "maker": "Corvane",
    "part_number": "CV32F103-C8T6",
    "aliases": "CV32F103C8, STMx",
    "lot_tracked": "on",
    "audience": "station",
}


def end_of(item, stage, on):
    set_milestone(item, stage, on=on, source="PCN 7", actor=SYSTEM, at=MONDAY)


def test_an_item_is_taken_into_the_catalog(engineer):
    answer = engineer.post("/items/new", FORM)

    assert answer.headers["Location"] == "/items/IC-10023"
    item = Item.objects.get()
    assert (item.names, item.aliases) == ({"zh-hans": "控制器"}, ["CV32F103C8", "STMx"])
    assert (item.lot_tracked, item.serial_tracked, item.audience) == (True, False, "station")


@pytest.mark.parametrize("wrong", [{"code": "pcb-1"}, {"name": ""}])
def test_a_form_with_something_wrong_comes_back(engineer, board, wrong):
    answer = engineer.post("/items/new", FORM | wrong)

    assert answer.status_code == 422
    assert "Corvane" in answer.content.decode()
    assert list(Item.objects.all()) == [board]


def test_who_only_looks_changes_nothing(agent, board):
    assert agent.get("/items/PCB-1").status_code == 200
    assert "/items/PCB-1/edit" not in agent.get("/items/PCB-1").content.decode()
    for path in ("/items/new", "/items/PCB-1/edit", "/items/PCB-1/boms/new"):
        assert agent.post(path, FORM).status_code == 403
    assert Item.objects.get().name == "Main board"


def test_an_item_is_corrected_and_may_have_a_slash_in_its_code(engineer, board):
    answer = engineer.post("/items/PCB-1/edit", FORM | {"code": "74HC00/D~1"})

    assert answer.headers["Location"] == "/items/74HC00~1D~01"
    assert engineer.get("/items/74HC00~1D~01").status_code == 200


def test_what_is_not_released_is_not_there(db, board):
    make_item("TV-1", name="Television", audience="customer")
    station = signed_in("Dina", roles=("station",), kind="station")
    customer = signed_in("Jonas", roles=("customer",), kind="customer")

    assert station.get("/items/PCB-1").status_code == 404
    assert station.get("/items/TV-1").status_code == 200
    assert "PCB-1" not in station.get("/items").content.decode()
    assert customer.get("/items/TV-1").status_code == 404


def test_the_list_is_narrowed_down(engineer, board, chip):
    end_of(chip, LifecycleStage.LAST_BUY, date(2026, 9, 1))
    end_of(chip, LifecycleStage.END_OF_PRODUCTION, date(2099, 1, 1))

    def shown(query):
        text = engineer.get(f"/items?{query}").content.decode()
        return [code for code in ("IC-1", "PCB-1") if f"/items/{code}" in text]

    assert shown("") == ["IC-1", "PCB-1"]
    assert shown("kind=board") == ["PCB-1"]
    assert shown("stage=last_buy") == ["IC-1"]
    assert shown("stage=end_of_production") == []
    assert shown("stage=ending") == []
    for words in ("f103", "C8T6", "corvane", "maker:corvane", "Controller"):
        assert shown(f"q={words}") == ["IC-1"]
    assert shown("q=controller&kind=board") == []
    assert shown("q=nothing") == []


def test_the_list_is_turned_over_by_code(engineer):
    for number in range(60):
        make_part(f"R-{number:03}")

    first = engineer.get("/items").content.decode()
    second = engineer.get("/items?after=R-049").content.decode()

    assert "R-049" in first
    assert "R-050" not in first
    assert "?after=R-049" in first
    assert "R-059" in second


def test_numbers_are_proposed(engineer, chip):
    answer = engineer.get("/items/numbers?by=F103")

    assert '<option value="IC-1">' in answer.content.decode()
    assert "option" not in engineer.get("/items/numbers?by=F").content.decode()


def test_a_date_of_its_life_is_set(engineer, chip):
    given = {"stage": "last_buy", "on": "2026-12-31", "source": "EOL 4711"}

    assert engineer.post("/items/IC-1/life", given).status_code == 302

    said = LifecycleDate.objects.values_list("stage", "on", "source").get()
    assert said == ("last_buy", date(2026, 12, 31), "EOL 4711")
    text = engineer.get("/items/IC-1").content.decode()
    assert "EOL 4711" in text
    assert "life-orange" in text


def test_parameters_are_set_as_the_trade_writes_them(engineer, chip):
    define_parameter(code="clock", name="Clock", unit="Hz", actor=SYSTEM, at=MONDAY)
    engineer.post("/items/IC-1/parameters", {"another": "clock", "value": "72M"})

    assert ParameterValue.objects.get().text == "72 MHz"
    refused = engineer.post("/items/IC-1/parameters", {"of_clock": "fast"})
    assert refused.status_code == 409
    assert "Write it like" in refused.content.decode()
    assert ParameterValue.objects.get().text == "72 MHz"


def test_a_bill_is_pasted_from_a_spreadsheet(engineer, board, chip):
    make_part("R-4K7")
    lines = "CV32F103C8T6\t1\tU1\tfitted last\n\nr 4k7; ; R1, R3-R5\n"

    answer = engineer.post("/items/PCB-1/boms/new", {"batch": "B-2407", "parts": lines})

    bom = Bom.objects.get()
    assert answer.headers["Location"] == "/items/PCB-1"
    assert bom.batch == "B-2407"
    shown = bom.lines.order_by("item__code").values_list("item__code", "quantity", "note")
    assert list(shown) == [("IC-1", 1, "fitted last"), ("R-4K7", 4, "")]
    form = engineer.get(f"/items/PCB-1/boms/{bom.pk}").content.decode()
    assert "R-4K7; 4; R1, R3-R5" in form


def test_a_bill_with_wrong_lines_names_them_all(engineer, board, chip):
    lines = "IC-1; 1\nXX-9; 1\nIC-1; many\n"

    answer = engineer.post("/items/PCB-1/boms/new", {"parts": lines})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2: No item has the number “XX-9”" in text
    assert "Line 3: “many” is not a quantity." in text
    assert not Bom.objects.exists()


def test_a_bill_is_corrected_part_by_part_and_removed(engineer, board, chip):
    bom = save_bom(board, [Part(chip, designators="U1")], actor=SYSTEM, at=MONDAY)
    there = f"/items/PCB-1/boms/{bom.pk}"

    engineer.post(f"{there}/parts", {"item": "IC-1", "designators": "U1-U2"})
    [line] = bom.lines.all()
    assert line.quantity == 2
    refused = engineer.post(f"{there}/parts", {"item": "IC-1", "quantity": 3, "designators": "U1"})
    assert refused.status_code == 409

    engineer.post(f"{there}/parts/{line.pk}/remove")
    assert not bom.lines.exists()
    engineer.post(f"{there}/remove")
    assert not Bom.objects.exists()


def test_a_substitute_is_said_and_withdrawn(engineer, chip):
    make_part("IC-2")
    given = {"by": "ic 2", "kind": "rework", "instruction": ""}
    assert engineer.post("/items/IC-1/substitutes/new", given).status_code == 409
    assert not Substitute.objects.exists()

    engineer.post("/items/IC-1/substitutes/new", given | {"instruction": "Lift pin 3."})
    substitute = Substitute.objects.get()
    assert "Lift pin 3." in engineer.get("/items/IC-1").content.decode()
    assert (
        "Lift pin 3."
        in engineer.get(f"/items/IC-1/substitutes/new?from={substitute.pk}").content.decode()
    )

    engineer.post(f"/items/IC-1/substitutes/{substitute.pk}/remove")
    assert not Substitute.objects.exists()


def test_the_page_shows_all_there_is_in_few_queries(
    engineer, board, chip, django_assert_max_num_queries
):
    lamp, tv = make_part("L-1", is_wear_part=True), make_item("TV-1", name="Television")
    save_bom(board, [Part(chip, designators="U1"), Part(lamp, 2)], actor=SYSTEM, at=MONDAY)
    save_bom(tv, [Part(board, 1)], actor=SYSTEM, at=MONDAY)
    batch = Effectivity(batch="B-2407")
    save_bom(board, [Part(lamp, 3)], effectivity=batch, actor=SYSTEM, at=MONDAY)
    for each in (make_part(f"IC-{number}") for number in range(2, 7)):
        allow_substitute(board, each, kind="one_way", actor=SYSTEM, at=MONDAY)
    engineer.get("/items/PCB-1")

    with django_assert_max_num_queries(24):
        text = engineer.get("/items/PCB-1").content.decode()

    for each in ("IC-1", "L-1", "TV-1", "IC-6", "B-2407", "Wear parts"):
        assert each in text


def test_items_are_found_in_search_and_palette(engineer, chip):
    assert "/items/IC-1" in engineer.get("/search?q=F103&kind=item").content.decode()
    assert "/items/IC-1" in engineer.get("/palette?q=contr").content.decode()


def test_a_price_is_said_corrected_and_taken_back(engineer, chip):
    given = {"kind": "list", "amount": "0.35", "currency": "usd", "from_on": "2026-01-01"}
    engineer.post("/items/IC-1/prices/new", given)
    engineer.post("/items/IC-1/prices/new", given | {"amount": "0.40"})
    price = ItemPrice.objects.get()

    assert "0.4 USD" in engineer.get("/items/IC-1").content.decode()
    shown = engineer.get(f"/items/IC-1/prices/new?from={price.pk}").content.decode()
    assert 'value="2026-01-01"' in shown

    wrong = given | {"from_on": "2026-02-01", "until_on": "2026-01-01"}
    assert engineer.post("/items/IC-1/prices/new", wrong).status_code == 409
    engineer.post(f"/items/IC-1/prices/{price.pk}/remove")
    assert ItemPrice.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("capacitance:>10uF", {"C-22"}),
        ("capacitance:>=10µF", {"C-10", "C-22"}),
        ("capacitance:<100uF", {"C-10", "C-22"}),
        ("Capacitance:9u..11uF", {"C-10"}),
        ("package:0402", {"C-10"}),
        ("package:0402 capacitance:22uF", set()),
        ("capacitance:>blue", set()),
    ],
)
def test_items_are_found_by_their_parameters(engineer, asked, found):
    given = {"actor": SYSTEM, "at": MONDAY}
    define_parameter(code="capacitance", name="Capacitance", kind="number", unit="F", **given)
    define_parameter(code="package", name="Package", kind="text", **given)
    set_parameters(make_part("C-10"), {"capacitance": "10uF", "package": "0402"}, **given)
    set_parameters(make_part("C-22"), {"capacitance": "22uF", "package": "0805"}, **given)

    text = engineer.get("/items", {"q": asked}).content.decode()

    assert {code for code in ("C-10", "C-22") if f'href="/items/{code}"' in text} == found
    assert text.count('class="chip') == asked.count(":")
