import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.search.queries import find
from aftercare.domain.catalog.events import DocumentFiled
from aftercare.domain.catalog.models import ItemDocument
from aftercare.domain.catalog.operations.documents import (
    TitleMissing,
    add_document,
    edit_document,
    remove_document,
)
from aftercare.domain.catalog.queries import visible_documents
from aftercare.domain.catalog.reactions import make_the_text_findable
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_pdf
from aftercare.kit.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db


def add(item, content, **given):
    details = {"file_name": "nw5540.pdf", "kind": "repair_manual"} | given
    return add_document(item, content, **details, actor=SYSTEM, at=MONDAY)


def read(document):
    event = DocumentFiled(document.item_id, document.pk)
    make_the_text_findable(event, actor=SYSTEM, at=MONDAY)
    document.refresh_from_db()


def test_what_a_pdf_says_is_found():
    document = add(make_item(), make_pdf("Backlight connector CN802"))
    assert document.title == "nw5540.pdf"
    assert not find("backlight", actor=SYSTEM).hits

    read(document)
    entries = Entry.objects.count()
    read(document)

    assert document.text == "Backlight connector CN802"
    assert [hit.kind for hit in find("cn802", actor=SYSTEM).hits] == ["item_document"]
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("content", [b"%PDF-1.4 broken", b"%PDF-1.7\n\xff\xfe", b"plain text"])
def test_what_cannot_be_read_is_found_by_its_title(content):
    document = add(make_item(), content, title="Repair manual")

    read(document)

    assert document.text == ""
    assert [hit.title for hit in find("repair manual", actor=SYSTEM).hits] == ["Repair manual"]


def test_outsiders_see_what_is_released_with_its_item():
    add(make_item("TV-1", audience="customer"), b"one", title="Inside")
    shown = add(make_item("TV-1", audience="customer"), b"two", audience="customer")
    add(make_item("TV-2"), b"three", audience="customer")

    assert list(visible_documents(Actor("customer", 1, "C"))) == [shown]
    assert list(visible_documents(Actor("station", 1, "S"))) == [shown]
    assert visible_documents(SYSTEM).count() == 3


def test_is_corrected_and_removed():
    document = add(make_item(), b"one")
    with pytest.raises(TitleMissing):
        edit_document(document, title=" ", actor=SYSTEM, at=MONDAY)
    edit_document(document, title="Manual", revision="B", actor=SYSTEM, at=MONDAY)
    assert ItemDocument.objects.get().title == "Manual"

    remove_document(document, actor=SYSTEM, at=MONDAY)

    assert not ItemDocument.objects.exists()
    assert not find("nw5540.pdf", actor=SYSTEM).hits
