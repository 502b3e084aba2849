import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.catalog.models import ItemDocument
from aftercare.domain.catalog.operations.documents import add_document, read_document
from aftercare.domain.catalog.steps import reading
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_pdf
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

ABOUT = {"kind": "datasheet", "title": "CV32 datasheet", "revision": "4", "language": "en"}


def test_a_document_is_added_and_handed_out(engineer, chip):
    file = SimpleUploadedFile("cv32.pdf", b"%PDF-1.4 text")
    given = ABOUT | {"audience": "customer", "file": file}

    answer = engineer.post("/items/IC-1/documents/new", given)

    document = ItemDocument.objects.get()
    assert answer.headers["Location"] == "/items/IC-1"
    assert (document.title, document.revision, document.audience) == (
        "CV32 datasheet",
        "4",
        "customer",
    )
    handed_out = engineer.get(f"/documents/{document.pk}")
    assert b"".join(handed_out.streaming_content) == b"%PDF-1.4 text"
    assert "CV32 datasheet" in engineer.get("/items/IC-1").content.decode()


def test_a_form_without_a_file_comes_back(engineer, chip):
    answer = engineer.post("/items/IC-1/documents/new", ABOUT | {"audience": "internal"})

    assert answer.status_code == 422
    assert not ItemDocument.objects.exists()


def test_a_document_is_corrected_and_removed(engineer, chip):
    document = add_document(chip, b"x", file_name="a", kind="other", actor=SYSTEM, at=MONDAY)

    engineer.post(f"/documents/{document.pk}/edit", ABOUT | {"audience": "station"})
    assert ItemDocument.objects.get().title == "CV32 datasheet"
    engineer.post(f"/documents/{document.pk}/remove")

    assert not ItemDocument.objects.exists()


def put(item, content, **given):
    told = {"file_name": "book.pdf", "kind": "datasheet", "title": "Data book"} | given
    return add_document(item, content, **told, actor=SYSTEM, at=MONDAY)


def test_a_hit_on_a_late_page_names_it_and_leads_there(engineer, chip, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_PIECE", 40)
    book = put(chip, make_pdf("Registers of clock", "Registers of power", "The zyxomma <i> ends"))
    read_document(book, actor=SYSTEM, at=MONDAY)

    late, first = (engineer.get("/search", {"q": each}) for each in ("zyxomma", "clock"))

    (hit,), (begin,) = late.context["hits"], first.context["hits"]
    assert (hit["title"], hit["url"]) == ("Data book, from page 3", f"/documents/{book.pk}#page=3")
    assert hit["excerpt"] == "The <mark>zyxomma</mark> &lt;i&gt; ends"
    assert f'href="/documents/{book.pk}#page=3"' in late.content.decode()
    assert begin["url"] == f"/documents/{book.pk}"
    handed_out = engineer.get(f"/documents/{book.pk}")
    assert handed_out.headers["Content-Disposition"].startswith("inline")
    assert b"zyxomma" in b"".join(handed_out.streaming_content)


def test_the_page_of_an_item_says_how_far_a_document_is_read(engineer, chip):
    pages = [f"Register {page}" for page in range(1, reading.PAGES_AT_ONCE + 6)]
    book = put(chip, make_pdf(*pages))

    def said():
        page = engineer.get("/items/IC-1").content.decode()
        return re.search(r'class="document">.*?secondary small">(.*?)</div>', page, re.DOTALL)[1]

    assert "being read, page 1" in said()
    assert read_document(book, actor=SYSTEM, at=MONDAY)
    assert f"being read, page {reading.PAGES_AT_ONCE + 1}" in said()
    read_document(ItemDocument.objects.get(), actor=SYSTEM, at=MONDAY)

    assert "read" not in said()
    ItemDocument.objects.update(reading="cut", pages_read=5_000)
    assert "too long: the search knows it up to page 5000" in said()


@pytest.mark.parametrize("content", [b"%PDF-1.4 broken", make_pdf("", "")])
def test_the_page_of_an_item_says_what_nothing_can_be_read_of(engineer, chip, content):
    book = put(chip, content)
    plain = put(chip, b"words", file_name="notes.txt", title="Notes")

    read_document(book, actor=SYSTEM, at=MONDAY)
    read_document(plain, actor=SYSTEM, at=MONDAY)

    page = engineer.get("/items/IC-1").content.decode()
    assert "being read" not in page
    assert page.count("no text in it: found by its title") == 1


def test_outsiders_get_what_is_released(db):
    tv = make_item("TV-1", audience="customer")
    released, kept = (
        add_document(
            tv, text, file_name="a", kind="user_manual", audience=audience, actor=SYSTEM, at=MONDAY
        )
        for text, audience in ((b"user", "customer"), (b"repair", "station"))
    )
    customer = signed_in("Jonas", roles=("customer",), kind="customer")
    station = signed_in("Dina", roles=("station",), kind="station")

    for document, content in ((released, b"user"), (kept, b"repair")):
        answer = station.get(f"/documents/{document.pk}")
        assert b"".join(answer.streaming_content) == content
        assert customer.get(f"/documents/{document.pk}").status_code == 404
    assert station.post(f"/documents/{kept.pk}/remove").status_code == 403
    assert ItemDocument.objects.count() == 2
