"""The bench prints a label and hands over; the customer signs on the screen and has the papers."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pdfminer.high_level import extract_text
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at

pytestmark = pytest.mark.usefixtures("files_of_server")
FETCHED = """async ([url, form]) => {
  const sent = form ? { method: "POST", body: new FormData(document.querySelector(form)) } : {};
  const answer = await fetch(url, sent);
  return [...new Uint8Array(await answer.arrayBuffer())];
}"""


def cleaned():
    account = make_account("Jingwei Vision", language="zh-hans", country="CN")
    contact = make_contact("Li Mei", account=account)
    return make_order_at(OrderStatus.CLEANED, account=account, contact=contact)


def fetched(page, url, form=None):
    return bytes(page.evaluate(FETCHED, [url, form]))


def text_of(pdf):
    return "".join(extract_text(BytesIO(pdf)).split())


def draw(page):
    box = page.locator("signature-pad > svg").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 100)
    page.mouse.down()
    for across, down in ((90, 30), (130, 110), (190, 40), (260, 90)):
        page.mouse.move(box["x"] + across, box["y"] + down, steps=3)
    page.mouse.up()


def test_from_the_label_to_the_signed_papers(page_as, page_of_nobody, run_jobs, axe, shots):
    order = cleaned()
    page = page_as(make_user("Bo", roles=("unit_repair",)), f"/repairs/{order.code}")

    page.get_by_role("link", name="Print labels").click()
    expect(page.get_by_role("img").first).to_be_visible()
    shots(page, "labels")
    axe(page)
    label = fetched(page, page.url, "form[target=_blank]")
    with pypdfium2.PdfDocument(label) as document:
        picture = document[0].render(scale=203 / 72).to_pil()
    assert zxingcpp.read_barcode(picture).text.endswith(f"/repairs/{order.code}")

    page.go_back()
    page.get_by_role("button", name="Hand over").first.click()
    run_jobs()
    page.get_by_role("link", name="Let the customer sign").click()
    shots(page, "sign")
    axe(page)
    draw(page)
    with page.expect_navigation():
        page.locator("form button.btn-primary").click()
    run_jobs()
    page.reload()
    expect(page.get_by_role("link", name="Service report, version 2")).to_be_visible()

    theirs = page_of_nobody(f"/track/{order.token}", locale="zh-CN")
    link = theirs.locator("a[download]")
    shots(theirs, "track-papers")
    said = text_of(fetched(theirs, link.get_attribute("href")))
    assert "维修服务报告" in said
    assert "LiMei" in said
