"""What comes out on paper, read again as its readers do; what goes in as a photo or a signature."""

from io import BytesIO

import pypdfium2
import zxingcpp
from pdfminer.high_level import extract_text
from PIL import Image
from playwright.sync_api import expect

PRINTER = 203 / 72
"""Dots of a label printer for each point of a page."""
FETCHED = """async ([url, form]) => {
  const sent = form ? { method: "POST", body: new FormData(document.querySelector(form)) } : {};
  const answer = await fetch(url, sent);
  return [...new Uint8Array(await answer.arrayBuffer())];
}"""


def fetched(page, url, form=None):
    """Return the bytes of a link, or of what a form opens in a window of its own."""
    return bytes(page.evaluate(FETCHED, [url, form]))


def text_of(pdf):
    return "".join(extract_text(BytesIO(pdf)).split())


def codes_in(pdf):
    """Return what all bar codes of a paper say, as a printer of labels would draw them."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=PRINTER).to_pil() for page in document]
    return {code.bytes.decode() for page in pages for code in zxingcpp.read_barcodes(page)}


def photo(name):
    content = BytesIO()
    Image.new("RGB", (320, 240), f"hsl({sum(name.encode()) % 360}, 40%, 60%)").save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def sign(page):
    """Draw a signature. The field is white as paper; the icon of the button beside it is not."""
    pad = page.locator("signature-pad > svg")
    expect(pad).to_have_css("background-color", "rgb(255, 255, 255)")
    icon = page.locator("signature-pad > button svg")
    expect(icon).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for across, down in ((90, 30), (130, 70), (190, 40), (240, 65)):
        page.mouse.move(box["x"] + across, box["y"] + down, steps=3)
    page.mouse.up()
