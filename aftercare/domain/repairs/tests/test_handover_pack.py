from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pdfminer.high_level import extract_text

from aftercare.base.company.operations import change_settings
from aftercare.base.files.queries import files_of
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.models import Acceptance, HandoverPack
from aftercare.domain.repairs.operations.finishing import hand_over_unit
from aftercare.domain.repairs.operations.handing_over import make_handover_pack
from aftercare.domain.repairs.operations.quoting import accept_repair
from aftercare.domain.repairs.policies import signature_svg, tidy_strokes
from aftercare.domain.repairs.queries import packs_of, page_of_repair
from aftercare.domain.repairs.states import Found, OrderStatus
from aftercare.domain.repairs.tests.make import HOUR, MONDAY, make_codes, make_order_at
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.scans.reading import read_scan

WHO = {"actor": SYSTEM, "at": MONDAY}
LATER = MONDAY + HOUR
DRAWN = [[[20, 150], [80, 40], [120, 160]], [[300, 100]]]


def ready(language="zh-hans", name="李梅"):
    make_codes()
    account = make_account(language=language)
    contact = make_contact(name, account=account, email="li@harborline.example")
    found = Found(fault="F-LED", cause="C-PART", action="A-SWAP", designator="U17", words="2 Ω")
    return make_order_at(
        OrderStatus.CLEANED,
        account=account,
        contact=contact,
        complaint="无图像，指示灯闪烁三次",
        found=found,
    )


def read(pack):
    with pack.file.open() as content:
        return "".join(extract_text(BytesIO(content.read())).split())


def codes_in(pack):
    with pack.file.open() as content, pypdfium2.PdfDocument(content.read()) as document:
        pages = [page.render(scale=3).to_pil() for page in document]
    return {code.bytes.decode() for page in pages for code in zxingcpp.read_barcodes(page)}


def test_a_hand_over_makes_the_papers_once_in_the_language_of_the_customer(db, run_jobs):
    order = ready()
    hand_over_unit(order, **WHO)

    run_jobs()
    run_jobs()

    (pack,) = packs_of(order)
    words, codes = read(pack), codes_in(pack)
    assert (pack.version, pack.language, pack.is_signed) == (1, "zh-hans", False)
    for said in ("维修服务报告", order.code, "无图像，指示灯闪烁三次", "U17", "Driverreplaced"):
        assert said in words
    assert "维修后保修90天" in words
    assert "至2026年12月27日" in words
    assert page_of_repair(order) in codes
    scan = next(read_scan(each) for each in codes if each.startswith("[)>"))
    assert (scan.item, scan.serial, scan.order) == ("AX55", order.unit.serial, order.code)
    (kept,) = files_of(ref(order)).filter(name=pack.name)
    assert f"account:{order.account_id}" in kept.readers


def test_what_the_customer_signs_stands_in_the_next_version(db, run_jobs):
    order = ready("en", "Marisol Reyes")
    hand_over_unit(order, **WHO)
    run_jobs()

    accept_repair(
        order, name="Marisol Reyes", stars=4, words="Quick", strokes=DRAWN, actor=SYSTEM, at=LATER
    )
    run_jobs()

    newest, first = packs_of(order)
    assert (newest.version, newest.is_signed, first.is_signed) == (2, True, False)
    words = read(newest)
    for said in ("Servicereport", "MarisolReyes", "Rated4of5:Quick", "GuaranteeonThisrepair"):
        assert said.casefold() in words.casefold()
    assert read(first) != words
    assert Acceptance.objects.get(order=order).strokes == DRAWN


def test_the_days_of_the_guarantee_are_those_that_were_set(db):
    order = ready("en")
    change_settings({"repairs.guarantee_days": 30}, **WHO)
    hand_over_unit(order, **WHO)

    pack = make_handover_pack(order, **WHO)

    assert "Guaranteeonthisrepair:30days" in read(pack)


def test_who_is_forgotten_is_in_no_paper_any_more(db, run_jobs):
    order = ready("fil")
    hand_over_unit(order, **WHO)
    run_jobs()

    forget_contact(order.contact, confirmation="FORGET", **WHO)

    assert not HandoverPack.objects.exists()
    assert not files_of(ref(order)).exists()


@pytest.mark.parametrize(
    ("drawn", "kept"),
    [
        ([[[1, 2], [700, -5]]], [[[1, 2], [600, 0]]]),
        ([[[1.4, 2.6]], [], "x", [["a", 1]]], [[[1, 3]]]),
        ([[[float("nan"), 1]]], []),
        ("nothing", []),
        ([[[1, 1]]] * 81, []),
    ],
)
def test_a_signature_is_points_in_its_field_and_nothing_else(drawn, kept):
    assert tidy_strokes(drawn) == kept
    assert "script" not in signature_svg(kept)
