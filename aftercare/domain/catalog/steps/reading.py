"""What long documents say, kept and filed in pieces."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from aftercare.base.search.steps import Filing, filing, forget_all, index_all
from aftercare.domain.catalog.models import DocumentPart, ItemDocument
from aftercare.domain.catalog.states import Reading
from aftercare.domain.catalog.steps import READERS, file_document
from aftercare.kit.refs import ref

PAGES_AT_ONCE = 100
MOST_PAGES = 5_000
LONGEST_PIECE = 98_000  # the search files 100,000; names and numbers stand before the first
MOST_PARTS = 200  # besides the first piece: about twenty million characters


def keep_pages(document: ItemDocument, pages: Sequence[str], *, at: datetime) -> None:
    """
    Add the pages that follow to what is known of a document, whose row the caller holds.

    Fewer than `PAGES_AT_ONCE` are the last ones. What goes beyond the bounds is left out, and
    the document says so.
    """
    if not document.pages_read:
        forget_parts(document)
        document.text = ""
    before = document.text
    last = document.parts.order_by("number").last()
    parts = [last] if last else []
    document.reading = Reading.UNDERWAY if len(pages) == PAGES_AT_ONCE else Reading.DONE
    if not _add(document, pages, parts):
        document.reading = Reading.CUT
    document.save(update_fields=["text", "reading", "pages_read"])
    if document.text != before:
        file_document(document, at=at)
    for part in parts:
        part.save()
    index_all([_filing_of(part, at=at) for part in parts])


def hold(document: ItemDocument) -> None:
    """Keep a document from being read on meanwhile, and learn how far it has been read."""
    held = ItemDocument.objects.select_for_update()
    document.refresh_from_db(fields=["text", "reading", "pages_read"], from_queryset=held)


def _add(document: ItemDocument, pages: Sequence[str], parts: list[DocumentPart]) -> bool:
    """Put pages into the last piece and into new ones; return whether all had their place."""
    allowed = pages[: MOST_PAGES - document.pages_read]
    for number, page in enumerate(allowed, document.pages_read + 1):
        for said in _pieces(page):
            last = parts[-1] if parts else document
            if len(last.text) + len(said) < LONGEST_PIECE:
                last.text = f"{last.text} {said}".strip()
                continue
            place = parts[-1].number + 1 if parts else 1
            if place > MOST_PARTS:
                return False
            parts.append(
                DocumentPart(document=document, number=place, first_page=number, text=said)
            )
        document.pages_read = number
    return len(allowed) == len(pages)


def _pieces(page: str) -> Iterator[str]:
    for begin in range(0, len(page), LONGEST_PIECE):
        yield page[begin : begin + LONGEST_PIECE]


def _filing_of(part: DocumentPart, *, at: datetime) -> Filing:
    """File what a piece says and nothing else: its document is found by its title already."""
    return filing(
        ref(part),
        kind="item_document",
        code="",
        title="",
        body=part.text,
        facets={"part_of": ref(part.document), "page": part.first_page},
        readers=READERS,
        at=at,
    )


def forget_parts(document: ItemDocument) -> None:
    """Take the pieces of a document away, and out of the search."""
    forget_all([ref(part) for part in document.parts.only("pk")])
    document.parts.all().delete()
