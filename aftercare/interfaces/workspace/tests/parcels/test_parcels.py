from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pdfminer.high_level import extract_text

from aftercare.base.files.models import FileLink
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.returns.tests.make import make_return
from aftercare.domain.shipping.models import (
    CarrierAccount,
    CarrierWord,
    Parcel,
    PickUp,
    SiteAddress,
)
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.packing import save_packing
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.states import OwnLabel, ParcelWay
from aftercare.domain.shipping.tests.make import (
    MONDAY,
    OURS,
    make_carrier,
    make_labeled,
    make_parcel,
)
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

GIVEN = {"actor": SYSTEM, "at": MONDAY}
PRICES = {
    "currency": "PHP",
    "prices": ["Land | 4 | 180 | 25 | 30", "Air | 1 | 420 | 90 | 5"],
    "tracking_url": "https://road.example/{number}",
}


@pytest.fixture
def desk(db):
    return signed_in("Liza", roles=("manager",))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def road(**given):
    return make_carrier("road", "manual", name="Road", settings=PRICES | given)


def test_the_list_shows_the_newest_first_and_costs_the_same(desk, django_assert_num_queries):
    for number in range(3):
        make_labeled(number=f"CN{number}")
    make_parcel(ParcelWay.IN)
    desk.get(address("parcels"))

    with django_assert_num_queries(6):
        page = desk.get(address("parcels")).content.decode()
    found = desk.get(address("parcels"), {"q": "CN1", "show": "waiting"}).content.decode()
    table = b"".join(desk.post(address("export", "parcels"))).decode()

    assert page.index("PC-2026-00004") < page.index("PC-2026-00001")
    assert "PC-2026-00002" in found
    assert "PC-2026-00001" not in found
    assert "CN2" in table


def test_a_repaired_unit_goes_home_by_parcel_with_nothing_typed_twice(desk):
    account = make_account()
    save_address(
        account,
        None,
        label="Home",
        lines="12 Mabini Street",
        postcode="1000",
        city="Manila",
        country="PH",
        **GIVEN,
    )
    order = make_order_at("cleaned", account=account)
    set_site_address(order.site, OURS, **GIVEN)
    save_packing(item=order.item, texts={"en": "Panel to the inside"}, marks=["upright"], **GIVEN)
    road()
    url = f"{address('parcel-new')}?order={order.code}"

    form = desk.get(url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"weight": "8.2"}
    assert (given["lines"], given["way"]) == ("12 Mabini Street", "out")
    desk.post(url, given | {"country": "PH"})

    parcel = Parcel.objects.get()
    assert parcel.belongs_to == f"work_order:{order.pk}"
    assert (parcel.sender["city"], parcel.recipient["city"]) == ("Shenzhen", "Manila")
    desk.post(address("parcel-rates", parcel.code))
    page = desk.get(address("parcel", parcel.code)).content.decode()
    for said in ("Panel to the inside", "Keep upright", "380.00 PHP", "takes parcels up to 5 kg"):
        assert said in page
    assert parcel.code in desk.get(address("order", order.code)).content.decode()


def test_a_label_by_hand_is_kept_with_its_paper_and_leads_to_the_carrier(desk):
    parcel, account = make_parcel(), road()
    paper = SimpleUploadedFile("label.pdf", b"%PDF-1.4 label")
    url = address("parcel-label", parcel.code)
    wrong = desk.post(url, {"number": "CN7", "price": "9"})

    desk.post(
        url,
        {"account": account.pk, "number": "CN7", "price": "180", "currency": "PHP", "file": paper},
    )

    assert wrong.status_code == 422
    page = desk.get(address("parcel", parcel.code)).content.decode()
    assert "https://road.example/CN7" in page
    assert address("file", FileLink.objects.get().pk) in page


def test_our_own_label_has_the_address_and_a_code_to_scan(desk):
    parcel = make_parcel()

    paper = b"".join(desk.get(address("parcel-address", parcel.code)))

    with pypdfium2.PdfDocument(paper) as document:
        seen = zxingcpp.read_barcode(document[0].render(scale=203 / 72).to_pil())
    assert seen.text == parcel.code
    assert "12 Mabini Street" in extract_text(BytesIO(paper))


def test_a_manual_carrier_sells_no_label(desk):
    parcel = make_parcel()
    road()
    desk.post(address("parcel-rates", parcel.code))
    rate = desk.get(address("parcel", parcel.code)).context["rates"][0].rate

    answer = desk.post(address("parcel-buy", parcel.code, rate.pk))

    assert answer.status_code == 409
    assert "bought at its own site" in answer.content.decode()


def test_parcels_go_and_come_by_scanner_alone(desk):
    out, back = make_labeled(number="CN1"), make_parcel(ParcelWay.IN)
    scan = address("parcels-scan")

    handed = desk.post(f"{scan}?turn=out", {"code": "cn1"}).content.decode()
    other = desk.post(f"{scan}?turn=out", {"code": back.code})
    desk.post(f"{scan}?turn=in", {"code": back.code})
    unknown = desk.post(scan, {"code": "nothing"})

    assert out.code in handed
    assert (other.status_code, unknown.status_code) == (422, 422)
    assert set(Parcel.objects.values_list("status", flat=True)) == {"collected", "delivered"}


def test_what_happens_to_a_parcel_is_said_with_words_where_it_went_wrong(desk):
    parcel = make_labeled()
    url = address("parcel-do", parcel.code, "lost")

    assert desk.post(url, {}).status_code == 422
    desk.post(url, {"words": "Truck burnt down"})
    desk.post(address("parcel-do", parcel.code, "pack"))

    page = desk.get(address("parcel", parcel.code)).content.decode()
    assert "Truck burnt down" in page
    assert desk.get(address("parcel-do", parcel.code, "fly")).status_code == 404


def test_a_pick_up_takes_what_waits(desk):
    account, parcel = road(), make_parcel()
    note_own_label(parcel, OwnLabel("", "CN1"), account=account, **GIVEN)
    given = {"account": account.pk, "site": parcel.site_id, "day": "2046-01-05"}

    desk.post(address("pick-ups"), given | {"begins": "10:00", "ends": "12:00"})

    assert PickUp.objects.get().status == "ordered"
    assert "Road" in desk.get(address("pick-ups")).content.decode()


def test_carriers_are_set_up_tested_and_rest(desk):
    assert "EasyPost" in desk.get(address("carrier-kinds")).content.decode()
    new = address("carrier-new", "manual")
    wrong = desk.post(new, {"name": "Road", "prices": "Land for 5"})
    desk.post(new, {"name": "Road", "prices": "Land | 4 | 180 | 25 | 30"})
    account = CarrierAccount.objects.get()

    tested = desk.post(address("carrier-test", account.code)).content.decode()
    desk.post(address("carrier-rest", account.code))

    assert wrong.status_code == 422
    assert account.settings == {"prices": ["Land | 4 | 180 | 25 | 30"]}
    assert "in which currency" in tested
    assert "rests" in desk.get(address("carriers")).content.decode()


def test_an_account_that_tells_us_shows_where(desk):
    account = make_carrier("ep", "easypost", name="EasyPost", secrets={"api_key": "EZ-hidden"})

    page = desk.get(address("carrier-edit", account.code)).content.decode()

    assert "/hooks/carriers/ep" in page
    assert "EZ-hidden" not in page


def test_packing_and_the_addresses_of_sites_are_set_up(desk):
    site = make_parcel().site
    desk.post(
        address("packing-new"), {"kind": "panel", "marks": "upright", "text_en": "In a frame"}
    )
    desk.post(
        address("carrier-site", site.code),
        {"company": "Northwell", "lines": "88 Keji Road", "city": "Shenzhen", "country": "cn"},
    )

    assert "In a frame" in desk.get(address("packing")).content.decode()
    assert desk.post(address("packing-new"), {"text_en": "x"}).status_code == 422
    assert SiteAddress.objects.get().address["country"] == "CN"


def test_what_a_carrier_told_and_nobody_understood_is_read_again_or_put_away(desk):
    words = [
        CarrierWord.objects.create(
            account=CarrierAccount.objects.first() or make_carrier("ep", "easypost"),
            external_id=str(number),
            raw=b'{"tracking_code": "CN9"}',
            status="aside",
            problem="No parcel of ours has this number.",
            received_at=MONDAY,
        )
        for number in range(2)
    ]

    page = desk.get(address("carriers")).content.decode()
    desk.post(address("carrier-word-again", words[0].pk))
    desk.post(address("carrier-word-drop", words[1].pk))

    assert page.count("No parcel of ours has this number.") == 2
    assert "CN9" in page
    assert list(CarrierWord.objects.order_by("pk").values_list("status", flat=True)) == [
        "waiting",
        "handled",
    ]
    assert "not understood" not in desk.get(address("carriers")).content.decode()


def test_the_search_box_finds_parcels_and_returns(desk):
    parcel = make_labeled(number="CN77001234")
    rma = make_return()

    by_number = desk.get(address("search"), {"q": "CN77001234"}).content.decode()
    by_code = desk.get(address("search"), {"q": rma.code, "kind": "return"}).content.decode()

    assert address("parcel", parcel.code) in by_number
    assert address("return", rma.code) in by_code
