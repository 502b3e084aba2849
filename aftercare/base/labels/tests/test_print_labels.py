from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp

from aftercare.base.labels.models import LabelChoice, LabelTemplate
from aftercare.base.labels.operations import (
    CodeDoesNotFit,
    NoSuchPlaceOnLabel,
    SheetDoesNotFit,
    TooManyLabels,
    print_labels,
    save_label_template,
)
from aftercare.base.labels.policies import lines_of
from aftercare.base.labels.queries import last_label
from aftercare.base.labels.states import SHEETS, Label
from aftercare.base.people.tests.make import make_actor
from aftercare.kit.scans.reading import read_scan
from aftercare.kit.scans.results import Meaning

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
OFFICE = 300
"""Dots to an inch of a printer for paper."""
SAID = {
    Meaning.ITEM: "MP3394S-GF",
    Meaning.LOT: "2519-B",
    Meaning.DATE_CODE: "2519",
    Meaning.QUANTITY: "250",
}
REEL = Label(
    "2519-B",
    {
        "item": "MP3394S-GF",
        "name": "LED 背光驱动芯片 SOIC-16",
        "lot": "2519-B",
        "date_code": "2519",
        "quantity": "250 ×",
        "place": "SVC-A-04-12",
    },
    SAID,
    "https://service.example/items/MP3394S-GF",
)


@pytest.fixture
def liza(db):
    return make_actor("labels.print", "labels.set_up")


def saved(actor, **given):
    texts = LabelTemplate.objects.get(name="50 × 25 mm · DataMatrix").texts
    looks = {
        "name": "ours",
        "about": "goods",
        "width": Decimal(50),
        "height": Decimal(25),
        "code": "data_matrix",
        "carries": [],
        "texts": texts,
        "dots": "203",
    }
    return save_label_template(None, **looks | given, actor=actor, at=MONDAY)


def printed(template, actor, *labels, **given):
    return print_labels(
        template, labels or [REEL], **{"language": "zh-hans"} | given, actor=actor, at=MONDAY
    )


def codes_on(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=203 / 72).to_pil() for page in document]
        texts = [page.get_textpage().get_text_range() for page in document]
    return [zxingcpp.read_barcode(picture).bytes.decode() for picture in pictures], texts


@pytest.mark.parametrize(
    ("code", "size"),
    [("data_matrix", (50, 25)), ("data_matrix", (30, 15)), ("qr", (70, 36)), ("qr", (50, 25))],
)
def test_what_a_printer_with_203_dots_prints_is_understood_again(liza, code, size):
    template = saved(liza, code=code, width=Decimal(size[0]), height=Decimal(size[1]))

    (content,), (text,) = codes_on(printed(template, liza))

    assert content.startswith(f"{REEL.link}?") or code != "qr"
    scan = read_scan(content)
    assert (scan.item, scan.lot, scan.date_code) == ("MP3394S-GF", "2519-B", "2519")
    assert (scan.quantity, scan.problems) == (Decimal(250), ())
    assert "背光驱动芯片" in text


def test_bars_say_the_number_and_a_place_without_item_says_its_own(liza):
    place = Label("SVC-A-04-12", {"place": "SVC-A-04-12"})

    bars, _texts = codes_on(printed(saved(liza, code="code_128"), liza))
    squares, _texts = codes_on(printed(saved(liza, name="p", about="place", texts=""), liza, place))

    assert (bars, squares) == (["2519-B"], ["SVC-A-04-12"])


def test_a_customers_form_carries_only_what_they_ask_for(liza):
    template = saved(liza, carries=["item", "quantity"])

    (content,), _texts = codes_on(printed(template, liza))

    scan = read_scan(content)
    assert (scan.item, scan.quantity, scan.lot) == ("MP3394S-GF", Decimal(250), "")


def test_copies_are_printed_and_the_form_is_remembered(liza):
    first = last_label(liza, "goods")
    assert (first.template, first.copies) == (LabelTemplate.objects.get(code="data_matrix"), 1)
    template = saved(liza, height=Decimal(30))

    contents, _texts = codes_on(printed(template, liza, copies=3))

    assert len(contents) == 3
    last = last_label(liza, "goods")
    assert (last.template, last.copies, last.sheet) == (template, 3, "")


def codes_on_sheets(pdf, sheet):
    """Return what the place of each label says, page after page; an empty place says nothing."""
    scale = OFFICE / 72
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=scale).to_pil() for page in document]
    return [_read_place(page, sheet, spot) for page in pages for spot in range(sheet.count)]


def _read_place(page, sheet, spot):
    row, column = divmod(spot, sheet.columns)
    left, top = sheet.left + column * sheet.step_right, sheet.top + row * sheet.step_down
    box = [left, top, left + sheet.width, top + sheet.height]
    found = zxingcpp.read_barcode(page.crop([round(float(each) / 25.4 * OFFICE) for each in box]))
    return found.bytes.decode() if found else ""


@pytest.mark.parametrize("code", sorted(SHEETS))
def test_each_label_on_a_sheet_of_office_paper_is_understood_again(liza, code):
    sheet = SHEETS[code]
    size = {"width": min(sheet.width, Decimal(50)), "height": min(sheet.height, Decimal(25))}
    template = saved(liza, **size, dots="300")
    count = sheet.count + 1
    reels = [replace(REEL, said={**SAID, Meaning.LOT: f"L{each}"}) for each in range(count)]

    places = codes_on_sheets(printed(template, liza, *reels, sheet=sheet, begin_at=3), sheet)

    read = [read_scan(each).lot if each else "" for each in places]
    assert read[:2] == ["", ""]
    assert read[2 : count + 2] == [f"L{each}" for each in range(count)]
    assert (len(read), set(read[count + 2 :])) == (2 * sheet.count, {""})
    assert last_label(liza, "goods").sheet == code


def test_a_sheet_has_labels_as_large_and_a_first_place(liza):
    small, sheet = saved(liza), SHEETS["a4-4x11"]
    large = saved(liza, name="large", width=Decimal("50.1"))

    with pytest.raises(SheetDoesNotFit):
        printed(large, liza, sheet=sheet)
    with pytest.raises(SheetDoesNotFit):
        printed(small, liza, sheet=sheet, begin_at=45)

    assert not LabelChoice.objects.exists()


def test_too_many_and_what_does_not_fit_are_refused(liza):
    with pytest.raises(TooManyLabels):
        printed(saved(liza), liza, copies=501)
    with pytest.raises(CodeDoesNotFit):
        printed(saved(liza, name="bars", code="code_128"), liza, Label("料号", {}))
    with pytest.raises(CodeDoesNotFit):
        printed(saved(liza, name="narrow", width=Decimal(12), code="code_128"), liza)

    assert not LabelChoice.objects.exists()


def test_a_place_nobody_knows_is_refused(liza):
    with pytest.raises(NoSuchPlaceOnLabel):
        saved(liza, texts="{serail}")

    assert not LabelTemplate.objects.filter(name="ours").exists()


def test_what_is_empty_is_left_out():
    lines = lines_of("# {item}\nDC {date_code} · LOT {lot} · {quantity}\n{place}", {"lot": "7"})

    assert [(line.text, line.size, line.bold) for line in lines] == [("LOT 7", "normal", False)]
