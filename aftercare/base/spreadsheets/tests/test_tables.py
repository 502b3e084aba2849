from datetime import date

import pytest

from aftercare.base.spreadsheets.policies.packages import UnreadableFile
from aftercare.base.spreadsheets.policies.tables import header_place, read_table
from aftercare.base.spreadsheets.tests.make import xlsx
from aftercare.kit.encodings import encoding_of

SIMPLIFIED = "客户名称,国家,备注\n北辰显示科技有限公司,中国,重点客户\n"
TRADITIONAL = "客戶名稱,國家,備註\n北辰顯示科技股份有限公司,台灣,重點客戶\n"


def cells_of(raw, **how):
    return [line.cells for line in read_table(raw, **how).lines]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5hkscs"),
        ("姓名,电话\n王工,1380\n", "gb18030"),
        ("姓名,電話\n陳小姐,0912\n", "big5hkscs"),
        ("Name;Stadt\nMüller GmbH;Köln\n", "cp1252"),
        ("Name,City\nHarborline,Cebu\n", "utf-8"),
    ],
)
def test_the_encoding_is_found(text, encoding):
    table = read_table(text.encode(encoding))

    assert [line.cells for line in table.lines] == [
        row.replace(";", ",").split(",") for row in text.splitlines()
    ]


def test_an_encoding_that_was_chosen_counts_more_than_what_was_found():
    assert cells_of("é,è\n1,2\n".encode("cp1252"), encoding="cp1252") == [["é", "è"], ["1", "2"]]
    assert encoding_of(b"") == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_beside_the_others(delimiter):
    rows = [["Name", "Note"], ["A, B; C", "x | y"], ["D\te", "1,5"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)

    table = read_table(text.encode())

    assert table.delimiter == delimiter
    assert [line.cells for line in table.lines] == [["Name", "Note"], *rows[1:]]


def test_a_cell_may_hold_several_lines_and_rows_may_be_empty():
    raw = b'Name,Note\r\n\r\n"A","one\r\ntwo"\r\n,\r\nB,"say ""hi"""\r\n'

    lines = read_table(raw).lines

    assert [(line.number, line.cells) for line in lines] == [
        (1, ["Name", "Note"]),
        (3, ["A", "one\r\ntwo"]),
        (5, ["B", 'say "hi"']),
    ]


def test_what_excel_made_of_cells_is_noted():
    rows = (
        ["Part", "Bought", "Ratio", "Sum"],
        [12345, date(2026, 3, 4), 0.5, "=1+6"],
        ["0012", date(2026, 3, 5), 1234567890123456, "text"],
    )

    lines = read_table(xlsx(*rows, formulas=("=1+6",))).lines

    assert lines[1].cells[:3] == ["12345", "2026-03-04", "0.5"]
    assert lines[1].doubts == {0: "number", 1: "date", 2: "fraction", 3: "formula"}
    assert lines[2].cells == ["0012", "2026-03-05", "1234567890123456", "text"]
    assert lines[2].doubts == {1: "date", 2: "rounded"}


def test_the_headings_may_stand_below_a_title():
    lines = read_table(xlsx(["Customers 2026"], [], ["Name", "Country"], ["A", "PH"])).lines

    assert lines[header_place(lines, {"name", "country"})].number == 3
    assert lines[header_place(lines, {"nothing"})].number == 3


@pytest.mark.parametrize("raw", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old Excel"])
def test_what_is_no_table_is_refused(raw):
    with pytest.raises(UnreadableFile):
        read_table(raw)
