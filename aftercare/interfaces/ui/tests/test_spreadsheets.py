from aftercare.base.spreadsheets.policies.tables import read_table
from aftercare.interfaces.ui.spreadsheets import csv_of, xlsx_of


def test_no_cell_of_an_export_becomes_a_formula():
    rows = [["=1+1", "+63 2", "-5", "@x", "\tx", -5, None]]

    with csv_of(["=h"], rows) as content:
        text = content.read().decode("utf-8-sig")

    assert text == "'=h\r\n'=1+1,'+63 2,-5,'@x,'\tx,-5,\r\n"
    with xlsx_of(["Heading"], rows, title="A/B") as content:
        lines = read_table(content.read()).lines
    assert lines[1].cells == ["=1+1", "+63 2", "-5", "@x", "x", "-5", ""]
    assert lines[1].doubts == {5: "number"}
