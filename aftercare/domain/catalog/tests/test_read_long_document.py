import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.search.models import SearchDocument
from aftercare.base.search.queries import find
from aftercare.domain.catalog.events import DocumentFiled
from aftercare.domain.catalog.models import DocumentPart, ItemDocument
from aftercare.domain.catalog.operations.documents import (
    add_document,
    edit_document,
    read_document,
    remove_document,
)
from aftercare.domain.catalog.reactions import make_the_text_findable
from aftercare.domain.catalog.steps.reading import (
    LONGEST_PIECE,
    MOST_PAGES,
    MOST_PARTS,
    PAGES_AT_ONCE,
    keep_pages,
)
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_pdf
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db


def make_book(pages, words):
    said = (f"Register {page} " + "holds a value " * words for page in range(1, pages))
    return make_pdf(*said, "zyxomma")


LONG = 1_205
PAGES = 230
BOOK = make_book(PAGES, 100)


def add(content=BOOK, **given):
    details = {"file_name": "data.pdf", "kind": "datasheet", "title": "Data book"} | given
    return add_document(make_item(), content, **details, actor=SYSTEM, at=MONDAY)


def read(document):
    event = DocumentFiled(document.item_id, document.pk)
    make_the_text_findable(event, actor=SYSTEM, at=MONDAY)
    document.refresh_from_db()


def step(document):
    return read_document(ItemDocument.objects.get(pk=document.pk), actor=SYSTEM, at=MONDAY)


def kept():
    texts = ItemDocument.objects.values_list("text", "pages_read", "reading")
    filed = SearchDocument.objects.order_by("subject").values_list("subject", "vector", "at")
    return [*texts], [*DocumentPart.objects.order_by("number").values()], [*filed]


def test_the_last_page_of_a_book_is_found_by_who_may_read_it():
    document = add(make_book(LONG, 30))

    read(document)

    (hit,) = find("zyxomma", actor=SYSTEM).hits
    part = DocumentPart.objects.order_by("number").last()
    assert (document.reading, document.pages_read) == ("done", LONG)
    assert hit.whole.id == document.pk
    assert hit.facets["page"] == [part.first_page]
    assert part.first_page > 1_000
    assert max(map(len, DocumentPart.objects.values_list("text", flat=True))) <= LONGEST_PIECE
    reader = Actor("staff", 1, "Wen", permissions=frozenset({"catalog.view"}))
    assert find("zyxomma", actor=reader).hits
    assert not find("zyxomma", actor=Actor("staff", 2, "Liza")).hits
    assert not find("zyxomma", actor=Actor("customer", 1, "Jonas")).hits


def test_a_document_is_one_hit_whatever_many_of_its_pieces_match():
    read(add())
    assert DocumentPart.objects.count() > 2

    assert len(find("register value", actor=SYSTEM).hits) == 1
    assert [hit.title for hit in find("data book", actor=SYSTEM).hits] == ["Data book"]
    first = find("register", actor=SYSTEM, limit=1)
    assert len(first.hits) == 1
    assert first.after is None


def test_reading_goes_on_where_it_was_and_twice_changes_nothing():
    document = add()
    read(document)
    at_once, entries = kept(), Entry.objects.count()
    read(document)
    assert kept() == at_once
    assert Entry.objects.count() == entries

    # As a worker leaves it that is killed after some steps.
    remove_document(document, actor=SYSTEM, at=MONDAY)
    again = add()
    assert step(again)
    assert step(again)
    again.refresh_from_db()
    assert (again.reading, again.pages_read) == ("underway", 2 * PAGES_AT_ONCE)
    read(again)

    texts, parts, _filed = kept()
    assert texts == at_once[0]
    said = [(each["number"], each["first_page"], each["text"]) for each in parts]
    assert said == [(each["number"], each["first_page"], each["text"]) for each in at_once[1]]


def test_a_step_of_who_came_second_adds_nothing():
    document = add()
    first, second = (ItemDocument.objects.get(pk=document.pk) for _ in range(2))
    assert read_document(first, actor=SYSTEM, at=MONDAY)
    before = kept()

    assert not read_document(second, actor=SYSTEM, at=MONDAY)

    assert kept() == before


def test_what_is_corrected_meanwhile_keeps_what_was_read():
    document = add()
    stale = ItemDocument.objects.get(pk=document.pk)
    step(document)

    edit_document(stale, title="Book of data", actor=SYSTEM, at=MONDAY)

    assert ItemDocument.objects.get().pages_read == PAGES_AT_ONCE
    (hit,) = find('"book of data" register', actor=SYSTEM).hits
    assert hit.subject == ref(document)


def test_what_an_older_release_read_is_read_anew_when_it_is_filed_again():
    document = add()
    ItemDocument.objects.update(reading="", text="Old words")

    read(add())

    document.refresh_from_db()
    assert document.pages_read == PAGES
    assert "Old words" not in document.text


def test_a_removed_document_is_found_no_longer():
    document = add()
    read(document)

    remove_document(document, actor=SYSTEM, at=MONDAY)

    assert not DocumentPart.objects.exists()
    assert not find("zyxomma", actor=SYSTEM).hits
    assert not SearchDocument.objects.filter(kind="item_document").exists()


@pytest.mark.parametrize("pages", [MOST_PAGES, 10])
def test_what_goes_beyond_the_bounds_is_left_out_and_said(pages):
    document = add()
    document.pages_read = pages
    full = "x" * (LONGEST_PIECE - 4)
    DocumentPart.objects.create(document=document, number=MOST_PARTS, first_page=9, text=full)

    keep_pages(document, ["ends", "here"], at=MONDAY)

    document.refresh_from_db()
    assert (document.reading, document.pages_read) == ("cut", pages)
    assert not find("ends", actor=SYSTEM).hits
    assert not step(document)


def test_a_page_longer_than_a_piece_is_kept_whole():
    document = add()

    keep_pages(document, ["a" * LONGEST_PIECE + "b" * 5], at=MONDAY)

    (part,) = DocumentPart.objects.filter(number=2) or DocumentPart.objects.filter(number=1)
    assert part.first_page == 1
    assert part.text.endswith("bbbbb")
    assert document.reading == "done"
