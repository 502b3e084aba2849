from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.catalog.models import ChangeNotice, LifecycleDate
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.notices import close_notice, enter_notice
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.tests.make import make_places, make_stock
from aftercare.domain.units.operations.production import ship_units
from aftercare.domain.units.operations.records import change_owner
from aftercare.domain.units.states import OwnedBy
from aftercare.domain.units.tests.make import make_batch, make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

FORM = {
    "kind": "eol",
    "maker": "Corvane",
    "number": "EOL-11",
    "title": "End of CV32F1",
    "items": "cv32f103 c8t6\n\nIC-2",
    "issued_on": "2026-09-01",
    "last_buy_on": "2027-03-31",
}


def enter(item, number="EOL-11", **given):
    details = {"maker": "Corvane", "kind": "eol", "title": f"Notice {number}"}
    details |= {"issued_on": date(2026, 9, 1), "items": [item], "number": number}
    return enter_notice(**details | given, actor=SYSTEM, at=MONDAY)


def test_a_notice_is_entered_with_its_file(engineer, chip):
    other = make_part("IC-2")
    file = SimpleUploadedFile("eol.txt", b"the end")

    engineer.post("/change-notices/new", FORM | {"file": file})

    notice = ChangeNotice.objects.get()
    assert set(notice.items.values_list("item", flat=True)) == {chip.pk, other.pk}
    assert LifecycleDate.objects.filter(stage="last_buy", on=date(2027, 3, 31)).count() == 2
    handed_out = engineer.get(f"/change-notices/{notice.pk}/file")
    assert b"".join(handed_out.streaming_content) == b"the end"


def test_every_number_that_is_not_ours_is_named(engineer, chip):
    make_part("IC-2", part_number="CV32F103C8T6")

    answer = engineer.post("/change-notices/new", FORM | {"items": "CV32F103C8T6\nXX-9\nIC-1"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "is a number of IC-1, IC-2" in text
    assert "“XX-9”" in text
    assert not ChangeNotice.objects.exists()


def test_a_notice_lists_what_it_touches(engineer, chip, board, django_assert_max_num_queries):
    tv, other = make_item("TV-1", name="Television"), make_part("IC-9")
    save_bom(board, [Part(chip, designators="U1,U2")], actor=SYSTEM, at=MONDAY)
    save_bom(tv, [Part(board, 1)], actor=SYSTEM, at=MONDAY)
    allow_substitute(chip, other, kind="one_way", actor=SYSTEM, at=MONDAY)
    notice = enter(chip)
    engineer.get(f"/change-notices/{notice.pk}")

    with django_assert_max_num_queries(15):
        text = engineer.get(f"/change-notices/{notice.pk}").content.decode()

    for each in ("PCB-1", "TV-1", "U1, U2", "IC-9"):
        assert each in text
    assert "Notice EOL-11" in engineer.get("/items/IC-1").content.decode()
    assert engineer.get(f"/change-notices/{notice.pk}/file").status_code == 404


def test_a_notice_counts_units_contracts_and_stock_with_their_pages(chip, board):
    save_bom(board, [Part(chip, designators="U1,U2")], actor=SYSTEM, at=MONDAY)
    sinag = make_account("Sinag TV")
    contract = make_contract(account=sinag, title="Boards 2026")
    for number in range(3):
        unit = make_unit(f"PCB-{number}", item="PCB-1")
    change_owner(
        unit,
        account=sinag,
        contact=None,
        how=OwnedBy.BOUGHT,
        since=MONDAY.date(),
        actor=SYSTEM,
        at=MONDAY,
    )
    make_stock(chip, 1250, to=make_places()["bin"])
    notice = enter(chip)

    text = signed_in("Mia", roles=("manager",)).get(f"/change-notices/{notice.pk}").content.decode()

    assert 'href="/units?item=PCB-1"' in text
    assert "1 with customers" in text
    assert f'href="/contracts/{contract.code}"' in text
    assert 'href="/stock/items/IC-1"' in text
    assert "1,250" in text


def test_what_is_touched_is_called_as_the_reader_does(chip):
    """Of items we have names in other languages; a count of them is no reason to forget these."""
    board = make_item("TC-5500", name="T-con board", names={"zh-hans": "逻辑板"})
    save_bom(board, [Part(chip, 1)], actor=SYSTEM, at=MONDAY)
    make_unit("TC-1", item="TC-5500")
    make_stock(board, 2, to=make_places()["bin"])
    reader = signed_in(roles=("manager",), language="zh-hans")

    page = reader.get(f"/change-notices/{enter(chip).pk}").content.decode()
    shelf = reader.get("/stock").content.decode()

    assert page.count("逻辑板") == 3
    assert "T-con board" not in page
    assert "逻辑板" in shelf


def test_a_notice_of_a_lot_touches_only_what_holds_it(db):
    for code in ("AX55", "MB-5500"):
        make_item(code, name=code, serial_tracked=True)
    opamp, sinag, mega = make_part("LM358"), make_account("Sinag TV"), make_account("Mega TV")
    make_batch(size=3)
    for number, account in enumerate((sinag, sinag, mega), 1):
        given = {"item": "AX55", "account": account, "on": MONDAY.date()}
        ship_units([f"AX55-2519-B000{number}"], **given, actor=SYSTEM, at=MONDAY)
    for account in (sinag, mega):
        make_contract(account=account, title=f"Sets of {account}")
    mia = signed_in("Mia", roles=("manager",))

    def told(**scope):
        notice = enter(opamp, **scope)
        text = " ".join(mia.get(f"/change-notices/{notice.pk}").content.decode().split())
        named = [
            each for each in ("L-100", "L-200", "Sets of Sinag", "Sets of Mega") if each in text
        ]
        return named, "came to us" in text

    everyone = ["L-100", "L-200", "Sets of Sinag", "Sets of Mega"]
    assert told(number="A", lots=["l100"]) == (["L-100", "Sets of Sinag"], False)
    # Nobody knows when the other lot was made: it may have been then.
    assert told(number="B", made_from=date(2025, 3, 17)) == (everyone, False)
    assert told(number="C", lots=["X"], made_until=date(2011, 1, 1))[0] == ["L-200", "Sets of Mega"]
    assert told(number="D", lots=["X-9"]) == ([], True)


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("2025-05-05", "", (date(2025, 5, 5), None)),
        ("2519", "2520", (date(2025, 5, 5), date(2025, 5, 18))),
        ("soon", "", None),
    ],
)
def test_days_of_lots_may_be_told_by_date_codes(engineer, chip, first, last, kept):
    make_part("IC-2")
    told = FORM | {"lots": "L-1\n L-2", "made_from": first, "made_until": last}

    answer = engineer.post("/change-notices/new", told)

    said = ChangeNotice.objects.values_list("made_from", "made_until").first()
    assert said == kept
    assert answer.status_code == (302 if kept else 422)
    assert kept or "neither a day nor a date code" in answer.content.decode()


def test_a_notice_is_corrected_by_its_number(engineer, chip):
    make_part("IC-2")
    notice = enter(chip)

    engineer.post(
        f"/change-notices/{notice.pk}/edit", FORM | {"maker": "X", "number": "Y", "items": "IC-2"}
    )

    assert ChangeNotice.objects.values_list("maker", "number", "title").get() == (
        "Corvane",
        "EOL-11",
        "End of CV32F1",
    )
    assert notice.items.get().item.code == "IC-2"


def test_a_notice_is_decided_and_looked_at_again(engineer, agent, chip):
    notice = enter(chip)
    there = f"/change-notices/{notice.pk}"

    assert agent.post(f"{there}/close", {"decision": "Buy 400."}).status_code == 403
    assert engineer.post(f"{there}/close", {"decision": ""}).status_code == 422
    assert ChangeNotice.objects.get().closed_at is None
    engineer.post(f"{there}/close", {"decision": "Buy 400."})
    assert "Buy 400." in engineer.get(there).content.decode()

    engineer.post(f"{there}/reopen")
    assert ChangeNotice.objects.get().closed_at is None


@pytest.mark.parametrize(("show", "count"), [("", 45), ("all", 46)])
def test_notices_are_listed_the_newest_first(engineer, chip, show, count):
    for number in range(45):
        enter(chip, f"N-{number:02}", issued_on=date(2026, 1 + number % 3, 1))
    close_notice(enter(chip, "OLD"), decision="Nothing.", actor=SYSTEM, at=MONDAY)
    seen, after = [], ""
    for _page in range(2):
        text = engineer.get(f"/change-notices?show={show}{after}").content.decode()
        seen += [each.partition("</a>")[0] for each in text.split(">Notice ")[1:]]
        after = "&after=" + text.partition("after=")[2].partition('"')[0]

    assert len(seen) == len(set(seen)) == count
