"""A file of customers, from the upload to its undoing, as a browser shows it."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.base.spreadsheets.jobs import check_import, write_import
from aftercare.base.spreadsheets.models import Import
from aftercare.domain.customers.models import Account

TEXT = (
    "客户名称,国家,语言,Remarks,Size\n"
    "北辰显示科技,中国,简体中文,重点客户,12\n"
    "Harborline Retail,Philippines,en,Pays late,3\n"
    "Nowhere Inc,Atlantis,en,,4\n"
)


@pytest.fixture
def mia(transactional_db):
    return make_user("Mia", roles=("manager",))


def test_a_file_is_mapped_mended_written_and_shown(mia, files_of_server, page_as, axe, shots):
    page = page_as(mia, "/settings/imports")
    shots(page, "imports")
    axe(page)
    page.get_by_role("link", name="Choose a file").first.click()
    file = {"name": "客户.csv", "mimeType": "text/csv", "buffer": TEXT.encode("gb18030")}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("Remarks goes into")).to_have_value("note")
    shots(page, "import_columns")
    axe(page)
    page.get_by_role("button", name="Check all rows").click()
    expect(page.get_by_role("status").first).to_contain_text("0 of 3 rows checked")
    run = Import.objects.get()
    check_import(import_id=run.pk, user_id=mia.pk)
    cell = page.get_by_label("Country in row 4")
    expect(cell).to_have_value("Atlantis")
    shots(page, "import_dry_run")
    axe(page)
    cell.fill("Japan")
    cell.press("Enter")
    expect(cell).to_have_count(0)
    page.get_by_role("button", name="Write").click()
    write_import(import_id=run.pk, user_id=mia.pk)
    page.get_by_role("button", name="Undo the import").first.click()
    expect(page.get_by_role("heading", name="Undo the whole import?")).to_be_visible()
    page.keyboard.press("Escape")
    shots(page, "import_result")
    assert Account.objects.count() == 3
