from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pdfminer.high_level import extract_text

from aftercare.kit.paper.codes import CannotBeCoded, CodeKind, draw, message
from aftercare.kit.paper.engine import pictured, printed
from aftercare.kit.scans.controls import restore
from aftercare.kit.scans.reading import read_scan
from aftercare.kit.scans.results import Meaning

SPECIMEN = "kit/paper/tests/specimen.typ"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORDS = {
    "zh-hans": "维修服务报告：直骨，关机后无法启动。¥ 12.60 ±5 Ω ≤ 62 ℃ ✓",
    "zh-hant": "維修服務報告：直骨，關機後無法啟動。NT$ 120",
    "en": "Service report: “no picture”, 3–5 shorted. $ 1 € 2 #set *bold* [x] ő",
    "fil": "Ulat ng pagkumpuni: ₱ 1,250 Ñ ñ",
}
SAID = {Meaning.ITEM: "MP3394S-GF", Meaning.LOT: "2519B", Meaning.QUANTITY: "250"}


def specimen(words, language="en", *codes):
    drawn = [vars(draw(kind, content)) for kind, content in codes]
    data = {"title": "WO-1", "text": words, "codes": drawn}
    return printed(SPECIMEN, data, language=language, at=NOON)


def looked_at(pdf, dpi=203):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=dpi / 72).to_pil()


@pytest.mark.parametrize("language", WORDS)
def test_what_was_written_can_be_read_out_again(language):
    read = extract_text(BytesIO(specimen(WORDS[language], language)))

    assert WORDS[language].replace(" ", "") in "".join(read.split())


def test_every_letter_has_a_shape():
    unknown = looked_at(specimen("\ue000")).tobytes()

    assert [each for each in "₱Ññő€Ω℃≤✓" if looked_at(specimen(each)).tobytes() == unknown] == []


def test_the_same_words_at_the_same_time_are_the_same_bytes():
    assert specimen("一") == specimen("一")


def test_each_language_writes_in_its_own_shapes():
    simplified, traditional = specimen("骨", "zh-hans"), specimen("骨", "zh-hant")

    assert looked_at(simplified).tobytes() != looked_at(traditional).tobytes()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (CodeKind.DATA_MATRIX, message(SAID)),
        (CodeKind.QR, "https://northwell.example/track/1234567890abcdef"),
        (CodeKind.QR, "料号 25"),
        (CodeKind.CODE_128, "WO-2026-00012"),
    ],
)
def test_a_code_is_read_again_from_the_paper(kind, content):
    found = zxingcpp.read_barcode(looked_at(specimen("", "en", (kind, content))))

    assert restore(found.text) == content


def test_what_a_message_says_is_understood():
    scan = read_scan(message(SAID))

    assert (scan.item, scan.lot, str(scan.quantity)) == tuple(SAID.values())
    assert scan.problems == ()


def test_what_does_not_fit_into_a_code_is_said():
    with pytest.raises(CannotBeCoded):
        draw(CodeKind.CODE_128, "料号")
    with pytest.raises(CannotBeCoded):
        draw(CodeKind.QR, "x" * 8000)


def test_a_paper_can_be_looked_at_without_a_reader_of_pdf():
    data = {"title": "WO-1", "text": "", "codes": []}

    assert pictured(SPECIMEN, data, language="en").startswith(b"<svg")
