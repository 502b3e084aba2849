from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.operations.imports import (
    begin_import,
    correct_cell,
    map_columns,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.policies.packages import UnreadableFile
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.domain.catalog.models import Bom, BomLine, ItemDocument, ItemPrice
from aftercare.domain.catalog.operations.bom_sheet import BOMS
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.document_sheet import DOCUMENTS
from aftercare.domain.catalog.operations.price_sheet import PRICES
from aftercare.domain.catalog.operations.prices import set_price
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "catalog.edit", "catalog.view")


@pytest.fixture
def board():
    make_part("R-100", aliases=["RES100"])
    make_part("C-220")
    return make_item("MB-5500", kind="board", item_class="")


def checked(ana, sheet, content):
    raw = content.encode() if isinstance(content, str) else content
    run = begin_import(sheet, content=BytesIO(raw), name="a file", actor=ana, at=MONDAY)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)
    check_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def written(ana, sheet, content):
    run = checked(ana, sheet, content)
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def undone(ana, run):
    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)
    return counts_of(run)


def verdicts(run):
    return [(row.verdict, row.column) for row in run.rows.order_by("line")]


PARTS = """Assembly,批次,Component,Qty,位号
MB-5500,,RES100,,"R1, R3-R5"
MB-5500,,C-220,2,C1-C2
MB-5500,B-2026-07,R-100,1,R1
"""


def test_parts_go_into_the_bills_of_their_productions(ana, board):
    run = written(ana, BOMS, PARTS)

    lines = BomLine.objects.order_by("bom__batch", "item__code")
    assert [(each.bom.batch, each.item.code, each.quantity, each.places) for each in lines] == [
        ("", "C-220", 2, "C1, C2"),
        ("", "R-100", 4, "R1, R3-R5"),
        ("B-2026-07", "R-100", 1, "R1"),
    ]
    assert Entry.objects.filter(event="catalog.bom_changed").count() == 2
    assert counts_of(checked(ana, BOMS, PARTS)) == {"same": 3}
    assert undone(ana, run) == {"new": 3, "undone": 3}
    assert Bom.objects.count() == 0


def test_what_cannot_be_in_a_bill_says_in_which_column(ana, board):
    save_bom(make_part("PANEL"), [Part(board, 1)], actor=SYSTEM, at=MONDAY)
    wrong = """Item,Part,Quantity,Places
NONE,R-100,1,
MB-5500,NONE,1,
MB-5500,R-100,3,"R1, R2"
MB-5500,C-220,,"R1-X9"
MB-5500,PANEL,1,
MB-5500,MB-5500,,P1
"""
    run = checked(ana, BOMS, wrong)

    columns = ["item", "part", "quantity", "designators", "part", "part"]
    assert verdicts(run) == [("error", column) for column in columns]

    correct_cell(run.rows.get(line=4), column="quantity", text="2", actor=ana, at=MONDAY)
    assert run.rows.get(line=4).verdict == "new"


def test_two_parts_do_not_sit_at_one_place(ana, board):
    run = checked(ana, BOMS, "Item,Part,Places\nMB-5500,R-100,R1\nMB-5500,C-220,R1\n")

    assert verdicts(run) == [("new", ""), ("error", "designators")]


def test_a_bill_that_was_changed_meanwhile_keeps_what_was_changed(ana, board):
    save_bom(board, [Part(make_part("C-1"), None, "C1")], actor=SYSTEM, at=MONDAY)
    run = written(ana, BOMS, "Item,Part,Places\nMB-5500,C-1,C1-C3\nMB-5500,C-220,C9\n")
    BomLine.objects.filter(item__code="C-220").update(note="by hand")

    assert undone(ana, run) == {"changed": 1, "new": 1, "undone": 1, "kept": 1}
    assert [each.places for each in BomLine.objects.order_by("item__code")] == ["C1", "C9"]


PRICE_LIST = """料号,Kind,Currency,Price,From,Until
MB-5500,Service price,usd,12.50,2026-01-01,
MB-5500,,USD,0.000125,,
NONE,,USD,1,,
MB-5500,,dollars,1,,
MB-5500,,PHP,-1,,
MB-5500,,EUR,1,2026-02-01,2026-01-01
"""


def test_prices_are_taken_in_and_taken_back(ana, board):
    day = MONDAY.date().replace(month=1, day=1)
    old = set_price(
        board, PriceKind.SERVICE, currency="USD", amount=9, from_on=day, actor=SYSTEM, at=MONDAY
    )
    run = written(ana, PRICES, PRICE_LIST)

    assert verdicts(run) == [
        ("changed", ""),
        ("new", ""),
        ("error", "item"),
        ("error", "currency"),
        ("error", "amount"),
        ("error", "until_on"),
    ]
    said = ItemPrice.objects.order_by("kind").values_list("kind", "currency", "amount")
    assert [(kind, currency, f"{amount}") for kind, currency, amount in said] == [
        ("list", "USD", "0.000125"),
        ("service", "USD", "12.500000"),
    ]
    assert counts_of(checked(ana, PRICES, PRICE_LIST)) == {"same": 2, "error": 4}
    assert undone(ana, run) == {"changed": 1, "new": 1, "error": 4, "undone": 2}
    old.refresh_from_db()
    assert (ItemPrice.objects.count(), old.amount) == (1, 9)


class NamedAsInChina(ZipInfo):
    """A file in a ZIP whose name programs in China have written, without saying how."""

    def _encodeFilenameFlags(self):  # noqa: N802  # as zipfile calls it
        return self.filename.encode("gb18030"), self.flag_bits


def packed(table, *, entry=ZipInfo, **files):
    content = BytesIO()
    with ZipFile(content, "w") as package:
        package.writestr("list/documents.csv", table)
        package.writestr("__MACOSX/._documents.csv", "")
        for name, text in files.items():
            package.writestr(entry(f"list/files/{name}.txt"), text)
    return content.getvalue()


LIBRARY = """Item,File,Kind,Title,Language,Revision
MB-5500,manual.txt,Repair manual,How to repair it,简体中文,B
MB-5500,lost.txt,Repair manual,,,
MB-5500,sheet.txt,,,,
"""


def test_documents_come_in_a_zip_with_their_files(ana, board):
    package = packed(LIBRARY, manual="Open it.", sheet="12 V")
    run = written(ana, DOCUMENTS, package)

    assert verdicts(run) == [("new", ""), ("error", "file"), ("error", "kind")]
    found = ItemDocument.objects.get()
    assert (found.title, found.language, found.file_name) == (
        "How to repair it",
        "zh-hans",
        "manual.txt",
    )
    with found.file.open() as content:
        assert content.read() == b"Open it."
    assert counts_of(checked(ana, DOCUMENTS, package)) == {"same": 1, "error": 2}
    assert undone(ana, run) == {"new": 1, "error": 2, "undone": 1}
    assert ItemDocument.objects.count() == 0


def test_names_in_a_zip_may_be_written_as_chinese_programs_do(ana, board):
    table = "Item,File,Kind,Title\nMB-5500,维修手册.txt,Repair manual,维修手册\n"
    package = packed(table, entry=NamedAsInChina, 维修手册="打开后盖。")

    run = written(ana, DOCUMENTS, package)

    assert verdicts(run) == [("new", "")]
    assert "维修手册".encode("gb18030") in package
    assert ItemDocument.objects.get().file_name == "维修手册.txt"


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", packed("A\n1", other="A")[:-30]])
def test_a_zip_that_is_none_is_refused(ana, content):
    with pytest.raises(UnreadableFile):
        checked(ana, DOCUMENTS, content)
