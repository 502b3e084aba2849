"""A phone at the bench: its camera sees labels as we print them, and the bench acts on them."""

import re
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from aftercare.base.labels.models import LabelTemplate
from aftercare.base.labels.queries import labels_as_pdf
from aftercare.base.labels.states import Label
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.scans.results import Meaning
from tests.browser.conftest import PHONE, launched
from tests.browser.patience import new_page

SEEN = (640, 480)
"""How many points the camera sees."""
NOW = {"actor": SYSTEM, "at": MONDAY}
NEXT = Label("NEXT")
PAGE = "https://care.example/items/MP3394"
PART = Label("MP3394", said={Meaning.ITEM: "MP3394", Meaning.QUANTITY: "1"}, link=PAGE)


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    """The file that the camera of the browser shows, over and over."""
    return tmp_path_factory.mktemp("camera") / "view.mjpeg"


@pytest.fixture(scope="module")
def browser(allow_database_beside_playwright, view):
    point_at(view, NEXT, "code_128")
    with launched(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={view}",
    ) as chromium:
        yield chromium


def point_at(view, label, code):
    """Hold the camera before the code of a printed label."""
    form = LabelTemplate(name="Bench", about="goods", width=70, height=36, dots=203, code=code)
    form.texts, form.carries = "{number}", []
    pdf = labels_as_pdf(form, [label], copies=1, sheet=None, begin_at=1, language="en", at=MONDAY)
    with pypdfium2.PdfDocument(pdf) as document:
        paper = document[0].render(scale=6).to_pil().convert("RGB")
    spot = zxingcpp.read_barcode(paper).position
    sides = [spot.top_left, spot.top_right, spot.bottom_left, spot.bottom_right]
    across, down = [each.x for each in sides], [each.y for each in sides]
    around = (min(across) - 40, min(down) - 30, max(across) + 40, max(down) + 30)
    near = paper.crop(around)
    near.thumbnail((SEEN[0] - 60, SEEN[1] - 60))
    show(view, near)


def show(view, near):
    frame = Image.new("RGB", SEEN, "white")
    frame.paste(near, ((SEEN[0] - near.width) // 2, (SEEN[1] - near.height) // 2))
    content = BytesIO()
    frame.save(content, "JPEG", quality=92)
    view.write_bytes(content.getvalue() * 4)


@pytest.fixture
def technician(transactional_db):
    return make_user("Bo", roles=("board_repair",), teams=[make_team("boards")])


@pytest.fixture
def order(technician):
    driver = make_part("MP3394", name="Backlight driver")
    order = make_order_at(OrderStatus.APPROVED)
    save_bom(order.item, [Part(driver, 1, "U17")], **NOW)
    make_place("SUPPLIER", "supplier")
    make_stock(driver, 4, to=make_place("A-01"), cost="3")
    need_part(order, item=driver, designator="U17", **NOW)
    return order


def test_the_bench_goes_on_by_what_the_camera_of_a_phone_sees(
    view, technician, order, page_as, axe
):
    page = page_as(technician, f"/repairs/{order.code}", viewport=PHONE, permissions=["camera"])
    camera = page.get_by_role("button", name="Scan with the camera").first
    number = page.get_by_role("heading", name=order.code)
    assert number.evaluate("it => it.scrollWidth <= it.clientWidth"), "The number is cut off."

    show(view, Image.new("RGB", (1, 1), "white"))
    camera.click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Scan or type")).to_have_value("")

    point_at(view, NEXT, "code_128")
    with new_page(page):
        camera.click()
    expect(page.get_by_text("In repair").locator("visible=true").first).to_be_visible()

    point_at(view, PART, "data_matrix")
    with new_page(page):
        camera.click()
    scanned = page.get_by_label("Scan the part")
    expect(scanned).not_to_have_value("")
    axe(page)

    scanned.fill("")
    point_at(view, PART, "qr")
    camera.click()
    expect(scanned).to_have_value(re.compile(re.escape(PAGE)))
    page.get_by_role("button", name="Fit a part").click()
    expect(page.get_by_text("U17").first).to_be_visible()

    page.goto(page.url.partition("/repairs")[0] + "/find")
    point_at(view, PART, "data_matrix")
    with new_page(page):
        camera.click()
    expect(page.get_by_role("link", name="MP3394")).to_be_visible()
    page.get_by_role("link", name="MP3394").focus()
    page.keyboard.type(f"{PAGE}?i=MP3394")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/items/MP3394$"))
    order.refresh_from_db()
    assert order.status == OrderStatus.REPAIRING
