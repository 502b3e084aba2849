from io import BytesIO

from xlsxwriter import Workbook


def xlsx(*rows, formulas=()):
    """Return a workbook of these rows; a text in `formulas` is written as a formula."""
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell in formulas:
                sheet.write_formula(number, place, cell, value="7")
            else:
                sheet.write(number, place, cell)
    book.close()
    return content.getvalue()
