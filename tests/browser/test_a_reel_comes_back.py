"""
A reel comes back from a distributor, in English, from asking to what the supplier gives for it.

How much may come back is held to what was shipped, the reason says what has to be shown, and what
is scanned twice or by mistake waits for somebody.
"""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.operations.entering import admit_customer
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.returns.models import Rma, SupplierReturn
from aftercare.domain.returns.states import EvidenceKind
from aftercare.domain.returns.tests.make import make_reason, make_reel
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.tests.make import OURS
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.tests.make import make_place, make_site
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.paper.codes import message
from aftercare.kit.scans.results import Meaning
from tests.browser.papers import codes_in, fetched, photo, text_of
from tests.browser.patience import new_page

pytestmark = pytest.mark.usefixtures("files_of_server", "transactional_db")
LOT = "2519-LM-B"
REEL = message({Meaning.ITEM: "LM358", Meaning.LOT: LOT, Meaning.QUANTITY: "3000"})


@pytest.fixture
def buyer(transactional_db):
    """Return who buys for a distributor that had two reels of one lot from us."""
    who = {"actor": SYSTEM, "at": clock.now()}
    make_channel(code="form", kind="web_form", name="Northwell support")
    set_site_address(make_site(), OURS, **who)
    make_place("SUPPLIER", "supplier")
    make_reason(
        "OUT-OF-SPEC",
        name="Out of specification",
        evidence=[EvidenceKind.SERIAL_LABEL, EvidenceKind.TEST_REPORT],
        freight="us",
    )
    shop = make_account("Harborline Components")
    make_contact("Marisol Reyes", account=shop)
    make_account("Voltix Semiconductors", country="CN")
    make_reel(LOT, account=shop, quantity=6000)
    return admit_customer("marisol@harborline.example", **who)


def ask(page):
    """Ask for more than there was, then for one reel; show what the reason asks for one by one."""
    page.goto("/my/returns/new")
    page.get_by_label("Or which lot?").select_option(index=1)
    page.get_by_label("How many of the lot?").fill("9000")
    page.get_by_label("What is wrong, in your words").fill("Offset 9 mV, limit 7 mV.")
    page.get_by_role("button", name="Ask for the return").click()
    expect(page.locator(".field-wrong")).to_contain_text("at most 6000 can be returned")
    page.get_by_label("How many of the lot?").fill("3000")
    page.get_by_role("button", name="Ask for the return").click()
    expect(page.get_by_text("Still missing:")).to_contain_text("Test report")
    for kind, name in (("serial_label", "reel.jpg"), ("test_report", "offset.jpg")):
        page.get_by_label("What it shows").select_option(kind)
        page.get_by_label("Photo or paper").set_input_files([photo(name)])
        page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Still missing:")).to_be_hidden()
    return Rma.objects.get()


def agree(page, rma):
    page.goto("/returns")
    page.get_by_role("link", name="Out of specification").click()
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Freight: we 100 %, the customer 0 %.")).to_be_visible()


def print_the_label(page, rma):
    """Return what the label for the parcel says."""
    page.reload()
    page.get_by_role("link", name="How to send it").click()
    link = page.get_by_role("link", name="Print it with a label")
    paper = fetched(page, link.get_attribute("href"))
    said = text_of(paper)
    for words in (f"Return{rma.code}", "LM358", LOT, "3000", "88KejiRoad"):
        assert words in said
    (number,) = codes_in(paper)
    return number


def take_it_in(page, number, shots):
    page.goto("/returns")
    page.keyboard.press("e")
    for text in (number, REEL, REEL, "", "nobody-knows"):
        line = page.locator("input[name=text]:visible")
        expect(line).to_be_focused()
        line.fill(text)
        with new_page(page):
            if text:
                page.keyboard.press("Enter")
            else:
                page.get_by_role("button", name="Count another one").click()
    shots(page, "return-receive")
    surprises = page.locator("section.card", has_text="Somebody has to look")
    for kind in ("More than announced", "Unknown"):
        expect(surprises).to_contain_text(kind)
    for why in ("Thrown away: it was the invoice.", "The other reel; it goes back."):
        page.get_by_role("link", name="Set aside").first.click()
        page.get_by_label("Why").fill(why)
        page.get_by_role("button", name="Set aside").click()
    expect(surprises).to_be_hidden()


def credit(page, rma):
    page.goto(f"/returns/{rma.code}")
    page.get_by_role("link", name="Inspect").click()
    page.get_by_label("As claimed").check()
    page.get_by_label("In words").fill("Offset 9.2 mV at 25 °C, 5 of 5 pieces.")
    page.get_by_role("button", name="Inspect").click()
    page.get_by_role("link", name="Credit or refund").click()
    page.get_by_label("Amount").fill("412.50")
    page.get_by_label("What for").fill("One reel out of specification")
    page.get_by_role("button", name="Credit or refund").click()
    expect(page.get_by_text("412.50 USD")).to_be_visible()
    here = Balance.objects.filter(lot__number=LOT, quantity__gt=0, place__kind="bin")
    assert {(each.owner, int(each.quantity)) for each in here} == {
        ("ours", 3000),
        ("customer", 3000),
    }


def send_to_the_supplier(page, shots):
    page.get_by_role("link", name="Return it to the supplier").click()
    page.get_by_label("Supplier").fill("voltix semiconductors")
    page.get_by_role("button", name="Return it to the supplier").click()
    page.get_by_role("link", name="RTS-").first.click()
    page.get_by_role("link", name="Send it to the supplier").click()
    page.get_by_label("Their number").fill("VX-RMA-771")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Note their answer").click()
    page.get_by_label("Amount").fill("390")
    page.get_by_label("What they answered").fill("Credited; the line was mixed.")
    with new_page(page):
        page.get_by_role("button", name="Save").click()
    going = SupplierReturn.objects.get()
    expect(page.get_by_text(going.code).first).to_be_visible()
    expect(page.get_by_text("VX-RMA-771")).to_be_visible()
    shots(page, "supplier-return")
    assert (going.status, going.lines.get().amount) == ("settled", 390)
    page.get_by_role("link", name=going.code.replace("RTS", "RMA")).first.click()
    expect(page.get_by_text("Credited").first).to_be_visible()
    shots(page, "return")
    left = Balance.objects.get(lot__number=LOT, place__kind="bin", quantity__gt=0)
    assert (left.owner, left.quantity) == ("customer", 3000)


def test_a_reel_is_checked_credited_and_goes_on_to_its_supplier(buyer, page_as, shots):
    theirs = page_as(buyer)
    rma = ask(theirs)
    liza = page_as(make_user("Liza", roles=["manager"], teams=[make_team("service")]))
    agree(liza, rma)
    number = print_the_label(theirs, rma)
    assert number == rma.code

    take_it_in(liza, number, shots)
    credit(liza, rma)
    send_to_the_supplier(liza, shots)

    theirs.goto(f"/my/returns/{rma.code}")
    expect(theirs.get_by_text("Everything is done.")).to_be_visible()
    expect(theirs.get_by_text("Done · Credit")).to_be_visible()
